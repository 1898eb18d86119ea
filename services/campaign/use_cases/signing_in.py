"""Signing in and staying signed in: attempts are counted before a password is looked at, sessions are rows.

Two steps with the slow hash between them, so that no transaction waits for it (`door.py` puts them together):
`admit` counts and says what to check against, `sign_in` opens the session of whoever passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.credentials import (
    OVERALL,
    PER_ACCOUNT,
    PER_NETWORK,
    SESSION_IDLE,
    SESSION_LONGEST,
    SESSION_TOUCH,
    new_session_id,
    sha256_hex,
)
from services.campaign.domain.people import Session, User
from services.campaign.domain.second_factor import Proof
from services.campaign.models import sign_in_attempts
from services.campaign.repository import companies, people, sessions
from services.campaign.repository.people import Credentials
from services.campaign.use_cases.audit_log import note
from shared import attempts
from shared.database import Reading, Transaction
from shared.errors import Invalid, NotFound, TooMany, Unauthenticated
from shared.limits import Subject
from shared.text import fold


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody wants in: the address they typed and the network they come from (`203.0.113.0/24`)."""

    email: str
    network: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user whose password was right. `password_hash` is the new hash when the old one was weaker than today's."""

    user: User
    admission: Admission
    password_hash: str | None = None
    agent: str = ""
    """What the browser calls itself, so that a person tells their sessions apart."""
    proof: Proof = Proof.NONE
    """What they came with besides the password."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`session_id` goes into the cookie and nowhere else."""

    session_id: str
    session: Session


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The password was right; in which company the session is to open once the second factor is proven."""

    user_id: UUID
    company_id: UUID
    email: str


WayIn = SignedIn | CodeNeeded


def _subjects(admission: Admission) -> list[Subject]:
    # Always in this order: two sign-ins at once then wait for each other instead of deadlocking.
    return [(PER_ACCOUNT, fold(admission.email)), (PER_NETWORK, admission.network), (OVERALL, "")]


async def count_attempt(tx: Transaction, admission: Admission, more: Sequence[Subject] = ()) -> TooMany | None:
    """Count this attempt; an error to raise *after* the commit when there were too many, so that the count is kept."""
    wait = await attempts.count(tx, sign_in_attempts, [*_subjects(admission), *more])
    if not wait:
        return None
    return TooMany(
        "Too many failed sign-ins. Wait {retry_after} seconds and try again.",
        code="too_many_sign_ins",
        retry_after=wait,
    )


async def credentials_of(reading: Reading, admission: Admission) -> Credentials | None:
    """What to check the password against; None for an unknown or inactive account, which must look the same from outside."""
    found = await people.find_credentials(reading, admission.email)
    return found if found is not None and found.user.active else None


async def uncount(tx: Transaction, admission: Admission, more: Sequence[Subject] = ()) -> None:
    """This attempt was right: it no longer counts."""
    await attempts.uncount(tx, sign_in_attempts, [*_subjects(admission), *more])


async def passed(tx: Transaction, command: SignIn) -> None:
    """The password was right: the attempt no longer counts, a stronger hash replaces a weaker one."""
    now = tx.clock.now()
    await attempts.uncount(tx, sign_in_attempts, _subjects(command.admission))
    values: dict[str, object] = {"signed_in_at": now}
    if command.password_hash is not None:
        values["password_hash"] = command.password_hash
    await people.update_user(tx, command.user.user_id, **values)


async def take_token(tx: Transaction, command: SignIn, company_id: UUID | None) -> User:
    """Who the token is for, in which company; without a wish the only one. Errors: `company_not_found`, `company_needed`."""
    await passed(tx, command)
    mine = await people.companies_of(tx, command.user.user_id)
    if company_id is None and len(mine) > 1:
        raise Invalid(
            "You work for several companies. Name the one that the token is for as `company`: {companies}.",
            code="company_needed",
            companies=", ".join(f"{one.company_id} ({one.title})" for one in mine),
        )
    chosen = company_id or command.user.company_id
    found = await people.find_user(tx, chosen, command.user.user_id)
    if found is None or not found.user.active:
        raise NotFound("There is no such company here.", code="company_not_found")
    await note(tx, Actor.of(found.user.principal), Deed.TOKEN_TAKEN)
    return found.user


async def sign_in(tx: Transaction, command: SignIn) -> SignedIn:
    """Open a session with a fresh id; only the id's SHA-256 is stored."""
    await passed(tx, command)
    now, session_id = tx.clock.now(), new_session_id()
    ends_at, user = now + SESSION_LONGEST, command.user
    await sessions.insert_session(
        tx,
        {
            "session_sha256": sha256_hex(session_id),
            "public_id": uuid4(),
            "agent": command.agent[:200],
            "second_factor": command.proof.value,
            "company_id": user.company_id,
            "user_id": user.user_id,
            "created_at": now,
            "seen_at": now,
            "ends_at": ends_at,
        },
    )
    await people.update_membership(tx, user.company_id, user.user_id, chosen_at=now)
    await note(
        tx, Actor.of(user.principal), Deed.SIGNED_IN, network=command.admission.network, proof=command.proof.value
    )
    company = await companies.get_company(tx, user.company_id)
    return SignedIn(session_id, Session(user, now, ends_at, company.title, proof=command.proof))


async def session_of(reading: Reading, session_id: str) -> tuple[Session, bool] | None:
    """The session behind a cookie, and whether its time of use wants writing (`keep_alive`); None when it has ended.

    Ends after 30 minutes without use, 12 hours after signing in, at sign-out, at a change of password or when the user is
    switched off.
    """
    found = await sessions.find_session(reading, sha256_hex(session_id))
    if found is None:
        return None
    session, seen_at = found
    now = reading.clock.now()
    if now >= session.ends_at or now - seen_at >= SESSION_IDLE:
        return None
    return session, now - seen_at >= SESSION_TOUCH


async def keep_alive(tx: Transaction, session_id: str) -> None:
    await sessions.touch_session(tx, sha256_hex(session_id), tx.clock.now())


async def sign_out(tx: Transaction, session_id: str) -> None:
    hashed = sha256_hex(session_id)
    found = await sessions.find_session(tx, hashed)
    await sessions.delete_session(tx, hashed)
    if found is not None:
        await note(tx, Actor.of(found[0].user.principal), Deed.SIGNED_OUT)


def wrong_credentials() -> Unauthenticated:
    """The same words for an unknown account and a wrong password."""
    return Unauthenticated("E-mail address or password is wrong.", code="wrong_credentials")
