"""What every transport owes: each adapter passes this suite, against servers that take groups of commands and others."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from services.mailer.build import TRANSPORTS
from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.servers import PLATFORM, Handing, Security, Server
from services.mailer.domain.states import Phase
from services.mailer.letters.letter import Mail
from services.mailer.smtp.dial import Guard
from services.mailer.smtp.grouped import GroupedConnection
from services.mailer.smtp.session import Dialling, Patience
from services.mailer.transport import Connection, Interrupted, Transport, Withdrawn
from tests.component.mailer.world import eventually
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox
from tests.servers.ports import free_port

SENDER, RECIPIENT = "mutabakat@platform.test", "muhasebe@cari.test"
CONTENT = b"Subject: hello\r\n\r\n.one dot\r\n..two\r\nend\r\n"


@pytest.fixture(params=[False, True], ids=["plain server", "pipelining server"])
def server(request: pytest.FixtureRequest) -> Iterator[Mailbox]:
    mailbox = Mailbox(pipelining=request.param)
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture(params=list(Handing))
def transport(request: pytest.FixtureRequest) -> Transport:
    return TRANSPORTS[request.param](dialling(ssl.create_default_context()))


def dialling(tls: ssl.SSLContext, reply: float = 5.0) -> Dialling:
    return Dialling(
        own_name="mutabakat.test",
        tls=tls,
        guard=Guard(),
        patience=Patience(connect=2.0, command=2.0, data=2.0, reply=reply),
    )


def at(mailbox: Mailbox, **more: object) -> Server:
    given: dict[str, object] = {
        "id": PLATFORM, "company_id": PLATFORM, "host": "127.0.0.1", "port": mailbox.port, "security": Security.NONE,
        "sender_address": SENDER, "trusted": True,
    }  # fmt: skip
    return Server(**(given | more))  # type: ignore[arg-type]  # as the test names them


@dataclass
class Tried:
    """An attempt that remembers what it was told and asked."""

    allow: bool = True
    error: Exception | None = None
    phases: list[Phase] = field(default_factory=list)
    asked_in: list[Phase] = field(default_factory=list)

    def reached(self, phase: Phase) -> None:
        self.phases.append(phase)

    def allowed(self) -> Awaitable[bool]:
        self.asked_in.append(self.phases[-1])
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self.error is not None:
            answer.set_exception(self.error)
        else:
            asyncio.get_running_loop().call_later(0.02, answer.set_result, self.allow)
        return answer


def mail(recipient: str = RECIPIENT, content: bytes = CONTENT) -> Mail:
    return Mail(SENDER, recipient, content)


async def test_mails_arrive_as_they_are_one_after_another_on_one_connection(
    transport: Transport, server: Mailbox
) -> None:
    connection = await transport.open(at(server), None)
    for number in range(3):
        tried = Tried()
        reply = await connection.hand_over(mail(f"a{number}@cari.test"), tried)
        assert (reply.code, reply.enhanced) == (250, "2.0.0")
        assert tried.phases == [Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY]
        assert tried.asked_in == [Phase.RCPT]
        assert connection.delivered == number + 1
    usable = [connection.usable]
    await connection.quit()
    assert [*usable, connection.usable] == [True, False]
    assert [one.recipients for one in server.delivered] == [[f"a{number}@cari.test"] for number in range(3)]
    assert {one.content for one in server.delivered} == {CONTENT}
    assert {one.sender for one in server.delivered} == {SENDER}


async def test_a_large_body_arrives_whole(transport: Transport, server: Mailbox) -> None:
    content = b"Subject: large\r\n\r\n" + b"".join(b"%070d\r\n" % number for number in range(40_000))
    connection = await transport.open(at(server), None)
    assert (await connection.hand_over(mail(content=content), Tried())).code == 250
    await connection.quit()
    assert [one.content for one in server.delivered] == [content]


@pytest.mark.parametrize(
    ("phase", "reached", "asked"), [("MAIL", Phase.MAIL, 0), ("RCPT", Phase.RCPT, 0), ("DATA", Phase.BODY, 1)]
)
async def test_a_refusal_is_the_reply_of_the_phase_it_came_in_and_spoils_nothing(
    transport: Transport, server: Mailbox, phase: str, reached: Phase, asked: int
) -> None:
    who = SENDER if phase == "MAIL" else RECIPIENT
    server.script(who, "550 5.1.1 No such person", phase=phase)  # type: ignore[arg-type]  # one of the three
    connection = await transport.open(at(server), None)
    tried = Tried()
    reply = await connection.hand_over(mail(), tried)
    assert (reply.code, reply.text) == (550, "5.1.1 No such person")
    assert (tried.phases[-1], len(tried.asked_in)) == (reached, asked)
    if phase != "DATA":
        await connection.reset()
    assert (await connection.hand_over(mail("b@cari.test"), Tried())).code == 250
    await connection.quit()
    assert [one.recipients for one in server.delivered] == [["b@cari.test"]]


@pytest.mark.parametrize(("phase", "reached"), [("MAIL", Phase.MAIL), ("RCPT", Phase.RCPT), ("DATA", Phase.BODY)])
async def test_a_cut_line_is_an_interruption_in_the_phase_reached(
    transport: Transport, server: Mailbox, phase: str, reached: Phase
) -> None:
    server.script(SENDER if phase == "MAIL" else RECIPIENT, None, phase=phase)  # type: ignore[arg-type]  # one of the three
    connection = await transport.open(at(server), None)
    tried = Tried()
    with pytest.raises(Interrupted):
        await connection.hand_over(mail(), tried)
    assert tried.phases[-1] is reached
    assert not connection.usable
    assert not server.delivered


async def test_silence_after_the_body_is_an_interruption_when_patience_ends(server: Mailbox) -> None:
    for handing in Handing:
        pause = threading.Event()
        server.script(RECIPIENT, "250 2.0.0 late", phase="DATA", keeps=True, pause=pause)
        transport = TRANSPORTS[handing](dialling(ssl.create_default_context(), reply=0.2))
        connection = await transport.open(at(server), None)
        tried = Tried()
        with pytest.raises(Interrupted):
            await connection.hand_over(mail(), tried)
        assert tried.phases[-1] is Phase.BODY
        assert not connection.usable
        pause.set()


@pytest.mark.parametrize("error", [None, RuntimeError("not recorded")])
async def test_without_permission_no_body_goes_out(
    transport: Transport, server: Mailbox, error: Exception | None
) -> None:
    connection = await transport.open(at(server), None)
    tried = Tried(allow=False, error=error)
    with pytest.raises(RuntimeError if error else Withdrawn):
        await connection.hand_over(mail(), tried)
    assert Phase.BODY not in tried.phases
    assert not connection.usable
    other = await transport.open(at(server), None)
    assert (await other.hand_over(mail("b@cari.test"), Tried())).code == 250
    await other.quit()
    assert [one.recipients for one in server.delivered] == [["b@cari.test"]]


async def test_a_cancelled_conversation_closes_its_connection(transport: Transport, server: Mailbox) -> None:
    pause = threading.Event()
    server.script(RECIPIENT, "250 2.0.0 late", phase="DATA", keeps=True, pause=pause)
    connection = await transport.open(at(server), None)
    tried = Tried()
    task = asyncio.create_task(connection.hand_over(mail(), tried))
    await eventually(lambda: _is_in(tried, Phase.BODY), "the body is out")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not connection.usable
    pause.set()


async def _is_in(tried: Tried, phase: Phase) -> bool:
    return phase in tried.phases


async def test_a_connection_that_the_server_left_is_known_or_found_out_before_any_body(
    transport: Transport, server: Mailbox
) -> None:
    connection = await transport.open(at(server), None)
    assert (await connection.hand_over(mail(), Tried())).code == 250
    server.stop()
    tried = Tried()
    with pytest.raises(Interrupted):
        await connection.hand_over(mail(), tried)
    assert Phase.BODY not in tried.phases
    with pytest.raises(Interrupted):
        await connection.reset()
    await connection.quit()


async def test_nobody_there_is_a_finding(transport: Transport) -> None:
    with pytest.raises(CannotConnect) as failed:
        await transport.open(at(Mailbox(port=free_port())), None)
    assert failed.value.finding is Finding.UNREACHABLE


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
@pytest.mark.parametrize("handing", list(Handing))
async def test_mail_travels_encrypted_and_logged_in(
    certificate_authority: Authority, handing: Handing, kind: str
) -> None:
    mailbox = Mailbox(
        tls=(kind, certificate_authority.server_context()), logins={"firma": "gizli"}, pipelining=True  # type: ignore[arg-type]
    )  # fmt: skip
    mailbox.start()
    tls = ssl.create_default_context(cafile=str(certificate_authority.path))
    security = Security.STARTTLS if kind == "starttls" else Security.TLS
    try:
        transport = TRANSPORTS[handing](dialling(tls))
        server = at(mailbox, host="localhost", security=security, username="firma")
        connection = await transport.open(server, SecretStr("gizli"))
        assert isinstance(connection, GroupedConnection) is (handing is Handing.GROUPED)
        assert connection.tls.startswith("TLSv1.")
        for _ in range(2):
            assert (await connection.hand_over(mail(), Tried())).code == 250
        await connection.quit()
        assert [(one.encrypted, one.login) for one in mailbox.delivered] == [(True, "firma")] * 2
    finally:
        mailbox.stop()


@asynccontextmanager
async def _answers(port: int, *replies: bytes) -> AsyncIterator[None]:
    """A server that greets, and then answers each packet with the next of these bytes."""
    serving: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving[task] = writer
        with suppress(OSError):
            for reply in (b"220 x.test\r\n", b"250-x.test\r\n250 PIPELINING\r\n", *replies):
                writer.write(reply)
                if not await reader.read(100_000):
                    break
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for writer in serving.values():
            writer.close()
        await asyncio.gather(*serving)


async def _grouped(port: int) -> Connection:
    transport = TRANSPORTS[Handing.GROUPED](dialling(ssl.create_default_context()))
    return await transport.open(at(Mailbox(port=port)), None)


async def test_a_server_that_wants_the_body_of_a_refused_recipient_gets_no_mail_at_all() -> None:
    port = free_port()
    async with _answers(port, b"250 ok\r\n550 5.1.1 no\r\n354 go on\r\n"):
        connection = await _grouped(port)
        tried = Tried()
        assert (await connection.hand_over(mail(), tried)).code == 550
        assert tried.phases[-1] is Phase.RCPT
        assert not connection.usable


async def test_replies_cut_into_pieces_and_of_several_lines_are_read_as_they_were_meant() -> None:
    port = free_port()
    async with _answers(
        port, b"250-one\r\n250 two\r\n250 ok\r\n354 go on\r\n", b"250-2.0.0 kept\r\n250 queued as AB12\r\n"
    ):
        connection = await _grouped(port)
        reply = await connection.hand_over(mail(), Tried())
        assert (reply.code, reply.text, reply.queue_id) == (250, "2.0.0 kept queued as AB12", "AB12")
        connection.close()


@pytest.mark.parametrize("nonsense", [b"hello\r\n", b"25\r\n", b"250" + b"x" * 5000, b"2x0 ok\r\n"])
async def test_what_is_no_reply_is_an_interruption(nonsense: bytes) -> None:
    port = free_port()
    async with _answers(port, nonsense):
        connection = await _grouped(port)
        with pytest.raises(Interrupted):
            await connection.hand_over(mail(), Tried())
        assert not connection.usable


async def test_a_farewell_is_never_taken_for_the_answer_to_the_next_command() -> None:
    port = free_port()
    said = b"250 ok\r\n250 ok\r\n354 go on\r\n", b"250 2.0.0 kept\r\n421 4.4.2 idle for too long\r\n"
    async with _answers(port, *said):
        connection = await _grouped(port)
        assert (await connection.hand_over(mail(), Tried())).code == 250
        await asyncio.sleep(0.05)
        tried = Tried()
        with pytest.raises(Interrupted):
            await connection.hand_over(mail(), tried)
        assert tried.phases == [Phase.MAIL]
