"""Each consumer's real inbox takes its samples: with what must come before, and with nothing known at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.host import topology
from tests.contracts.effects import EFFECTS
from tests.contracts.installation import consumer
from tests.contracts.prerequisites import prepare
from tests.contracts.samples import SAMPLES, Sample

COMPANY_FIRST = r"company \S+ is not known here yet"
RECONCILIATION_FIRST = r"reconciliation \S+ is not known here yet"
STATEMENT_FIRST = r"the statement of reconciliation \S+ is not complete here yet"

POSTPONED: Mapping[str, str] = {
    "aggregator/reconciliation_requested": COMPANY_FIRST,
    "campaign/import_completed": COMPANY_FIRST,
    "responses/answer_copies_ended": "the order of copies .* is not known here yet",
    **{
        f"campaign/{name}": RECONCILIATION_FIRST
        for name in (
            "statement_prepared",
            "statement_refused",
            "statement_outdated",
            "invitation_issued",
            "invitation_issued-receipt",
            "mail_sent",
            "mail_failed",
            "mail_uncertain",
            "mail_bounced",
            "page_opened",
            "response_received",
            "notice_received",
            "message_received",
        )
    },
    "mailer/invitation_issued": COMPANY_FIRST,
    "mailer/colleague_invited": COMPANY_FIRST,
    "mailer/invitation_issued-message": COMPANY_FIRST,
    "mailer/mail_written": COMPANY_FIRST,
    "mailer/invitation_issued-receipt": COMPANY_FIRST,
    "responses/statement_prepared": COMPANY_FIRST,
    "responses/invitation_requested": STATEMENT_FIRST,
    "responses/message_written": STATEMENT_FIRST,
}
"""Events that wait, for this reason, where what they speak of has not arrived. All others are facts on their own: closings and
cards are kept even when nothing they belong to is here."""

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=str)


def test_every_pair_of_the_topology_has_its_sample_and_effect() -> None:
    pairs = {(name, event.TYPE) for name, events in topology("mutabakat").consumers.items() for event in events}
    assert {(one.consumer, one.event_type) for one in SAMPLES} == pairs
    assert {str(one) for one in SAMPLES} == set(EFFECTS)
    assert set(POSTPONED) <= set(EFFECTS)
    # What an event may be in more than one way has a sample for each: `invitation_issued-receipt`.
    assert [str(one) for one in SAMPLES if one.event_type.split(".")[2] != one.name.split("-")[0]] == []


@every_sample
async def test_takes_effect(sample: Sample, tmp_path: Path) -> None:
    async with consumer(sample.consumer, tmp_path) as told:
        ids = await prepare(told, sample)
        with pytest.raises(AssertionError):
            await EFFECTS[str(sample)](told, ids)
        await told.deliver(sample.body(ids))
        assert await told.outcome(sample.envelope["id"]) == ("done", "")
        await EFFECTS[str(sample)](told, ids)


@every_sample
async def test_waits_or_is_kept_where_nothing_is_known(sample: Sample, tmp_path: Path) -> None:
    async with consumer(sample.consumer, tmp_path) as told:
        await told.deliver(sample.body())
        state, reason = await told.outcome(sample.envelope["id"])
        expected = POSTPONED.get(str(sample))
        assert state == ("done" if expected is None else "postponed"), reason
        assert re.fullmatch(expected or "", reason), reason
