"""Rows of invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select, update

from services.campaign.domain.people import Invitation
from services.campaign.domain.roles import Role
from services.campaign.models import companies, invitations
from shared.database import Reading, Transaction
from shared.text import fold

_COLUMNS = (
    invitations.c.invitation_id,
    invitations.c.company_id,
    companies.c.title.label("company_title"),
    invitations.c.founds,
    invitations.c.email,
    invitations.c.role,
    invitations.c.invited_at,
    invitations.c.invited_by,
    invitations.c.expires_at,
    invitations.c.mail_state,
)


def _invitation(row: Row[Any]) -> Invitation:
    values = row._asdict()
    return Invitation(**{**values, "role": Role(values["role"])})


def _good(now: datetime) -> ColumnElement[bool]:
    return invitations.c.accepted_at.is_(None) & invitations.c.revoked_at.is_(None) & (invitations.c.expires_at > now)


async def insert_invitation(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(invitations).values(email_folded=fold(values["email"]), **values))


async def find_invitation(reading: Reading, token_sha256: str, now: datetime) -> Invitation | None:
    """The invitation behind a token, while it can be accepted."""
    row = await reading.first(
        select(*_COLUMNS)
        .join(companies, companies.c.company_id == invitations.c.company_id)
        .where(invitations.c.token_sha256 == token_sha256, _good(now))
    )
    return None if row is None else _invitation(row)


async def open_invitations(reading: Reading, company_id: UUID, now: datetime) -> list[Invitation]:
    rows = await reading.all(
        select(*_COLUMNS)
        .join(companies, companies.c.company_id == invitations.c.company_id)
        .where(invitations.c.company_id == company_id, _good(now))
        .order_by(invitations.c.invited_at.desc())
    )
    return [_invitation(row) for row in rows]


async def take_invitation(tx: Transaction, invitation_id: UUID, now: datetime) -> bool:
    """Accept it; False when somebody was faster, or it was taken back."""
    taken = await tx.execute(
        update(invitations).where(invitations.c.invitation_id == invitation_id, _good(now)).values(accepted_at=now)
    )
    return taken.rowcount == 1


async def revoke_invitation(tx: Transaction, company_id: UUID, invitation_id: UUID, now: datetime) -> str | None:
    """Take it back; the address that was invited, None when there is no such open invitation."""
    address: str | None = await tx.scalar(
        update(invitations)
        .where(invitations.c.company_id == company_id, invitations.c.invitation_id == invitation_id, _good(now))
        .values(revoked_at=now)
        .returning(invitations.c.email)
    )
    return address


async def revoke_earlier(tx: Transaction, company_id: UUID, email: str, founds: bool, now: datetime) -> None:
    """A new invitation of the same address replaces the ones before it."""
    await tx.execute(
        update(invitations)
        .where(
            invitations.c.company_id == company_id,
            invitations.c.email_folded == fold(email),
            invitations.c.founds == founds,
            _good(now),
        )
        .values(revoked_at=now)
    )


async def note_mail(tx: Transaction, company_id: UUID, invitation_id: UUID, state: str, order: int) -> None:
    """What became of its e-mail; a later attempt knows better, whichever is told first."""
    of = invitations.c
    await tx.execute(
        update(invitations)
        .where(of.company_id == company_id, of.invitation_id == invitation_id, of.mail_order < order)
        .values(mail_state=state, mail_order=order)
    )
