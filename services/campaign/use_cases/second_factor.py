"""Second factors: enrolling, checking codes, recovery codes, and taking a factor away.

Whoever calls has made sure that the person is there (`Door.confirm`) before anything of theirs is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.people import User
from services.campaign.domain.second_factor import (
    Policy,
    Proof,
    is_code,
    new_recovery_codes,
    new_secret,
    plain,
    recovery_hash,
    step_of,
    wrong_code,
)
from services.campaign.repository import identities, people, second_factors, sessions
from services.campaign.use_cases.audit_log import note
from shared.database import Reading, Transaction
from shared.errors import Conflict, Forbidden, NotFound, Unavailable
from shared.sealing import Sealer, SecretUnreadable

FACTOR_RESET = "factor_reset"


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own factor; `session_sha256` is the session they sit at."""

    user: User
    session_sha256: str


async def begin(tx: Transaction, own: Own, sealer: Sealer) -> None:
    """A new key to be shown. One that works already goes on working until the new one is confirmed."""
    sealed = sealer.seal(new_secret(), _place(own.user.user_id))
    await second_factors.keep_pending(tx, own.user.user_id, sealed)


async def pending_secret(reading: Reading, user_id: UUID, sealer: Sealer) -> str | None:
    """The key to show, while its first code has not come."""
    kept = await second_factors.find(reading, user_id)
    return None if kept is None or kept.pending is None else _opened(sealer, kept.pending, user_id)


async def forget_pending(tx: Transaction, own: Own) -> None:
    kept = await second_factors.find(tx, own.user.user_id)
    if kept is not None and kept.secret is None:
        await second_factors.remove(tx, own.user.user_id)
    elif kept is not None:
        await second_factors.keep_pending(tx, own.user.user_id, None)


async def confirm(tx: Transaction, own: Own, code: str, sealer: Sealer) -> list[str]:
    """The first code: from now on they are asked for. Every other session ends. Returns the recovery codes, to be shown once."""
    user_id = own.user.user_id
    kept = await second_factors.find(tx, user_id)
    if kept is None or kept.pending is None:
        raise Conflict("There is no new key to confirm. Begin again.", code="nothing_to_confirm")
    step = step_of(_opened(sealer, kept.pending, user_id), plain(code), tx.clock.now(), 0)
    if step is None or not await second_factors.confirm(tx, user_id, kept.pending, step, tx.clock.now()):
        raise wrong_code()
    await second_factors.prove_session(tx, own.session_sha256, Proof.CODE)
    await sessions.delete_sessions_of(tx, user_id, but=own.session_sha256)
    await note(tx, Actor.of(own.user.principal), Deed.SECOND_FACTOR_SET_UP)
    return await _new_codes(tx, user_id)


async def check(tx: Transaction, user_id: UUID, typed: str, sealer: Sealer) -> Proof:
    """Use a code of the phone, or one of the recovery codes. Errors: `wrong_code`."""
    code, kept = plain(typed), await second_factors.find(tx, user_id)
    if kept is None or kept.secret is None:
        raise wrong_code()
    if not is_code(code):
        if await second_factors.use_recovery_code(tx, user_id, recovery_hash(code), tx.clock.now()):
            return Proof.RECOVERY
        raise wrong_code()
    step = step_of(_opened(sealer, kept.secret, user_id), code, tx.clock.now(), kept.last_step)
    if step is None or not await second_factors.use_step(tx, user_id, step):
        raise wrong_code()
    return Proof.CODE


async def renew_codes(tx: Transaction, own: Own) -> list[str]:
    """Ten new recovery codes; the old ones are good for nothing."""
    if not await second_factors.is_enrolled(tx, own.user.user_id):
        raise Conflict("There is no second factor yet. Set it up first.", code="no_second_factor")
    await note(tx, Actor.of(own.user.principal), Deed.RECOVERY_CODES_RENEWED)
    return await _new_codes(tx, own.user.user_id)


async def turn_off(tx: Transaction, own: Own, policy: Policy) -> None:
    """Errors: `second_factor_required`."""
    if policy.demands(own.user.role):
        raise Forbidden(
            "Your role needs a second factor; it can be moved to another device, not turned off.",
            code="second_factor_required",
        )
    if await second_factors.remove(tx, own.user.user_id):
        await second_factors.prove_session(tx, own.session_sha256, Proof.NONE)
        await note(tx, Actor.of(own.user.principal), Deed.SECOND_FACTOR_TURNED_OFF)


async def reset_factor(tx: Transaction, actor: Actor, user_id: UUID) -> User:
    """Take a colleague's factor away, because their phone is gone: they set up a new one when they sign in next.

    All their sessions end, and they are told. Errors: `user_not_found`, `own_factor`, `works_elsewhere_too`.
    """
    found = await people.find_user(tx, actor.company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    if user_id == actor.user_id:
        raise Conflict("This is your own second factor. Change it under Settings, Security.", code="own_factor")
    if any(company.company_id != actor.company_id for company in await people.companies_of(tx, user_id)):
        raise Forbidden(
            "This person works for other companies too, whose protection it is as well. Whoever runs this installation can "
            "reset it.",
            code="works_elsewhere_too",
        )
    await forget_factor(tx, user_id, actor.name)
    await note(tx, actor, Deed.SECOND_FACTOR_RESET, found.user.email)
    return found.user


async def forget_factor(tx: Transaction, user_id: UUID, by: str) -> bool:
    """Without a question who asks: for whoever runs the installation. False when there was none."""
    removed = await second_factors.remove(tx, user_id)
    await identities.unlink(tx, user_id)
    await sessions.delete_sessions_of(tx, user_id)
    await second_factors.leave_notice(tx, user_id, FACTOR_RESET, by, tx.clock.now())
    return removed


async def _new_codes(tx: Transaction, user_id: UUID) -> list[str]:
    codes = new_recovery_codes()
    await second_factors.replace_recovery_codes(tx, user_id, [recovery_hash(code) for code in codes])
    return codes


def _place(user_id: UUID) -> str:
    return f"{user_id}|second_factor"


def _opened(sealer: Sealer, sealed: str, user_id: UUID) -> str:
    try:
        return sealer.open(sealed, _place(user_id))
    except SecretUnreadable:
        raise Unavailable(
            "The second factor cannot be checked: the key in campaign-secrets.key is not the one that sealed it. Whoever runs "
            "this installation brings the old key file back, or resets the second factor.",
            code="second_factor_unreadable",
        ) from None
