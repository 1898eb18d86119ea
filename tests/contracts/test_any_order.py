"""No order is promised (design §4 item 6): the same facts amount to the same, however and how often they come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.campaign.models import campaigns, mail_facts, reconciliations, status_history
from services.campaign.use_cases.companies import Registered
from tests.contracts.installation import Consumer, consumer
from tests.contracts.prerequisites import register, send_campaign
from tests.contracts.samples import CAMPAIGN, COMPANY, RECONCILIATION, sample

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
SECOND = {"message_id": "3e000000-0000-4000-8000-000000000002", "send_number": 2, "purpose": "resend"}

FACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("statement_prepared", {}),
    ("statement_prepared", {"part": 2}),
    ("invitation_issued", {}),
    ("mail_uncertain", {}),
    ("mail_sent", {"attempt": 2}),
    ("mail_bounced", {"attempt": 2}),
    ("invitation_issued", SECOND),
    ("mail_failed", SECOND),
    ("page_opened", {}),
    ("page_opened", {"probably_machine": True}),
    ("notice_received", {}),
    ("response_received", {}),
    ("response_received", {"version": 2, "answer": "agreed", "explanation": "", "response_id": str(uuid4())}),
    ("statement_outdated", {}),
    ("statement_outdated", {"import_id": str(uuid4())}),
)
"""What campaign may hear of one reconciliation: sent, sent again, bounced, opened, outdated, answered twice."""

Delivery = tuple[int, bool, bool]
"""Which fact; whether as the very same event; whether it is handled before the next one arrives."""


def deliveries() -> st.SearchStrategy[list[Delivery]]:
    """All facts in any order, some of them again, in batches of any size."""
    again = st.lists(st.integers(0, len(FACTS) - 1), max_size=6)
    order = again.flatmap(lambda more: st.permutations([*range(len(FACTS)), *more]))
    return order.flatmap(
        lambda facts: st.tuples(*(st.tuples(st.just(fact), st.booleans(), st.booleans()) for fact in facts)).map(list)
    )


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples: the service's connections belong to it."""
    with asyncio.Runner() as made:
        yield made


def test_any_order_and_repetition_amount_to_the_same(tmp_path: Path, runner: asyncio.Runner) -> None:
    opening = consumer("campaign", tmp_path)
    told = runner.run(opening.__aenter__())
    try:
        company = runner.run(register(told))
        in_order = runner.run(_end([(number, True, True) for number in range(len(FACTS))], told, company))
        assert in_order["reconciliation"]["state"] == "agreed"
        assert in_order["campaign"]["state"] == "completed"
        assert len(in_order["mails"]) == 6
        assert len(in_order["history"]) == 7

        # A failing order is shown as it was met: to make it smaller would take longer than the test may.
        @settings(max_examples=30, phases=[Phase.generate], deadline=None, database=None, derandomize=True)
        @given(deliveries())
        def differently(order: list[Delivery]) -> None:
            assert runner.run(_end(order, told, company)) == in_order

        differently()
    finally:
        runner.run(opening.__aexit__(None, None, None))


async def test_without_an_answer_the_trail_of_states_ends_where_the_state_is(tmp_path: Path) -> None:
    """States that were passed through depend on the order, the last one does not."""
    mails = [number for number, (name, _) in enumerate(FACTS) if name.startswith(("invitation", "mail"))]
    async with consumer("campaign", tmp_path) as told:
        company = await register(told)
        for order in (mails, mails[::-1], mails[3:] + mails[:3]):
            end = await _end([(number, True, True) for number in order], told, company)
            assert end["reconciliation"]["state"] == "undelivered"
            assert end["last_state"] == "undelivered"


async def test_of_two_openings_the_earlier_one_counts(tmp_path: Path) -> None:
    early_first, late_first = await _two_openings(tmp_path)
    assert early_first["reconciliation"] == late_first["reconciliation"]
    assert early_first["reconciliation"]["opened_at"] == AT


async def test_of_two_openings_the_history_keeps_the_earlier_one(tmp_path: Path) -> None:
    early_first, late_first = await _two_openings(tmp_path)
    assert early_first["history"] == late_first["history"]


async def _two_openings(folder: Path) -> list[dict[str, Any]]:
    """What an earlier and a later opening of one address come to, in either order."""
    async with consumer("campaign", folder) as told:
        company = await register(told)
        ends = []
        for order in ((0, 1), (1, 0)):
            ids = await _ids(told, company)
            for hours in order:
                opened_at = (AT + timedelta(hours=hours)).isoformat()
                await told.deliver(_body(("page_opened", {"opened_at": opened_at}), uuid4(), ids))
            ends.append(await _state(told, ids))
        return ends


async def _end(order: list[Delivery], told: Consumer, company: Registered) -> dict[str, Any]:
    """What a new reconciliation comes to when the facts are delivered like this."""
    ids = await _ids(told, company)
    event_ids = [uuid4() for _ in FACTS]
    waiting: list[bytes] = []
    for fact, same_event, at_once in order:
        waiting.append(_body(FACTS[fact], event_ids[fact] if same_event else uuid4(), ids))
        if at_once:
            await told.deliver(*waiting)
            waiting = []
    await told.deliver(*waiting)
    assert await told.rows(told.service.inbox_table, done_at=None) == []
    return await _state(told, ids)


async def _ids(told: Consumer, company: Registered) -> dict[str, str]:
    """A new campaign for one example. Messages belong to one reconciliation, so theirs are new too."""
    campaign_id, reconciliation_id = await send_campaign(told, company)
    return {
        COMPANY: str(company.company.company_id),
        CAMPAIGN: str(campaign_id),
        RECONCILIATION: str(reconciliation_id),
        sample("campaign", "mail_sent").envelope["data"]["message_id"]: str(uuid4()),
        SECOND["message_id"]: str(uuid4()),
    }


def _body(fact: tuple[str, dict[str, Any]], event_id: UUID, ids: dict[str, str]) -> bytes:
    name, other = fact
    written = sample("campaign", name)
    envelope = written.envelope
    envelope["id"] = str(event_id)
    known = {key: value for key, value in other.items() if key in envelope["data"] or name == "statement_prepared"}
    envelope["data"] |= known
    return replace(written, text=json.dumps(envelope)).body(ids)


async def _state(told: Consumer, ids: dict[str, str]) -> dict[str, Any]:
    """What is kept of a reconciliation and its campaign, without ids and numbers of this example."""
    reconciliation_id, campaign_id = UUID(ids[RECONCILIATION]), UUID(ids[CAMPAIGN])
    (campaign,) = await told.rows(campaigns, campaign_id=campaign_id)
    (reconciliation,) = await told.rows(reconciliations, reconciliation_id=reconciliation_id)
    history = await told.rows(status_history, reconciliation_id=reconciliation_id)
    mails = await told.rows(mail_facts, reconciliation_id=reconciliation_id)
    numbers = {real: written for written, real in ids.items()}
    trail = [row["state"] for row in sorted(history, key=lambda row: int(row["id"])) if row["entry"] == "state"]
    completions = [
        one
        for one in await told.said()
        if one["subject"] == str(campaign_id) and one["type"].split(".")[2] == "campaign_completed"
    ]
    return {
        "campaign": {"state": campaign["state"], "completions": len(completions)},
        "reconciliation": _without(reconciliation, "reconciliation_id", "campaign_id", "reference"),
        # How states were passed through on the way depends on the order; facts do not.
        "history": sorted(
            (_without(row, "id", "reconciliation_id") for row in history if row["entry"] != "state"),
            key=lambda row: str(row["fact"]),
        ),
        "mails": sorted(
            (
                _without(row, "id", "reconciliation_id") | {"message_id": numbers[str(row["message_id"])]}
                for row in mails
            ),
            key=lambda row: (row["message_id"], row["attempt"], row["result"]),
        ),
        "last_state": trail[-1] if trail and not reconciliation["answer"] else "",
    }


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
