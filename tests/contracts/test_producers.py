"""What the services really say holds everything that each consumer relies on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.clock import ManualClock
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.event import EventData
from shared.contracts.mailer import MailBounced
from shared.contracts.values import Purpose
from shared.messaging.outbox import Outbox
from tests.contracts.installation import NOW
from tests.contracts.paths import not_met
from tests.contracts.road import whole_road
from tests.contracts.samples import SAMPLES, Sample
from tests.servers.mailbox import Mailbox

_ABOUT: Mapping[str, Any] = {"reconciliation_id": uuid4(), "campaign_id": uuid4(), "address": "muhasebe@celik.test"}

# A busy machine takes several times as long for the road as an idle one.
pytestmark = pytest.mark.timeout(180)

NOT_SAID_YET: Mapping[str, tuple[EventData, str]] = {
    MailBounced.TYPE: (
        MailBounced(
            message_id=uuid4(),
            send_number=1,
            purpose=Purpose.INVITATION,
            attempt=1,
            at=NOW,
            code=550,
            enhanced_code="5.1.1",
            reply="no such user",
            **_ABOUT,
        ),
        "delivery reports are not read in this version",
    ),
}
"""Events that no road of this version leads to, each with an instance of its class in its place, and the reason."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[dict[str, Any]]]:
    """Every envelope of the whole road, by type."""
    mailbox = Mailbox()
    mailbox.start()
    try:
        events = asyncio.run(asyncio.wait_for(whole_road(tmp_path_factory.mktemp("road"), mailbox), timeout=150))
    finally:
        mailbox.stop()
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_type.setdefault(event["type"], []).append(event)
    return by_type


def test_the_road_leads_past_every_event(said: Mapping[str, list[dict[str, Any]]]) -> None:
    """An event that begins to be said has to leave the list of those that are not."""
    assert set(CATALOGUE) - set(said) == set(NOT_SAID_YET)


def test_the_road_leads_past_what_was_provoked(said: Mapping[str, list[dict[str, Any]]]) -> None:
    def values(event: str, name: str) -> set[Any]:
        (found,) = [events for type_, events in said.items() if type_.split(".")[2] == event]
        return {one["data"].get(name) for one in found}

    assert values("mail_failed", "code") == {550}
    assert None in values("mail_uncertain", "retry_at"), "the second uncertain attempt waits for a person"
    assert len(values("mail_uncertain", "retry_at")) == 2
    assert values("invitation_issued", "purpose") == {"invitation", "resend", "receipt", "message"}
    assert values("page_opened", "probably_machine") == {True, False}
    assert values("response_received", "version") == {1, 2}
    assert values("response_received", "answer") == {"agreed", "disagreed"}
    assert values("notice_received", "code") == {"will_answer", "wrong_person"}
    assert values("statement_refused", "code") == {"no_address"}
    assert values("reconciliation_closed", "reason") == {"expired"}
    assert values("company_changed", "revision") == {1}


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_gives_what_the_consumer_relies_on(sample: Sample, said: Mapping[str, list[dict[str, Any]]]) -> None:
    produced = said.get(sample.event_type) or [_instance(sample.event_type)]
    assert not_met(sample.envelope, produced) == []


def _instance(type_: str) -> dict[str, Any]:
    """The envelope that an outbox would make of the instance."""
    data, _ = NOT_SAID_YET[type_]
    outbox = Outbox(data.producer(), None, ManualClock(NOW))  # type: ignore[arg-type]  # it only makes the row, it keeps none
    body: dict[str, Any] = json.loads(outbox.envelope(data, tenant=UUID(int=1), subject="-", cause=None)["body"])
    return body


WHOLE = {"data": {"sides": [{"total": "1.00", "documents": 2}], "at": None, "code": 250}}


@pytest.mark.parametrize(
    ("produced", "problems"),
    [
        ([WHOLE], []),
        ([WHOLE, {"data": {"sides": [], "at": None, "code": 1}}], []),
        (
            [{"data": {"sides": [{"total": "1.00", "documents": 2}], "at": None}}],
            ["data.code: nobody says it as integer"],
        ),
        ([{"data": {"sides": [], "at": None, "code": 1}}], ["nobody says it as object", "as string", "as integer"]),
        (
            [{"data": {"sides": [{"total": 1.0, "documents": 2}], "at": None, "code": 250}}],
            ["nobody says it as string", "said as number, read as string"],
        ),
        ([WHOLE, {"data": {"sides": [], "at": None, "code": "250"}}], ["data.code: said as string, read as integer"]),
    ],
)
def test_the_comparison_finds_what_is_missing_or_of_another_type(produced: list[Any], problems: list[str]) -> None:
    found = not_met(WHOLE, produced)
    assert len(found) == len(problems)
    assert all(part in one for part, one in zip(problems, found, strict=True))
