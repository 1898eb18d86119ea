"""What server replies mean (mailer.md §4.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.mailer.domain.replies import Meaning, Reply, judge
from services.mailer.domain.states import Phase


@pytest.mark.parametrize(
    ("phase", "code", "text", "meaning", "reason"),
    [
        (Phase.BODY, 250, "2.0.0 Ok: queued as 4XYZ12", Meaning.ACCEPTED, ""),
        (Phase.RCPT, 421, "4.3.2 closing", Meaning.BUSY, "server_busy"),
        (Phase.MAIL, 432, "4.3.2 Concurrent connections limit exceeded", Meaning.BUSY, "server_busy"),
        (Phase.RCPT, 451, "too many connections from you", Meaning.BUSY, "server_busy"),
        (Phase.RCPT, 450, "4.7.1 Greylisted", Meaning.DEFER, "greylisted"),
        (Phase.RCPT, 452, "4.2.2 full", Meaning.DEFER, "mailbox_full"),
        (Phase.BODY, 451, "local error", Meaning.DEFER, "refused_for_now"),
        (Phase.RCPT, 550, "5.1.1 User unknown", Meaning.FAILED, "unknown_recipient"),
        (Phase.RCPT, 550, "No such user", Meaning.FAILED, "recipient_refused"),
        (Phase.RCPT, 552, "5.2.2 over quota", Meaning.DEFER, "mailbox_full"),
        (Phase.MAIL, 552, "5.3.4 too big", Meaning.FAILED, "too_large"),
        (Phase.RCPT, 552, "Requested action aborted: exceeded storage allocation", Meaning.DEFER, "mailbox_full"),
        (Phase.BODY, 552, "message exceeds the fixed maximum size", Meaning.FAILED, "too_large"),
        (Phase.BODY, 554, "5.2.2 mailbox full; STOREDRV.Deliver", Meaning.DEFER, "mailbox_full"),
        (Phase.BODY, 432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", Meaning.BUSY, "server_busy"),
        (Phase.RCPT, 452, "too many emails per session", Meaning.BUSY, "server_busy"),
        (Phase.RCPT, 451, "4.7.650 rate limited", Meaning.DEFER, "greylisted"),
        (
            Phase.RCPT,
            550,
            "Domain firma.test has exceeded the max emails per hour (201/200 (100%)) allowed. Message discarded.",
            Meaning.BUSY,
            "hourly_limit",
        ),
        (Phase.RCPT, 451, "4.7.1 hourly limit reached", Meaning.BUSY, "hourly_limit"),
        (Phase.MAIL, 535, "5.7.139 Authentication unsuccessful", Meaning.LANE, "login_refused"),
        (Phase.BODY, 550, "5.7.139 SmtpClientAuthentication is disabled", Meaning.LANE, "login_refused"),
        (Phase.MAIL, 550, "5.7.30 Basic authentication is not supported", Meaning.LANE, "password_login_off"),
        (Phase.RCPT, 553, "Sender address rejected", Meaning.LANE, "sender_refused"),
        (Phase.RCPT, 553, "5.1.3 bad recipient syntax", Meaning.FAILED, "unknown_recipient"),
        (Phase.RCPT, 550, "5.1.8 sender domain unknown", Meaning.LANE, "sender_refused"),
        (Phase.RCPT, 550, "5.2.1 mailbox disabled", Meaning.FAILED, "recipient_refused"),
        (Phase.BODY, 552, "5.3.4 too big", Meaning.FAILED, "too_large"),
        (Phase.BODY, 554, "5.6.0 bad", Meaning.FAILED, "message_refused"),
        (Phase.MAIL, 530, "5.7.0 Authentication required", Meaning.LANE, "login_refused"),
        (Phase.MAIL, 553, "not your address", Meaning.LANE, "sender_refused"),
        (Phase.RCPT, 554, "5.7.1 Relay access denied", Meaning.LANE, "sender_refused"),
        (Phase.BODY, 550, "5.7.60 SMTP; Client does not have permissions", Meaning.LANE, "policy"),
        (Phase.BODY, 554, "5.2.0 STOREDRV.Submission.Exception", Meaning.QUOTA, "quota"),
        (Phase.RCPT, 550, "5.4.5 Daily limit exceeded", Meaning.QUOTA, "quota"),
        (Phase.RCPT, 550, "5.1.90 You have reached your daily limit for message recipients", Meaning.QUOTA, "quota"),
        (Phase.BODY, 552, "5.2.3 Your message exceeded Google's message size limits", Meaning.FAILED, "too_large"),
        (Phase.BODY, 550, "5.2.3 RESOLVER.RST.SendSizeLimit; message too large", Meaning.FAILED, "too_large"),
        (Phase.DATA, 199, "what", Meaning.DEFER, "nonsense"),
    ],
)
def test_a_reply_is_judged_by_enhanced_code_then_code_then_phase(
    phase: Phase, code: int, text: str, meaning: Meaning, reason: str
) -> None:
    judged = judge(phase, Reply.of(code, text))
    assert (judged.meaning, judged.reason) == (meaning, reason)


@pytest.mark.parametrize(
    ("text", "queue_id"),
    [
        ("2.0.0 Ok: queued as 4F2C81A0B", "4F2C81A0B"),
        ("OK id=1rABcd-0001xY-2Z", "1rABcd-0001xY-2Z"),
        ("2.6.0 <a@b> Queued mail for delivery", ""),
        ("2.0.0 4AQ9abcd012345 Message accepted for delivery", "4AQ9abcd012345"),
        ("2.0.0 OK  1764230000 ffacd0b85a97d-42e1c.41 - gsmtp", "ffacd0b85a97d-42e1c.41"),
        ("2.0.0 Ok: queued on mail.yandex.test 1764230000 as AbCd12", "AbCd12"),
        ("fine", ""),
    ],
)
def test_the_servers_own_name_of_a_mail_is_found(text: str, queue_id: str) -> None:
    assert Reply.of(250, text).queue_id == queue_id


def test_a_reply_is_kept_short_and_without_control_characters() -> None:
    reply = Reply.of(550, "5.1.1 no\r\n5.1.1 such\x00\x1b[31muser\u202e" + "x" * 999)
    assert reply.text.startswith("5.1.1 no 5.1.1 such [31muser x")
    assert len(reply.text) == 300
    assert reply.text.isprintable()


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("try again in 90 seconds", timedelta(seconds=90)),
        ("wait 5 minutes", timedelta(minutes=5)),
        ("in 9000 minutes", timedelta(hours=1)),
        ("later", None),
        ("exceeded the max emails per hour (30 seconds)", timedelta(hours=1)),
    ],
)
def test_a_pause_that_the_server_names_is_taken(text: str, wait: timedelta | None) -> None:
    assert Reply.of(421, text).asked_wait == wait
