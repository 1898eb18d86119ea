"""First start and the company card: who asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.company_card import CompanyCard, checked_address, checked_card, checked_name
from services.campaign.domain.credentials import SETUP_CODE_LIFETIME, new_setup_code, setup_code_hash
from services.campaign.domain.people import Company
from services.campaign.domain.roles import Role
from services.campaign.repository import companies, people
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import CompanyChanged, CompanyRegistered
from shared.database import Transaction
from shared.errors import Conflict, Forbidden


class EditedMeanwhile(Conflict):
    """Somebody else was first; `who`, `at` (ISO) and `revision` are in the params."""

    code, status = "edited_meanwhile", 412


@dataclass(frozen=True, slots=True)
class RegisterCompany:
    """The first company and its first administrator; `code` is what the first start printed on the terminal.

    `password_hash` comes from `Passwords.new_hash`, which also checks the password.
    """

    code: str
    card: CompanyCard
    name: str
    email: str
    password_hash: str
    language: str = "tr"


@dataclass(frozen=True, slots=True)
class Registered:
    company: Company
    user_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeCompany:
    """Edit the card; `revision` is the one the editor saw."""

    company_id: UUID
    revision: int
    card: CompanyCard
    changed_by: str
    user_id: UUID | None = None


async def prepare_first_start(tx: Transaction) -> str | None:
    """A new one-time code when there is no company yet, else None. Earlier codes stay good: another replica printed them."""
    if not await companies.is_empty(tx):
        return None
    code, now = new_setup_code(), tx.clock.now()
    await companies.keep_setup_code(tx, setup_code_hash(code), now, now - SETUP_CODE_LIFETIME)
    return code


async def register_company(tx: Transaction, command: RegisterCompany) -> Registered:
    """Create the company and its administrator and say so to all services.

    Errors: `set_up_already`, `setup_code_wrong`, and those of the card, name and address.
    """
    codes = await companies.take_setup_codes(tx)
    if not await companies.is_empty(tx):
        raise Conflict("A company was registered here already. Sign in with its account.", code="set_up_already")
    if setup_code_hash(command.code) not in codes:
        raise Forbidden(
            "The set-up code is wrong. It was printed on the terminal at the first start; start the service again for a new "
            "one.",
            code="setup_code_wrong",
        )
    company_id, user_id, now = uuid4(), uuid4(), tx.clock.now()
    name = checked_name(command.name)
    await _open(tx, company_id, command.card, name)
    await people.insert_user(
        tx,
        {
            "user_id": user_id,
            "email": checked_address(command.email),
            "name": name,
            "language": command.language,
            "password_hash": command.password_hash,
            "created_at": now,
        },
    )
    return await _with_administrator(tx, company_id, user_id, name)


async def open_company(tx: Transaction, company_id: UUID, card: CompanyCard, user_id: UUID, name: str) -> Registered:
    """A further company, with somebody who has an account as its administrator (`use_cases/sign_up.py` says who may)."""
    await _open(tx, company_id, card, name)
    return await _with_administrator(tx, company_id, user_id, name)


async def _open(tx: Transaction, company_id: UUID, card: CompanyCard, name: str) -> None:
    card, now = checked_card(card), tx.clock.now()
    await companies.insert_company(
        tx,
        {
            "company_id": company_id,
            **asdict(card),
            "revision": 0,
            "created_at": now,
            "changed_at": now,
            "changed_by": name,
        },
    )
    tx.emit(CompanyRegistered(company_id=company_id, **asdict(card)), tenant=company_id, subject=company_id)


async def _with_administrator(tx: Transaction, company_id: UUID, user_id: UUID, name: str) -> Registered:
    await people.join(tx, user_id, company_id, Role.ADMINISTRATOR, tx.clock.now(), name)
    company = await companies.get_company(tx, company_id)
    await note(tx, Actor(company_id, user_id, name), Deed.COMPANY_REGISTERED, company.title)
    return Registered(company, user_id)


async def change_company(tx: Transaction, command: ChangeCompany) -> Company:
    """Write the card anew and say so to all services. Error `edited_meanwhile` names who was first, and when."""
    card = checked_card(command.card)
    before = await companies.get_company(tx, command.company_id)
    values = {**asdict(card), "changed_at": tx.clock.now(), "changed_by": command.changed_by}
    if not await companies.update_company(tx, command.company_id, command.revision, values):
        now_kept = await companies.get_company(tx, command.company_id)
        raise EditedMeanwhile(
            "{who} changed the company card at {at}, after you opened it. Load it again and repeat your change.",
            who=now_kept.changed_by,
            at=now_kept.changed_at.isoformat(timespec="seconds"),
            revision=now_kept.revision,
        )
    after = await companies.get_company(tx, before.company_id)
    tx.emit(
        CompanyChanged(company_id=after.company_id, revision=after.revision, **asdict(card)),
        tenant=after.company_id,
        subject=after.company_id,
    )
    fields = [name for name, value in asdict(card).items() if getattr(before, name) != value]
    actor = Actor(after.company_id, command.user_id, command.changed_by)
    await note(tx, actor, Deed.COMPANY_CHANGED, after.title, fields=fields)
    return after
