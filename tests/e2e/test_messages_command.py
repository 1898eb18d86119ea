"""`mutabakat messages` on a running product: what is buried is seen with its reason, mended, tried again, or discarded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.aggregator.consumers import SUBSCRIPTIONS
from services.aggregator.models import inbox
from shared.clock import SystemClock
from shared.contracts.campaign import CompanyChanged, CompanyRegistered, ReconciliationRequested
from shared.contracts.event import EventData
from shared.contracts.values import Letter
from shared.database import Database
from shared.messaging.inbox import Inbox
from shared.money import Money
from tests.product.operator import eventually
from tests.product.processes import SERVICES, Product, embedded
from tests.servers.smtp_sink import SmtpSink

STRANGER = UUID("5d1c3a8e-0000-4000-8000-00000000beef")


@pytest.fixture
async def product(tmp_path: Path, smtp_sink: SmtpSink) -> AsyncIterator[Product]:
    made = embedded(tmp_path, smtp_sink.port, MUTABAKAT_BURY_AFTER="3")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def aggregator_inbox(product: Product) -> AsyncIterator[Inbox]:
    """The aggregator's inbox, written into as a transport does."""
    database = Database(product.database_urls["aggregator"])
    yield Inbox("aggregator", inbox, database, SUBSCRIPTIONS, SystemClock())
    await database.dispose()


def envelope(data: EventData, tenant: UUID, /, **changes: Any) -> bytes:
    body = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/mutabakat/campaign",
        "type": data.TYPE,
        "subject": str(tenant),
        "time": datetime.now(UTC).isoformat(),
        "tenant": str(tenant),
        "correlationid": str(uuid4()),
        "data": data.model_dump(mode="json"),
    }
    return json.dumps(body | changes).encode()


def request_for(reconciliation_id: UUID) -> ReconciliationRequested:
    letter = Letter(
        description="Ekim 2026", valid_until=date(2099, 1, 1), period="2026-10", limit=Money.of_minor(500_000)
    )
    return ReconciliationRequested(
        reconciliation_id=reconciliation_id,
        campaign_id=uuid4(),
        reference="M-2026-10-0001",
        run_id=uuid4(),
        figure_key="a:120.01",
        notify_contacts=False,
        letter=letter,
    )


def company(company_id: UUID, revision: int) -> CompanyChanged:
    return CompanyChanged(company_id=company_id, title=f"Ünvan {revision}", tax_number="4540536920", revision=revision)


async def listed(product: Product, *more: str) -> list[dict[str, Any]]:
    code, output = await product.run("messages", "list", "aggregator", "--json", *more)
    assert code == 0, output
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


async def test_one_poisoned_among_a_thousand(product: Product, aggregator_inbox: Inbox) -> None:
    good = uuid4()
    bodies = [envelope(company(good, revision), good) for revision in range(1, 1001)]
    bodies.insert(500, envelope(request_for(uuid4()), STRANGER))
    await aggregator_inbox.accept(bodies)

    buried = await eventually(lambda: listed(product), lambda seen: len(seen) == 1, within=30)
    assert buried[0]["reason"] == f"company {STRANGER} is not known here yet"
    assert buried[0]["attempts"] == 3
    assert len(await listed(product, "--state", "done", "--limit", "5000")) == 1000
    event_id = buried[0]["event_id"]
    code, shown = await product.run("messages", "show", "aggregator", event_id)
    assert code == 0, shown
    assert "figure_key" in shown

    # What was missing arrives; the operator tries again.
    registered = CompanyRegistered(company_id=STRANGER, title="Geç Gelen A.Ş.", tax_number="4540536920")
    await aggregator_inbox.accept([envelope(registered, STRANGER)])
    code, output = await product.run("messages", "retry", "aggregator", event_id)
    assert (code, "1 will be tried again" in output) == (0, True), output
    await eventually(lambda: listed(product, "--state", "done", "--limit", "5000"), lambda seen: len(seen) == 1002)
    assert await listed(product) == []


async def test_what_is_no_event_of_ours_is_kept_and_can_be_discarded(product: Product, aggregator_inbox: Inbox) -> None:
    wrong_type = envelope(company(STRANGER, 1), STRANGER, data={"company_id": "yok"})
    unknown_type = envelope(company(STRANGER, 1), STRANGER, type="mutabakat.campaign.future.v7")
    await aggregator_inbox.accept([b"not an envelope", wrong_type, unknown_type])
    buried = await eventually(lambda: listed(product), lambda seen: len(seen) == 3)
    reasons = sorted(one["reason"] for one in buried)
    assert reasons[0].startswith("no event envelope")
    assert reasons[1].startswith("not a mutabakat.campaign.company_changed.v1: company_id")
    assert reasons[2] == "unknown event type 'mutabakat.campaign.future.v7'"
    code, everywhere = await product.run("messages", "list")
    assert code == 0, everywhere
    assert [line for line in everywhere.splitlines() if " in the inbox of " in line] == [
        f"{3 if name == 'aggregator' else 0} buried in the inbox of {name}" for name in SERVICES
    ]
    for one in buried:
        code, output = await product.run(
            "messages", "discard", "aggregator", one["event_id"], "--note", "sent by a test system"
        )
        assert code == 0, output
    assert await listed(product) == []
    code, output = await product.run("messages", "discard", "aggregator", str(uuid4()), "--note", "x")
    assert code == 2
    assert "is not buried" in output


async def test_the_doctor_names_what_needs_attention(product: Product, aggregator_inbox: Inbox) -> None:
    code, output = await product.run("doctor")
    assert code == 0, output
    await aggregator_inbox.accept([b"not an envelope"])
    code, output = await product.run("doctor")
    assert code == 1
    assert "1 buried messages; see `mutabakat messages list aggregator`" in output
