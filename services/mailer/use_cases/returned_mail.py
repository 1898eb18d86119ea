"""What an incoming mail does to a message of ours: kept, matched by the most trustworthy name in it, acted on, all at once.

Everything in the mail may be forged. The signed return path is believed. Every other name only counts for a message that left by
the platform's server, and, where the report names an address, only when that is the message's; so a wrong one has no effect on
anybody else's messages. What is matched by nothing has no effect at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.mailer.domain.addresses import folded
from services.mailer.domain.returned import IN_FLIGHT, Kind, MatchedBy, Returned
from services.mailer.domain.servers import PLATFORM
from services.mailer.repository import replies, returns
from services.mailer.use_cases.facts import tell_bounced, tell_sent
from services.mailer.use_cases.suppressions import BOUNCED, Evidence, suppress
from shared.database import Transaction

REPORTS = (Kind.FAILED, Kind.DELAYED, Kind.DELIVERED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the mail lies, and what it is known again by."""

    fingerprint: str
    uid_validity: int
    uid: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    message: Any
    by: MatchedBy


async def take_in(tx: Transaction, mail: Returned, place: Place) -> Kind | None:
    """Keep the mail and let it have its effect once. None: too early to say, read it again later."""
    before = await returns.known_kind(tx, place.fingerprint)
    if before is not None:
        return Kind(before)
    match = await find_message(tx, mail)
    if match is not None and mail.kind in REPORTS and match.message.state in IN_FLIGHT:
        return None
    kind = mail.kind if match is not None else Kind.UNCLEAR
    mail_id, now = uuid4(), tx.clock.now()
    kept = await returns.keep(
        tx,
        {
            "id": mail_id,
            "company_id": match.message.company_id if match else PLATFORM,
            "message_id": match.message.id if match else None,
            "fingerprint": place.fingerprint,
            "uid_validity": place.uid_validity,
            "uid": place.uid,
            "kind": kind,
            "matched_by": match.by if match else "",
            "status": mail.status,
            "code": mail.code,
            "words": mail.words,
            "sender": mail.sender,
            "subject": mail.subject,
            "received_at": place.received_at,
            "read_at": now,
        },
    )
    if not kept:
        return Kind(await returns.known_kind(tx, place.fingerprint) or kind)
    if match is not None:
        await _act(tx, mail, match.message, place, mail_id)
    return kind


async def find_message(tx: Transaction, mail: Returned) -> Match | None:
    """The message that the mail is about, by the most trustworthy name that leads to one."""
    names = mail.names
    if names.return_path is not None:
        found = await returns.messages_by_id(tx, [names.return_path])
        if found:
            return Match(found[names.return_path], MatchedBy.RETURN_PATH)
    wanted: list[tuple[MatchedBy, tuple[UUID, ...]]] = [
        (MatchedBy.ENVELOPE_ID, names.envelope_ids),
        (MatchedBy.MESSAGE_ID, names.message_ids),
    ]
    known = await returns.messages_by_id(tx, {one for _, ids in wanted for one in ids})
    for by, ids in wanted:
        message = await _first_plausible(tx, mail, (known[one] for one in ids if one in known))
        if message is not None:
            return Match(message, by)
    if mail.recipients:
        message = await _first_plausible(tx, mail, await returns.messages_by_queue_id(tx, names.queue_ids))
        if message is not None:
            return Match(message, MatchedBy.QUEUE_ID)
    if mail.kind in (Kind.REPLY, Kind.AUTO_REPLY):
        answered = await returns.messages_by_id(tx, names.references)
        for one in names.references:
            if one in answered and await returns.left_by_platform(tx, one):
                return Match(answered[one], MatchedBy.REFERENCES)
    return None


async def _first_plausible(tx: Transaction, mail: Returned, candidates: Iterable[Any]) -> Any | None:
    for message in candidates:
        about_it = not mail.recipients or folded(message.address) in mail.recipients
        if about_it and await returns.left_by_platform(tx, message.id):
            return message
    return None


async def _act(tx: Transaction, mail: Returned, message: Any, place: Place, mail_id: UUID) -> None:
    now = tx.clock.now()
    match mail.kind:
        case Kind.FAILED:
            reason = "bad_address" if mail.bad_address else "came_back"
            if await returns.mark_bounced(tx, message.id, reason=reason, detail=_said(mail), now=now):
                tell_bounced(tx, message, at=now, code=mail.code, status=mail.status, reply=mail.words)
            if mail.bad_address:
                await suppress(
                    tx,
                    Evidence(
                        company_id=message.company_id,
                        address=message.address,
                        reason=BOUNCED,
                        code=mail.code,
                        status=mail.status,
                        words=mail.words,
                        message_id=message.id,
                    ),
                )
        case Kind.DELAYED | Kind.DELIVERED:
            sent_at = message.transmitting_at or now
            if await returns.mark_arrived(tx, message.id, detail=_said(mail), sent_at=sent_at, now=now):
                tell_sent(
                    tx, message, attempt=message.attempts, at=now, server="", code=0, reply=_said(mail), sender=""
                )
        case Kind.REPLY:
            await replies.keep(tx, _reply(mail, message, place, mail_id))
        case _:
            return


def _said(mail: Returned) -> str:
    return " ".join(part for part in (mail.status, mail.words) if part)


def _reply(mail: Returned, message: Any, place: Place, mail_id: UUID) -> dict[str, Any]:
    return {
        "id": mail_id,
        "company_id": message.company_id,
        "campaign_id": message.campaign_id,
        "reconciliation_id": message.reconciliation_id,
        "message_id": message.id,
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "from_recipient": folded(mail.sender) == folded(message.address),
        "subject": mail.subject,
        "text": mail.text,
        "shortened": mail.shortened,
        "attachments": list(mail.attachments),
        "received_at": place.received_at,
    }
