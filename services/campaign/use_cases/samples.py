"""An auditor draws a sample, and has answers copied to an address of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.samples import MOST_COPY_ORDERS, Sample
from services.campaign.domain.sampling import SampleRule, Unit, checked, draw, population_sha256
from services.campaign.repository import campaigns, companies, samples
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import AnswerCopiesEnded, AnswerCopiesOrdered
from shared.database import Transaction
from shared.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class DrawSample:
    """From a campaign, or from the figures of a run, which the caller has fetched."""

    company_id: UUID
    user_id: UUID
    user_name: str
    rule: SampleRule
    campaign_id: UUID | None = None
    run_id: UUID | None = None
    figures: Sequence[Unit] = ()


async def draw_sample(tx: Transaction, command: DrawSample) -> Sample:
    """The sample, stored: it can be looked at again, packed, and compared with what somebody else draws."""
    rule = checked(command.rule)
    if command.campaign_id is not None:
        await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
        population = await samples.population(tx, command.company_id, command.campaign_id)
    else:
        population = list(command.figures)
    drawn = draw(rule, population)
    if not drawn:
        raise Invalid(
            "Nobody was drawn: the interval is larger than all amounts together, or there is nobody.",
            code="sample_empty",
        )
    sample_id = uuid4()
    await samples.add(
        tx,
        {
            "sample_id": sample_id,
            "company_id": command.company_id,
            "number": (await companies.take_numbers(tx, command.company_id, "samples", 1))[0],
            "campaign_id": command.campaign_id,
            "run_id": command.run_id,
            "method": rule.method.value,
            "size": rule.size,
            "interval_minor": rule.interval,
            "seed": rule.seed,
            "population": len(population),
            "population_minor": sum(unit.amount for unit in population),
            "population_sha256": population_sha256(population),
            "drawn": [[one.unit.key, one.unit.amount, one.hits] for one in drawn],
            "drawn_count": len(drawn),
            "drawn_minor": sum(one.unit.amount for one in drawn),
            "drawn_by": command.user_id,
            "drawn_by_name": command.user_name,
            "drawn_at": tx.clock.now(),
        },
    )
    sample = await samples.get(tx, command.company_id, sample_id)
    actor = Actor(command.company_id, command.user_id, command.user_name)
    seed = {"seed": rule.seed} if rule.seed else {}
    await note(tx, actor, Deed.SAMPLE_DRAWN, str(sample.number), method=rule.method.value, drawn=len(drawn), **seed)
    return sample


@dataclass(frozen=True, slots=True)
class OrderCopies:
    company_id: UUID
    campaign_id: UUID
    user_id: UUID
    user_name: str
    address: str
    language: str
    sample_id: UUID | None = None


async def order_copies(tx: Transaction, command: OrderCopies) -> UUID:
    """From now on, and for answers that are there already, the address gets a copy of each answer: written by responses, mailed
    by the mailer, with nobody of the company in between."""
    address = _address(command.address)
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    standing = [
        one for one in await samples.copy_orders(tx, command.company_id, command.campaign_id) if one.ended_at is None
    ]
    if any((one.address.lower(), one.sample_id) == (address.lower(), command.sample_id) for one in standing):
        raise Conflict("This address gets copies of these answers already.", code="copies_ordered")
    if len(standing) >= MOST_COPY_ORDERS:
        raise Conflict(
            "Copies go to {count} addresses already. End one of them first.", code="copy_orders", count=len(standing)
        )
    ids: tuple[UUID, ...] = ()
    if command.sample_id is not None:
        sample = await samples.get(tx, command.company_id, command.sample_id)
        if sample.campaign_id != command.campaign_id:
            raise NotFound("The campaign has no such sample.", code="sample_not_found")
        found = await samples.ids_of(tx, command.company_id, command.campaign_id, sample.keys)
        ids = tuple(sorted(found.values()))
    order_id, now = uuid4(), tx.clock.now()
    await samples.add_copy_order(
        tx,
        {
            "order_id": order_id,
            "company_id": command.company_id,
            "campaign_id": command.campaign_id,
            "sample_id": command.sample_id,
            "address": address,
            "language": command.language,
            "ordered_by": command.user_id,
            "ordered_by_name": command.user_name,
            "ordered_at": now,
        },
    )
    actor = Actor(command.company_id, command.user_id, command.user_name)
    await note(tx, actor, Deed.COPIES_ORDERED, address, campaign=campaign.number)
    parts = [ids[at : at + IDS_IN_EVENT] for at in range(0, len(ids), IDS_IN_EVENT)] or [()]
    for part in parts:
        tx.emit(
            AnswerCopiesOrdered(
                order_id=order_id,
                campaign_id=command.campaign_id,
                address=address,
                language=command.language,
                whole_campaign=command.sample_id is None,
                reconciliation_ids=part,
            ),
            tenant=command.company_id,
            subject=command.campaign_id,
        )
    return order_id


IDS_IN_EVENT = 2000
"""A body is at most 256 KiB (design §4); an id takes 39 bytes."""


@dataclass(frozen=True, slots=True)
class EndCopies:
    company_id: UUID
    campaign_id: UUID
    order_id: UUID
    user_name: str


async def end_copies(tx: Transaction, command: EndCopies) -> None:
    """No further copies go to the address."""
    ended = await samples.end_copy_order(
        tx, command.company_id, command.campaign_id, command.order_id, command.user_name, tx.clock.now()
    )
    if not ended:
        raise NotFound("There is no such order of copies, or it has ended.", code="copies_not_found")
    orders = await samples.copy_orders(tx, command.company_id, command.campaign_id)
    address = next(one.address for one in orders if one.order_id == command.order_id)
    await note(tx, Actor(command.company_id, None, command.user_name), Deed.COPIES_ENDED, address)
    tx.emit(
        AnswerCopiesEnded(order_id=command.order_id, campaign_id=command.campaign_id),
        tenant=command.company_id,
        subject=command.campaign_id,
    )


def _address(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Invalid("This is no e-mail address. Correct it.", code="bad_address") from None
