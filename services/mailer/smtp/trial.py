"""The staged test of SMTP settings, on the very code path of real mail: a test that took another path would prove nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from services.mailer.domain.findings import CannotConnect, Finding, Stage
from services.mailer.domain.replies import Meaning, Reply, judge
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.states import Phase
from services.mailer.letters.letter import Mail
from services.mailer.smtp.certificates import certificate_names
from services.mailer.smtp.login import Login
from services.mailer.smtp.session import BROKEN, Dialling, Session, open_session

LONGEST = 30.0
"""Seconds for the whole test."""


@dataclass(slots=True)
class Report:
    """Stages in order, each with what there is to know; `finding` says what stopped it, or `ok`."""

    finding: Finding = Finding.OK
    passed: list[tuple[Stage, str]] = field(default_factory=list)
    failed: tuple[Stage, str] | None = None
    certificate_names: list[str] = field(default_factory=list)
    """For whom the server's certificate is, when it is not for the name that was entered."""

    @property
    def ok(self) -> bool:
        return self.finding is Finding.OK


class _Refused(Exception):
    def __init__(self, stage: Stage, reply: Reply) -> None:
        super().__init__(str(reply.code))
        self.stage = stage
        self.reply = reply


async def try_out(server: Server, login: Login, dialling: Dialling, mail: Mail, *, send: bool) -> Report:
    """Connect as for real mail, offer a mail to the own sender address, and really send it when asked to."""
    report = Report()

    def passed(stage: Stage, words: str) -> None:
        report.passed.append((stage, words))

    try:
        async with asyncio.timeout(LONGEST):
            session = await open_session(server, login, dialling, passed)
            try:
                await _offer(session, mail, report, send=send)
            finally:
                session.close()
    except CannotConnect as error:
        report.finding = error.finding
        unsupported = error.finding is Finding.TOKEN_LOGIN_UNSUPPORTED
        stage = Stage.AUTH if unsupported else _next_stage(server, report)
        report.failed = (stage, _quoted(error.code, error.words))
    except _Refused as refused:
        report.finding = _finding(refused)
        report.failed = (refused.stage, _quoted(refused.reply.code, refused.reply.text))
    except TimeoutError:
        report.finding = Finding.INTERRUPTED if report.passed else Finding.UNREACHABLE
        report.failed = (_next_stage(server, report), "")
    except BROKEN:
        report.finding = Finding.INTERRUPTED
        report.failed = (_next_stage(server, report), "")
    if report.finding is Finding.TLS_NAME and dialling.any_name is not None:
        report.certificate_names = await certificate_names(
            server, dialling.guard, dialling.any_name, dialling.own_name, dialling.patience.connect
        )
    return report


async def _offer(session: Session, mail: Mail, report: Report, *, send: bool) -> None:
    reply = await session.mail(mail.sender, len(mail.content))
    _require(Stage.MAIL, reply, report, 250)
    reply = await session.rcpt(mail.recipient)
    _require(Stage.RCPT, reply, report, 250, 251)
    if not send:
        await session.reset()
        await session.quit()
        return
    reply = await session.data()
    if reply.code != 354:
        raise _Refused(Stage.SEND, reply)
    _require(Stage.SEND, await session.body(mail.content), report, 250)
    await session.quit()


def _require(stage: Stage, reply: Reply, report: Report, *codes: int) -> None:
    if reply.code not in codes:
        raise _Refused(stage, reply)
    report.passed.append((stage, _quoted(reply.code, reply.text) if stage is Stage.SEND else ""))


def _finding(refused: _Refused) -> Finding:
    phase = {Stage.MAIL: Phase.MAIL, Stage.RCPT: Phase.RCPT}.get(refused.stage, Phase.BODY)
    judgement = judge(phase, refused.reply)
    if judgement.reason == Finding.PASSWORD_LOGIN_OFF:
        return Finding.PASSWORD_LOGIN_OFF
    match judgement.meaning:
        case Meaning.QUOTA:
            return Finding.QUOTA
        case Meaning.BUSY | Meaning.DEFER:
            return Finding.BUSY
        case Meaning.LANE:
            return Finding.SENDER_REFUSED
        case _:
            return Finding.RECIPIENT_REFUSED if refused.stage is Stage.RCPT else Finding.SENDER_REFUSED


def _next_stage(server: Server, report: Report) -> Stage:
    done = {stage for stage, _ in report.passed}
    order = [
        stage
        for stage in Stage
        if not (stage is Stage.TLS and server.security is Security.NONE)
        and not (stage is Stage.AUTH and not server.username)
        and not (stage is Stage.TOKEN and server.sign_in is None)
    ]
    return next((stage for stage in order if stage not in done), Stage.SEND)


def _quoted(code: int, words: str) -> str:
    return f"{code} {words}".strip() if code else words
