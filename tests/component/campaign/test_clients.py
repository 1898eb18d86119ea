"""The typed clients: pages put together, problem documents back as errors, silence as `Unavailable`."""

from __future__ import annotations

import json
import socket
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.campaign.clients.aggregator import AggregatorClient
from services.campaign.clients.connection import Connection, connect
from services.campaign.clients.mailer import MailerClient
from services.campaign.clients.responses import ResponsesClient
from services.campaign.domain.figures import Selection
from shared.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, Unavailable
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.world import a_run, figure


def answering(status: int, body: Any, headers: dict[str, str] | None = None) -> Connection:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer t"
        return httpx.Response(status, json=body, headers=headers)

    return Connection(connect("http://internal.test", transport=httpx.MockTransport(handler)), "aggregator", "t")


async def test_all_figures_are_fetched_a_thousand_at_a_time() -> None:
    run = a_run()
    ledger = Ledger(run, [figure(n) for n in range(2300)])
    async with connect("http://internal.test", transport=httpx.ASGITransport(ledger.app)) as http:
        client = AggregatorClient(Connection(http, "aggregator", "t"))
        assert (await client.run(run.id)).limit_money.amount == 5000
        assert len(await client.selected_figures(run.id, Selection())) == 2300
        assert ledger.asked == ["0+1000", "1000+1000", "2000+1000"]

        few = await client.selected_figures(run.id, Selection(("320.00007", "320.02299")))
        assert [one.key for one in few] == ["320.00007", "320.02299"]
        assert ledger.asked[3:] == ["0+1000 keys=2"]

        many = tuple(f"320.{n:05d}" for n in range(0, 2300, 2))
        assert [one.key for one in await client.selected_figures(run.id, Selection(many))] == list(many)
        assert await client.selected_figures(run.id, Selection(())) == []
        with pytest.raises(NotFound) as missing:
            await client.selected_figures(run.id, Selection(("999",)))
        assert missing.value.code == "unknown_figures"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthenticated), (404, NotFound), (409, Conflict), (412, Invalid), (422, Invalid), (500, Unavailable)],
)
async def test_a_problem_document_is_the_error_it_was(status: int, kind: type[Exception]) -> None:
    document = {"detail": "Satır {3} okunamadı.", "code": "import_refused", "errors": [{"row": 3}]}
    with pytest.raises(kind) as error:
        await answering(status, document).call("GET", "/x")
    assert str(error.value) == "Satır {3} okunamadı."
    assert error.value.code == "import_refused"  # type: ignore[attr-defined]  # a DomainError
    assert error.value.params["errors"] == [{"row": 3}]  # type: ignore[attr-defined]  # a DomainError


async def test_when_to_come_back_is_passed_on() -> None:
    with pytest.raises(TooMany) as error:
        await answering(429, {"detail": "x", "code": "y"}, {"Retry-After": "7"}).call("GET", "/x")
    assert error.value.params["retry_after"] == 7


async def test_an_answer_that_is_no_problem_document_is_an_error_all_the_same() -> None:
    with pytest.raises(Unavailable) as error:
        await answering(502, ["bad gateway"]).call("GET", "/x")
    assert error.value.code == "service_failed"


async def test_another_version_of_the_service_is_said_so() -> None:
    with pytest.raises(Unavailable) as error:
        await AggregatorClient(answering(200, {"items": [{"nothing": 1}]})).runs()
    assert error.value.code == "service_version"


async def test_a_service_that_does_not_answer_is_unavailable() -> None:
    # A port that was free a moment ago, on which nobody listens.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with connect(f"http://127.0.0.1:{port}") as http:
        with pytest.raises(Unavailable) as error:
            await ResponsesClient(Connection(http, "responses", "t")).response(uuid4())
    assert error.value.code == "service_unavailable"
    assert "responses" in str(error.value)


async def test_the_mail_server_is_saved_first_and_then_tested_in_the_readers_language() -> None:
    called: list[tuple[str, str, Any, str]] = []
    server = {"host": "mail.firma.test", "port": 587, "security": "starttls", "sender_address": "a@firma.test"}
    state = {"in_use": "platform", "active": None, "pending": server, "platform_sender": "", "lane": {"state": "open"}}
    report = {
        "finding": "login_refused",
        "passed": False,
        "message": "Parola yanlış.",
        "stages": [{"stage": "dns", "passed": True}, {"stage": "auth", "passed": False, "detail": "535"}],
        "active": False,
    }

    def mailer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        called.append((request.method, request.url.path, body, request.headers.get("accept-language", "")))
        return httpx.Response(200, json=report if request.url.path.endswith("/test") else state)

    http = connect("http://internal.test", transport=httpx.MockTransport(mailer))
    client = MailerClient(Connection(http, "mailer", "t", language="tr"))
    stored = await client.smtp_settings()
    assert stored is not None
    assert stored.host == "mail.firma.test"
    result = await client.test_smtp_settings(server)
    assert (result.ok, result.code, result.message, result.stages[1].detail) == (
        *(False, "login_refused", "Parola yanlış."),
        "535",
    )
    assert called[1:] == [
        ("PUT", "/mailer/api/v1/smtp-settings", server, "tr"),
        ("POST", "/mailer/api/v1/smtp-settings/test", {"send_mail": False}, "tr"),
    ]
