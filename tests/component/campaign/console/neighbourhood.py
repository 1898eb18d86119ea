"""The other services' APIs as the console's clients know them, with a ledger big enough to page through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from services.campaign.domain.figures import Figure, Run
from shared.http.problems import problem
from shared.money import Money
from shared.text import fold
from tests.component.campaign.console.neighbour_analysis import add_analysis
from tests.component.campaign.console.neighbour_books import Books
from tests.component.campaign.console.neighbour_ledgers import LedgerShelf
from tests.component.campaign.console.neighbour_mail import (
    Outbox,
    SignInPage,
    add_pausing,
    add_sign_in,
    report_of_a_test,
    shown_settings,
)
from tests.component.campaign.world import figure, side

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DEFERRED = Money(amount=Decimal("1250.00"))
NAMES = (
    "Şişli Çelik Sanayi A.Ş.",
    "İstanbul Gıda Ltd. Şti.",
    "Ankara Isı Sistemleri A.Ş.",
    "Özgün Kâğıt ve Ambalaj Ltd. Şti.",
)


def ledger(count: int) -> list[Figure]:
    """Figures with everything that a list has to show: merged cards, contacts, missing addresses, sides below the limit."""
    figures = []
    for number in range(1, count + 1):
        one = figure(number, title=NAMES[number - 1] if number <= len(NAMES) else None)
        more: dict[str, Any] = {"purchases": side(f"{number * 137 + 5000}.25", number % 7 + 1)}
        if number % 5 == 0:
            more |= {"recipients": (), "warnings": ("no_address",)}
        if number % 3 == 0:
            more["sales"] = side("120.00", 1).model_copy(update={"below_limit": True})
        if number == 1:
            contact = one.recipients[0].model_copy(update={"address": "yetkili@c1.test", "role": "contact"})
            more |= {"recipients": (*one.recipients, contact), "account_codes": ("120.01", "320.01")}
        if number == 2:
            more["warnings"] = ("tax_number_checksum",)
        figures.append(one.model_copy(update=more))
    return figures


@dataclass
class Neighbourhood:
    """Remembers what it was asked; what tests read and change is public."""

    figures: list[Figure] = field(default_factory=lambda: ledger(120))
    books: Books = field(default_factory=Books)
    smtp: dict[str, Any] | None = None
    smtp_tested: bool = False
    paused: bool = False
    """Whether the mails of a campaign are stopped."""
    replies: list[dict[str, Any]] = field(default_factory=list)
    run: Run | None = None
    run_asked: dict[str, Any] = field(default_factory=dict)
    responses: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    ledgers: LedgerShelf = field(default_factory=LedgerShelf)
    test_code: str = "ok"
    sign_in: SignInPage = field(default_factory=SignInPage)
    outbox: Outbox = field(default_factory=Outbox)
    down: bool = False

    def mount(self, root: FastAPI) -> None:
        """Put the three services beside the campaign service."""
        root.mount("/aggregator/api/v1", self._aggregator())
        root.mount("/mailer/api/v1", self._mailer())
        root.mount("/responses/api/v1", self._responses())

    def _aggregator(self) -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def may_be_down(request: Request, call_next: Any) -> Response:
            if self.down:
                return problem(503, "unavailable", "The service cannot reach its database at the moment.")
            answered: Response = await call_next(request)
            return answered

        @app.post("/runs", status_code=201)
        async def make(body: dict[str, Any]) -> JSONResponse:
            self.run_asked = body
            rules = ("date_basis", "include_other_taxes", "count_zero_documents", "limit_on_returns")
            self.run = Run(
                **{name: body[name] for name in rules},
                id=uuid4(),
                kind=body["kind"],
                as_of=body["as_of"],
                period=body["period"] or body["as_of"][:7],
                limit=Decimal(body["limit"]),
                merge_by_tax_number=body["merge_by_tax_number"],
                exclude_deferred_series=body["exclude_deferred_series"],
                figures=len(self.figures),
                purchases_total=Money(amount=sum((one.purchases.total.amount for one in self.figures), Decimal(0))),
                sales_total=Money(amount=sum((one.sales.total.amount for one in self.figures), Decimal(0))),
                deferred_documents=2,
                deferred_total=DEFERRED,
                created_at=AT,
                created_by="Muhasebe",
            )
            return JSONResponse(self.run.model_dump(mode="json"), status_code=201)

        @app.get("/runs")
        async def runs() -> JSONResponse:
            return JSONResponse({"items": [self.run.model_dump(mode="json")] if self.run else [], "next": None})

        @app.get("/runs/{run_id}")
        async def one(run_id: UUID) -> JSONResponse:
            if self.run is None or self.run.id != run_id:
                return problem(404, "run_not_found", "There is no such run.")
            return JSONResponse(self.run.model_dump(mode="json"))

        @app.get("/runs/{run_id}/figures")
        async def page(
            run_id: UUID,
            limit: int = 50,
            sort: str = "title",
            cursor: int = 0,
            q: str = "",
            key: Annotated[list[str] | None, Query()] = None,
        ) -> JSONResponse:
            found = [
                one for one in self.figures if (key is None or one.key in key) and (not q or fold(q) in fold(one.title))
            ]
            if sort.removeprefix("-") == "purchases":
                found.sort(key=lambda one: one.purchases.total.amount, reverse=sort.startswith("-"))
            part = found[cursor : cursor + limit]
            following = str(cursor + limit) if len(found) > cursor + limit else None
            return JSONResponse({"items": [one.model_dump(mode="json") for one in part], "next": following})

        @app.get("/runs/{run_id}/figures/totals")
        async def totals(run_id: UUID, q: str = "") -> JSONResponse:
            found = [one for one in self.figures if not q or fold(q) in fold(one.title)]
            sums: dict[str, Any] = {"figures": len(found)}
            for name in ("purchases", "sales"):
                sides = [getattr(one, name) for one in found]
                sums[f"{name}_total"] = {"amount": str(sum((one.total.amount for one in sides), Decimal("0.00")))}
                sums[f"{name}_documents"] = sum(one.documents for one in sides)
            return JSONResponse(sums)

        add_analysis(app, self.books)
        self.books.add_to(app)
        return app

    def _mailer(self) -> FastAPI:
        app = FastAPI()
        add_sign_in(app, self.sign_in)
        self.outbox.add_to(app)

        def state() -> JSONResponse:
            shown = self.smtp and shown_settings(self.smtp)
            own = shown if self.smtp_tested else None
            return JSONResponse(
                {
                    "in_use": "own" if own else "platform",
                    "active": own,
                    "pending": None if own else shown,
                    "platform_sender": "mutabakat@platform.test",
                    "lane": {"state": "open"},
                }
            )

        @app.get("/smtp-settings")
        async def read() -> JSONResponse:
            return state()

        @app.put("/smtp-settings")
        async def write(body: dict[str, Any]) -> JSONResponse:
            self.smtp, self.smtp_tested = body, False
            return state()

        @app.delete("/smtp-settings", status_code=204)
        async def cancel() -> Response:
            self.smtp, self.smtp_tested = None, False
            return Response(status_code=204)

        add_pausing(app, self)

        @app.get("/replies")
        async def all_replies(reconciliation_id: UUID) -> dict[str, Any]:
            found = [one for one in self.replies if one["reconciliation_id"] == str(reconciliation_id)]
            return {"items": found, "next": None}

        @app.post("/replies/{reply_id}/handled")
        async def handle_reply(reply_id: UUID) -> dict[str, Any]:
            (reply,) = (one for one in self.replies if one["id"] == str(reply_id))
            reply |= {"handled_by": "Muhasebe", "handled_at": reply["received_at"]}
            return reply

        @app.post("/smtp-settings/test")
        async def test(request: Request) -> JSONResponse:
            self.smtp_tested = self.test_code == "ok"
            return JSONResponse(report_of_a_test(self.test_code, request.headers["accept-language"]))

        return app

    def _responses(self) -> FastAPI:
        app = FastAPI()

        @app.get("/responses")
        async def read(reconciliation_id: UUID | None = None) -> JSONResponse:
            mine = [one for one in self.responses if one["reconciliation_id"] == str(reconciliation_id)]
            return JSONResponse({"items": mine, "next": None})

        @app.get("/messages")
        async def conversation(reconciliation_id: UUID) -> JSONResponse:
            mine = [one for one in self.messages if one["reconciliation_id"] == str(reconciliation_id)]
            return JSONResponse({"items": mine, "next": None})

        self.ledgers.mount(app)

        return app
