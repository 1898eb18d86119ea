"""Bad input gets a clear message and changes nothing; said once for the whole product, the details are each service's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from tests.product.operator import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, Operator, eventually, link_of, text_of
from tests.product.processes import Product, embedded
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox
from tests.servers.ports import free_port
from tests.servers.smtp_sink import SmtpSink

ACCOUNT = ACCOUNT_HEADINGS + "120.01;Şişli Çelik A.Ş.;4840847211;muhasebe@celik.test\r\n"
GOOD = "120.01;S1;03.10.2026;satış;7.000,00\r\n"


# Nothing here changes anything, which one installation shows as well as many: it is started once.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    server = SmtpSink()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory, sink: SmtpSink) -> AsyncIterator[Product]:
    made = embedded(tmp_path_factory.mktemp("product"), sink.port)
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def operator(product: Product) -> AsyncIterator[Operator]:
    person = Operator(product)
    await person.register()
    yield person
    await person.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(operator: Operator) -> Any:
    """The list of one counterparty."""
    await operator.import_counterparties(1)
    return await operator.make_run()


async def refused(operator: Operator, service: str, path: str, **more: Any) -> dict[str, Any]:
    """The problem document of a request that must not succeed."""
    headers = {"Authorization": f"Bearer {operator.token}", "Idempotency-Key": uuid4().hex, "Accept-Language": "tr"}
    url = f"{operator.product.url(service)}/api/v1{path}"
    answer = await operator.http.post(url, headers=headers, **more)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["code"]
    assert document["detail"]
    return document


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (MOVEMENT_HEADINGS + GOOD + "120.01;S2;31.13.2026;satış;1.000,00\r\n", "not_a_date"),
        (MOVEMENT_HEADINGS + GOOD + "120.99;S2;05.10.2026;satış;1.000,00\r\n", "unknown_account"),
        (MOVEMENT_HEADINGS + GOOD + '120.01;"S2;05.10.2026;satış;1.000,00\r\n', "broken_quotes"),
        (
            MOVEMENT_HEADINGS + "120.01;S1;03.10.2026;satış;7.000\r\n120.01;S2;03.10.2026;satış;1.234\r\n",
            "ambiguous_number_column",
        ),
        ("cari kodu;belge no;belge tarihi;tür;tutarr\r\n" + GOOD, "misspelt_heading"),
        ("ad;soyad;yaş\r\na;b;3\r\n", "unknown_file_kind"),
        ("", "empty_file"),
        ("PK\x03\x04\x00\x00\x00binary", "damaged_file"),
    ],
)
async def test_a_broken_file_changes_nothing_and_says_why(operator: Operator, content: str, code: str) -> None:
    await operator.import_text("cariler.csv", ACCOUNT)
    before = await operator.all("aggregator", "/movements")
    document = await refused(operator, "aggregator", "/imports", files={"file": ("h.csv", content.encode("utf-8"))})
    assert document["code"] == "import_refused"
    assert code in [problem["code"] for problem in document["errors"]]
    assert all(problem["message"] for problem in document["errors"])
    assert await operator.all("aggregator", "/movements") == before


async def test_both_readings_of_an_ambiguous_column_are_shown(operator: Operator) -> None:
    await operator.import_text("cariler.csv", ACCOUNT)
    content = MOVEMENT_HEADINGS + "120.01;S1;03.10.2026;satış;7.000\r\n120.01;S2;03.10.2026;satış;1.234\r\n"
    document = await refused(operator, "aggregator", "/imports", files={"file": ("h.csv", content.encode())})
    message = next(one["message"] for one in document["errors"] if one["code"] == "ambiguous_number_column")
    assert "7000" in message.replace(".", "").replace(",", "").replace(" ", "")


async def test_turkish_letters_survive_an_old_encoding(operator: Operator) -> None:
    content = ACCOUNT_HEADINGS + "120.02;ÇAĞRI GIDA İŞLETMESİ;;muhasebe@cagri.test\r\n"
    await operator.request("POST", "aggregator", "/imports", files={"file": ("c.csv", content.encode("cp1254"))})
    assert (await operator.get("aggregator", "/accounts/120.02"))["title"] == "ÇAĞRI GIDA İŞLETMESİ"


async def test_a_wrong_tax_number_is_a_warning(operator: Operator) -> None:
    content = ACCOUNT_HEADINGS + "120.03;Yanlış Numara Ltd.;4840847212;muhasebe@yanlis.test\r\n"
    report = await operator.import_text("c.csv", content)
    assert [(one["code"], one["severity"]) for one in report["problems"]] == [("tax_number_checksum", "warning")]
    assert report["accepted"] == 1
    assert "4840847212" not in report["problems"][0]["message"]


async def test_a_last_day_in_the_past_is_refused(operator: Operator, run: Any) -> None:
    before = await operator.all("campaign", "/campaigns")
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011  # past in every zone but for an hour at night
    body = {"run_id": run["id"], "selection": {"all": True}, "description": "x", "notify_contacts": False}
    document = await refused(
        operator, "campaign", "/campaigns", json=body | {"valid_until": str(yesterday - timedelta(days=1))}
    )
    assert document["code"] == "valid_until_in_the_past"
    assert await operator.all("campaign", "/campaigns") == before


async def test_a_description_that_could_forge_a_header_is_refused(operator: Operator, run: Any) -> None:
    body = {"run_id": run["id"], "selection": {"all": True}, "notify_contacts": False, "valid_until": "2099-01-01"}
    document = await refused(operator, "campaign", "/campaigns", json=body | {"description": "a\r\nBcc: x@y.test"})
    assert document["code"].startswith("description")


async def test_unknown_and_altered_links_look_the_same(operator: Operator, run: Any, sink: SmtpSink) -> None:
    await operator.launch(run)
    (mail,) = await eventually(lambda: _mails(sink), lambda mails: len(mails) == 1)
    link = link_of(text_of(mail.message.walk()))
    base, _, token = link.rpartition("/")
    altered = ["x", token[:-1] + ("A" if token[-1] != "A" else "B"), "A" * 22 + token[22:], token.replace(".", "")]
    async with httpx.AsyncClient(timeout=30) as http:
        assert (await http.get(link)).status_code == 200
        answers = [await http.get(f"{base}/{one}") for one in altered]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert all("Bağlantı açılamadı" in answer.text for answer in answers)


async def test_a_wrong_smtp_password_is_one_try_and_a_plain_finding(
    tmp_path: Any, sink: SmtpSink, certificate_authority: Authority
) -> None:
    server = Mailbox(tls=("starttls", certificate_authority.server_context()), logins={"kullanici": "dogru"})
    server.start()
    made = embedded(
        tmp_path,
        sink.port,
        MUTABAKAT_MAILER_ALLOW_NETS="127.0.0.0/8",
        MUTABAKAT_MAILER_ALLOWED_PORTS=str(server.port),
        MUTABAKAT_MAILER_TLS_CA_FILE=str(certificate_authority.path),
    )
    await made.start()
    person = Operator(made)
    settings = {
        "host": "localhost",
        "port": server.port,
        "security": "starttls",
        "username": "kullanici",
        "sender_address": "mutabakat@ornek.test",
    }
    try:
        await person.register()
        await person.request("PUT", "mailer", "/smtp-settings", json=settings | {"password": "yanlis"})
        report = await person.post("mailer", "/smtp-settings/test", {})
        assert (report["passed"], report["finding"], report["active"]) == (False, "login_refused", False)
        assert report["message"]
        state = await person.get("mailer", "/smtp-settings")
        assert state["in_use"] == "platform", "a failed test changes nothing"
        await person.request("PUT", "mailer", "/smtp-settings", json=settings | {"password": "dogru"})
        report = await person.post("mailer", "/smtp-settings/test", {})
        assert (report["passed"], report["active"]) == (True, True), report
        assert "yanlis" not in made.logs()
        assert "dogru" not in made.logs()
    finally:
        await person.close()
        await made.stop()
        server.stop()


async def test_an_unreachable_smtp_server_is_told_and_mails_wait(tmp_path: Any) -> None:
    lonely = embedded(tmp_path / "lonely", free_port())
    (tmp_path / "lonely").mkdir(exist_ok=True)
    await lonely.start()
    person = Operator(lonely)
    try:
        await person.register()
        await person.import_counterparties(2)
        campaign = await person.launch(await person.make_run())
        messages = await eventually(
            lambda: person.messages(campaign["id"]), lambda seen: len(seen) == 2 and all(one["reason"] for one in seen)
        )
        assert {one["state"] for one in messages} <= {"queued", "deferred", "held"}
        assert all(one["reason_text"] for one in messages)
        assert set(await person.states(campaign["id"])) <= {"queued"}
    finally:
        await person.close()
        await lonely.stop()


async def _mails(sink: SmtpSink) -> list[Any]:
    return list(sink.mails())
