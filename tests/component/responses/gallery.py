"""One link for every way in which a page can look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch
from uuid import NAMESPACE_URL, UUID, uuid5

from starlette.types import Receive, Scope, Send

from services.responses.public.gate import Gate
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.campaign import CampaignCancelled, ClosingReason, MessageWritten, ReconciliationClosed
from shared.contracts.values import Confirmation, Counterparty, Kind, Recipient
from shared.errors import TooMany
from tests.component.responses.test_balances import BALANCES, asking
from tests.component.responses.world import World, documents, statement

LONG_NAME = "Öz İpek Yolu Çelik Yapı Malzemeleri İthalat İhracat Sanayi ve Dış Ticaret Anonim Şirketi"
OVER = {"valid_until": date(2026, 11, 4)}
BLANK = {"balance1_currency": "TRY", "balance1_owing": "even"}


def _statements() -> dict[str, list[StatementPrepared]]:
    """By name of the state; what an answer or a closing adds comes after."""
    shown = statement(docs=documents(15))
    late = [part.model_copy(update={"letter": part.letter.model_copy(update=OVER)}) for part in shown]
    objections = asking(Kind.BALANCE, Confirmation.NEGATIVE)
    silent = [part.model_copy(update={"letter": part.letter.model_copy(update=OVER)}) for part in objections]
    named = Counterparty(title=LONG_NAME)
    return {
        "open": shown,
        "many": statement(docs=documents(200), part_size=20),
        "none": statement(docs=(), description="A" * 60),
        "balance": [part.model_copy(update={"counterparty": named}) for part in asking(Kind.BALANCE)],
        "one-balance": asking(Kind.BALANCE, balances=BALANCES[:1], open_items=(), ageing=()),
        "negative": objections,
        "blank": asking(Kind.BALANCE, Confirmation.BLANK),
        "combined": asking(Kind.COMBINED),
        "combined-blank": asking(Kind.COMBINED, Confirmation.BLANK),
        "agreed": statement(),
        "disagreed": statement(),
        "stated": asking(Kind.BALANCE, Confirmation.BLANK),
        "other": statement(first_answer_final=True),
        "expired": late,
        "no-objection": silent,
        "superseded": statement(),
        "cancelled": statement(),
        "withdrawn": statement(),
        "talking": statement(),
        "answering": asking(Kind.COMBINED),
    }


async def hang(world: World) -> dict[str, str]:
    """Paths by name of the state, all in one database."""
    paths: dict[str, str] = {}
    for name, parts in _statements().items():
        to = (Recipient(address=f"{name}@igdir.test"), Recipient(address=f"{name}-2@igdir.test"))
        parts = [part.model_copy(update={**_ids(name), "recipients": to}) for part in parts]
        ids = {"reconciliation_id": parts[0].reconciliation_id, "campaign_id": parts[0].campaign_id}
        await world.tell(*parts)
        paths[name] = await world.link(f"{name}@igdir.test")
        if name in ("superseded", "cancelled"):
            reason = ClosingReason.SUPERSEDED if name == "superseded" else ClosingReason.CANCELLED
            await world.tell(ReconciliationClosed(**ids, reason=reason, closed_at=world.clock.now()))
        if name in ("talking", "many"):
            await world.tell(
                MessageWritten(
                    message_id=uuid5(NAMESPACE_URL, f"{name}/message"),
                    **ids,
                    text="MHS2026000000003 numaralı fatura sizde hangi tarihte kayıtlı?\nTeşekkürler",
                    written_by="Tahsilat",
                    written_at=world.clock.now(),
                )
            )
        if name == "withdrawn":
            await world.tell(CampaignCancelled(campaign_id=ids["campaign_id"], cancelled_at=world.clock.now()))
    await world.agree(paths["agreed"], responder_title="Muhasebe müdürü")
    await world.disagree(
        paths["disagreed"], why="MHS2026000000003 numaralı fatura bizde yok.", own_for_sales="9.876,50"
    )
    await world.agree(await world.link("other-2@igdir.test"), name="Muhasebe Servisi")
    await world.agree(paths["stated"], **BLANK)
    paths["talking"] += "/messages"
    return paths | {"invalid": "/m/yok", "too-many": "/m/too-many", "outage": "/m/outage"}


def _ids(name: str) -> dict[str, UUID]:
    """Of its own: some statements are copies of others."""
    fields = ("statement_id", "reconciliation_id", "campaign_id")
    return {field: uuid5(NAMESPACE_URL, f"{name}/{field}") for field in fields}


@contextmanager
def trouble() -> Iterator[None]:
    """Two links at which something goes wrong before the page."""
    gate = Gate.__call__  # what stands in front of every page

    async def troubled(self: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/m/too-many":
            raise TooMany("slow", retry_after=90)
        if scope.get("path") == "/m/outage":
            raise OSError("away")
        await gate(self, scope, receive, send)

    with patch.object(Gate, "__call__", troubled), patch("services.responses.public.guard.log"):
        yield
