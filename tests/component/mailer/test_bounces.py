"""What comes back to a real mailbox finds its message, has its effect once, and is laid where a person finds it."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from uuid import UUID

import pytest

from services.mailer.domain.returned import Returned
from services.mailer.domain.servers import PLATFORM
from services.mailer.incoming.postbox import Postbox, Refused
from services.mailer.repository import queue
from services.mailer.use_cases import returned_mail
from shared.contracts.mailer import MailBounced, MailFailed, MailSent
from shared.contracts.responses import InvitationIssued
from shared.database import Transaction
from tests.component.mailer.conftest import Make
from tests.component.mailer.post_office import UNDERSTOOD, PostOffice
from tests.component.mailer.world import invitation
from tests.servers.mail_server import MailServer
from tests.servers.mailbox import Mailbox
from tests.servers.postfix import HOLDS, REMOTE
from tests.unit.mailer.test_incoming_mails import ADDRESS, mail


async def sent(office: PostOffice, *facts: InvitationIssued) -> None:
    await office.world.tell(*facts)
    async with office.world.sending():
        for fact in facts:
            await office.world.becomes(fact.message_id, "sent")


async def test_a_mail_that_comes_back_marks_its_message_and_its_address(make: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make, mail_server)
    gone, fine = invitation(f"gone@{REMOTE}"), invitation(f"fine@{HOLDS}")
    mail_server.remote.script(f"gone@{REMOTE}", "550 5.1.1 User unknown in virtual mailbox table")
    await sent(office, gone, fine)
    assert await office.read_when_arrived() == 1
    world = office.world
    row = await world.message(gone.message_id)
    assert (row.state, row.reason, row.due_at) == ("bounced", "bad_address", None)
    (bounced,) = await world.said(MailBounced)
    assert (bounced.message_id, bounced.code, bounced.enhanced_code) == (gone.message_id, 550, "5.1.1")
    assert "User unknown" in bounced.reply
    assert (await world.message(fine.message_id)).state == "sent"
    (kept,) = await office.kept()
    assert (kept.kind, kept.matched_by, kept.company_id) == ("failed", "return_path", world.company_id)
    assert office.sorted == (0, 1, 0)
    async with world.http() as client:
        (listed,) = (await client.get("/suppressions")).json()["items"]
        assert (listed["address"], listed["reason"], listed["status"]) == (f"gone@{REMOTE}", "bounced", "5.1.1")
        reports = (await client.get(f"/messages/{gone.message_id}/reports")).json()["items"]
        assert [one["kind"] for one in reports] == ["failed"]
    assert await office.read() == 0


async def test_a_real_report_is_found_by_each_of_its_names_alone(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server, bounce_address="")
    fact = invitation(f"nobody@{REMOTE}")
    mail_server.remote.script(f"nobody@{REMOTE}", "550 5.1.1 no such user")
    await sent(office, fact)
    await office.read_when_arrived()
    (report,) = office.account.mails(UNDERSTOOD)
    (attempt,) = await office.world.attempts(fact.message_id)
    assert f"X-Postfix-Queue-ID: {attempt.queue_id}".encode() in report
    without_envelope = report.replace(b"Original-Envelope-Id:", b"X-Nothing:")
    without_ours = without_envelope.replace(str(fact.message_id).encode(), b"nothing")
    about_another = without_ours.replace(b"nobody@", b"somebody@")
    for content in (without_envelope, without_ours, about_another):
        office.account.put(content)
    await office.read()
    assert [row.matched_by for row in await office.kept()] == ["envelope_id", "message_id", "queue_id", ""]
    assert office.sorted == (0, 3, 1)
    assert len(await office.world.said(MailBounced)) == 1


async def test_a_kill_between_keeping_and_moving_changes_nothing(
    make: Make, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await PostOffice.open(make, mail_server)
    facts = [invitation(f"k{number}@{HOLDS}") for number in range(3)]
    await sent(office, *facts)
    for fact in facts:
        office.account.put(mail("qmail_text", fact.message_id, office.paths.of_message(fact.message_id)))
    office.account.put(mail("newsletter"))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Postbox, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            await office.read()
    assert office.sorted == (4, 0, 0)
    assert await office.read() == 4
    assert office.sorted == (0, 3, 1)
    assert len(await office.world.said(MailBounced)) == 3
    assert len(await office.kept()) == 4
    # The same mails once more, as after the mailbox was brought back from a copy: known again by what they are.
    for content in office.account.mails(UNDERSTOOD):
        office.account.put(content)
    await office.read()
    assert len(await office.world.said(MailBounced)) == 3
    assert len(await office.kept()) == 4


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("postfix_delivered", "sent", "reported"),
        ("postfix_delayed", "sent", "reported"),
        ("postfix_unknown", "bounced", "bad_address"),
        ("ooo_turkish", "uncertain", "no_reply"),
    ],
)
async def test_a_report_settles_what_was_uncertain(
    make_on_sqlite: Make, mail_server: MailServer, mailbox: Mailbox, name: str, state: str, reason: str
) -> None:
    plain = {"platform_port": mailbox.port, "platform_security": "none", "platform_user": "", "platform_password": ""}
    office = await PostOffice.open(make_on_sqlite, mail_server, **plain)
    world, fact = office.world, invitation(ADDRESS)
    mailbox.script(ADDRESS, None, phase="DATA", keeps=True)
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "uncertain")
    office.account.put(mail(name, fact.message_id, office.paths.of_message(fact.message_id)))
    await office.read()
    row = await world.message(fact.message_id)
    assert (row.state, row.reason) == (state, reason)
    world.clock.advance(timedelta(minutes=11))
    async with world.sending():
        if state == "uncertain":
            await mailbox.arrived(2)
            await world.becomes(fact.message_id, "sent")
        else:
            await asyncio.sleep(0.1)
    assert len(mailbox.delivered) == (2 if state == "uncertain" else 1)
    assert len(await world.said(MailSent)) == (0 if state == "bounced" else 1)
    assert len(await world.said(MailBounced)) == (state == "bounced")


async def test_a_report_about_a_mail_in_hands_is_read_when_it_is_not(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    world, fact = office.world, invitation(ADDRESS)
    await world.tell(fact)
    async with world.service.database.transaction() as tx:
        lease, now = timedelta(seconds=30), tx.clock.now()
        claim = await queue.claim(tx, PLATFORM, world.company_id, limit=1, now=now, lease=lease)
        await queue.start_transmitting(tx, [fact.message_id], [claim.token], now)
    office.account.put(mail("qmail_text", fact.message_id, office.paths.of_message(fact.message_id)))
    assert await office.read() == 0
    assert office.sorted == (1, 0, 0)
    world.clock.advance(timedelta(seconds=31))
    await world.sweep()
    assert await office.read() == 1
    assert (await world.message(fact.message_id)).state == "bounced"


async def on_its_own_lane(office: PostOffice, mailbox: Mailbox) -> InvitationIssued:
    """A message that another company sent by a server of its own."""
    world, company = office.world, UUID(int=7)
    await world.register(company)
    fact = invitation(ADDRESS)
    body = {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "sender_address": "a@other.test"}
    async with world.http(company_id=company) as client:
        assert (await client.put("/smtp-settings", json=body)).status_code == 200
        assert (await client.post("/smtp-settings/test")).json()["active"]
    await world.tell(fact, company_id=company)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    return fact


async def test_forged_reports_have_no_effect_and_stay_for_a_person(
    make_on_sqlite: Make, mail_server: MailServer, mailbox: Mailbox
) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    fact = invitation(f"real@{HOLDS}")
    await sent(office, fact)
    own = await on_its_own_lane(office, mailbox)
    token = office.paths.of_message(fact.message_id)
    wrong = token.replace(token[20:24], "aaaa" if token[20:24] != "aaaa" else "bbbb")
    # A token that was tampered with; ids of a message whose address is another; ids of a company's own lane.
    office.account.put(mail("exchange_quota", fact.message_id, wrong))
    office.account.put(mail("postfix_unknown", fact.message_id, wrong))
    office.account.put(mail("exim_old_text", own.message_id, wrong))
    office.account.put(mail("postfix_unknown", own.message_id, wrong))
    assert await office.read() == 4
    assert office.sorted == (0, 0, 4)
    for one in (fact, own):
        assert (await office.world.message(one.message_id)).state == "sent"
    assert await office.world.said(MailBounced) == []
    assert {row.company_id for row in await office.kept()} == {PLATFORM}


async def test_only_a_bad_address_is_put_on_the_list(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    names = ("exchange_quota", "policy_rejected", "postfix_expired")
    facts = [invitation(f"{name}@{HOLDS}") for name in names]
    await sent(office, *facts)
    for name, fact in zip(names, facts, strict=True):
        office.account.put(mail(name, fact.message_id, office.paths.of_message(fact.message_id)))
    await office.read()
    for fact in facts:
        row = await office.world.message(fact.message_id)
        assert (row.state, row.reason) == ("bounced", "came_back")
    async with office.world.http() as client:
        assert (await client.get("/suppressions")).json()["items"] == []


async def test_an_automatic_answer_is_no_bounce(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    fact = invitation(f"away@{HOLDS}")
    await sent(office, fact)
    office.account.put(mail("ooo_turkish", fact.message_id, office.paths.of_message(fact.message_id)))
    await office.read()
    assert (await office.world.message(fact.message_id)).state == "sent"
    assert [row.kind for row in await office.kept(fact.message_id)] == ["auto_reply"]
    assert office.sorted == (0, 1, 0)


async def test_a_mail_made_to_hurt_does_not_stop_those_behind_it(make: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make, mail_server)
    fact = invitation(f"behind@{HOLDS}")
    await sent(office, fact)
    office.account.put(b"Content-Type: message/rfc822\r\n\r\n" * 5_000)
    office.account.put(b"From: mailer-daemon@x.test\r\nSubject: \xff\xfe\xf0\r\n\r\n" + b"\xf0" * 400_000)
    office.account.put(mail("qmail_text", fact.message_id, office.paths.of_message(fact.message_id)))
    assert await office.read() == 3
    assert office.sorted == (0, 1, 2)
    assert (await office.world.message(fact.message_id)).state == "bounced"


async def test_a_mail_that_cannot_be_dealt_with_is_left_to_a_person(
    make_on_sqlite: Make, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    fact, other = invitation(f"first@{HOLDS}"), invitation(f"second@{HOLDS}")
    await sent(office, fact, other)
    for one in (fact, other):
        office.account.put(mail("qmail_text", one.message_id, office.paths.of_message(one.message_id)))
    genuine = returned_mail.find_message

    async def find(tx: Transaction, found: Returned) -> returned_mail.Match | None:
        if found.names.return_path == fact.message_id:
            raise ValueError("something nobody thought of")
        return await genuine(tx, found)

    monkeypatch.setattr(returned_mail, "find_message", find)
    assert await office.read() == 2
    assert office.sorted == (0, 1, 1)
    assert (await office.world.message(fact.message_id)).state == "sent"
    assert (await office.world.message(other.message_id)).state == "bounced"


async def test_more_mails_than_are_read_at_once_are_all_read(
    make_on_sqlite: Make, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.mailer.incoming.reader.AT_ONCE", 4)
    office = await PostOffice.open(make_on_sqlite, mail_server)
    for number in range(10):
        office.account.put(mail("newsletter").replace(b"spam@", f"spam{number}@".encode()))
    assert await office.read() == 10
    assert office.sorted == (0, 0, 10)


async def test_a_mailbox_that_does_not_let_us_in_is_said_and_tried_again(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server, bounce_imap_password="wrong-secret")
    with pytest.raises(Refused) as caught:
        await office.read()
    assert "wrong-secret" not in str(caught.value)
    strict = await PostOffice.open(make_on_sqlite, mail_server, bounce_imap_host="127.0.0.1", authority=None)
    with pytest.raises(ssl.SSLCertVerificationError):
        await strict.read()
    stop = asyncio.Event()
    running = asyncio.create_task(office.reader.run(stop))
    await asyncio.sleep(0.3)
    assert not running.done()
    stop.set()
    await running


async def test_what_waits_for_a_bad_address_is_held_and_said(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    first, second = invitation(ADDRESS), invitation(ADDRESS.upper())
    await sent(office, first)
    await office.world.tell(second)
    office.account.put(mail("postfix_unknown", first.message_id, office.paths.of_message(first.message_id)))
    await office.read()
    row = await office.world.message(second.message_id)
    assert (row.state, row.reason, row.due_at) == ("held", "suppressed", None)
    assert [one.reason for one in await office.world.said(MailFailed)] == ["suppressed"]
