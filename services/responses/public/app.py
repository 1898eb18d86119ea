"""Wires the public application: the addresses of a link behind their gate, the verification of receipts, one stylesheet, and
nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.responses.intake.ledgers import LARGEST_FILE, LedgerReading
from services.responses.public.codes import Codes
from services.responses.public.conversation_pages import ConversationPages
from services.responses.public.door import Door
from services.responses.public.form_state import FormStates
from services.responses.public.fresh_link import PATH as FRESH_LINK
from services.responses.public.fresh_link import FreshLinks
from services.responses.public.gate import Gate
from services.responses.public.guard import Guard
from services.responses.public.ledger_pages import LedgerPages
from services.responses.public.passes import Passes
from services.responses.public.receipts import ReceiptFiles
from services.responses.public.renderer import Renderer
from services.responses.public.routes import LinkPages
from services.responses.public.stylesheet import Stylesheet
from services.responses.public.visitors import Visitors
from services.responses.use_cases.openings import OpeningBuffer
from services.responses.use_cases.receipts import ReceiptDesk
from shared.database import Database
from shared.evidence.receipt_pdf import ReceiptPdfs
from shared.http.app import Edge, create_app
from shared.links import LinkSigner
from shared.telemetry import Metrics

BODY_LIMIT = 64 * 1024
_READ = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What the public application stands on."""

    database: Database
    signer: LinkSigner
    states: FormStates
    passes: Passes
    visitors: Visitors
    openings: OpeningBuffer
    desk: ReceiptDesk
    pdfs: ReceiptPdfs
    verify_key: bytes
    public_url: str
    reading: LedgerReading
    hosts: Collection[str]


def create_public_app(parts: PublicPage, metrics: Metrics) -> FastAPI:
    """The application on the public port."""
    app = create_app(
        Edge("responses", parts.database, None, None),
        title="responses-public",
        description="",
        metrics=metrics,
        body_limit=BODY_LIMIT,
        large_paths=(("/m/*/ledger", LARGEST_FILE + BODY_LIMIT),),
        documented=False,
    )
    app.router.redirect_slashes = False
    renderer = Renderer(Stylesheet())
    pages = LinkPages(
        renderer,
        database=parts.database,
        states=parts.states,
        openings=parts.openings,
        receipts=ReceiptFiles(parts.desk, parts.pdfs),
        seen=parts.visitors,
        public_url=parts.public_url,
    )
    main_ways = [
        Route("/m/{token}", pages.show, methods=_READ),
        # Whoever reloads the address of a posted page gets the page of the link, not an error.
        Route("/m/{token}/check", pages.show, methods=_READ),
        Route("/m/{token}/send", pages.show, methods=_READ),
        Route("/m/{token}/check", pages.check, methods=["POST"]),
        Route("/m/{token}/send", pages.send, methods=["POST"]),
        Route("/m/{token}/information", pages.information, methods=_READ),
    ]
    app.routes.extend(main_ways)
    app.add_api_route("/m/{token}/statement.{kind}", pages.statement, methods=_READ)
    app.add_api_route("/m/{token}/receipt.{kind}", pages.receipt, methods=_READ)
    codes = Codes(renderer, parts.database, parts.verify_key)
    app.add_api_route("/verify", codes.ask, methods=_READ)
    app.add_api_route("/verify/key.pem", codes.key, methods=_READ)
    app.add_api_route("/verify/{code}", codes.show, methods=_READ)
    ledger_pages = LedgerPages(
        renderer,
        database=parts.database,
        reading=parts.reading,
        public_url=parts.public_url,
    )
    app.add_api_route("/m/{token}/ledger", ledger_pages.show, methods=_READ)
    app.add_api_route("/m/{token}/ledger", ledger_pages.compare, methods=["POST"])
    conversation = ConversationPages(
        renderer, database=parts.database, seen=parts.visitors, public_url=parts.public_url
    )
    app.add_api_route("/m/{token}/messages", conversation.show, methods=_READ)
    app.add_api_route("/m/{token}/messages", conversation.write, methods=["POST"])
    fresh = FreshLinks(renderer, database=parts.database, visitors=parts.visitors, public_url=parts.public_url)
    app.add_api_route(FRESH_LINK, fresh.show, methods=_READ)
    app.add_api_route(FRESH_LINK, fresh.ask, methods=["POST"])
    app.add_api_route(renderer.stylesheet.path, renderer.stylesheet.serve, methods=_READ)
    app.add_api_route("/robots.txt", _robots, methods=_READ)
    app.add_api_route("/favicon.ico", _no_icon, methods=_READ)

    async def unknown(request: Request, _error: Exception) -> Response:
        return renderer.message("invalid", request, status=404)

    async def raised(_request: Request, error: Exception) -> Response:
        # To the guard, which has a page for it.
        raise error

    # All that `create_app` would answer as problem+json: here a person is reading.
    for error in tuple(app.exception_handlers):
        app.add_exception_handler(error, raised)
    for status in (404, 405):
        app.add_exception_handler(status, unknown)
    door = Door(
        renderer,
        database=parts.database,
        signer=parts.signer,
        visitors=parts.visitors,
        openings=parts.openings,
        public_url=parts.public_url,
    )
    gate = Middleware(
        Gate,
        database=parts.database,
        signer=parts.signer,
        passes=parts.passes,
        visitors=parts.visitors,
        renderer=renderer,
        door=door,
        main_ways=main_ways,
    )
    # Innermost: what it answers itself is logged and counted, and gets its headers, like all the rest.
    app.user_middleware.append(gate)
    app.add_middleware(Guard, renderer=renderer, hosts=parts.hosts)
    return app


async def _robots() -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n", headers={"Cache-Control": "public, max-age=86400"})


async def _no_icon() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})
