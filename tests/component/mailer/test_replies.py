"""Answers by ordinary mail are kept with their reconciliation until a person has dealt with them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.component.mailer.conftest import Make
from tests.component.mailer.post_office import PostOffice
from tests.component.mailer.test_bounces import sent
from tests.component.mailer.world import eventually, invitation
from tests.servers.mail_server import MailServer
from tests.servers.postfix import HOLDS
from tests.unit.mailer.test_incoming_mails import ADDRESS, mail

READER = f"reader@{HOLDS}"


async def test_an_answer_waits_for_a_person_with_its_reconciliation(make: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make, mail_server)
    fact, other = invitation(READER), invitation(f"other@{HOLDS}")
    await sent(office, fact, other)
    path = office.paths.of_message(fact.message_id)
    office.account.put(mail("reply_turkish", fact.message_id, path).replace(ADDRESS.encode(), READER.encode()))
    office.account.put(mail("reply_html_only", other.message_id))
    assert await office.read() == 2
    assert office.sorted == (0, 2, 0)
    async with office.world.http() as client:
        page = (await client.get("/replies", params={"reconciliation_id": str(fact.reconciliation_id)})).json()
        (reply,) = page["items"]
        assert reply["text"] == "Merhaba, bizde bakiye 1.250,00 TL görünüyor.\nEkstremiz ektedir."
        assert (reply["sender"], reply["from_recipient"]) == (READER, True)
        assert reply["attachments"] == ["ekstre.pdf"]
        assert reply["message_id"] == str(fact.message_id)
        unread = (await client.get("/replies", params={"handled": "false"})).json()["items"]
        assert {one["sender"] for one in unread} == {READER, "someone@else.test"}
        assert {one["from_recipient"] for one in unread} == {True, False}
        handled = await client.post(f"/replies/{reply['id']}/handled")
        assert (handled.status_code, handled.json()["handled_by"]) == (200, "Muhasebe")
        at = handled.json()["handled_at"]
        assert (await client.post(f"/replies/{reply['id']}/handled")).json()["handled_at"] == at
        assert len((await client.get("/replies", params={"handled": "false"})).json()["items"]) == 1
        assert len((await client.get("/replies", params={"handled": "true"})).json()["items"]) == 1
        first = (await client.get("/replies", params={"limit": 1})).json()
        second = (await client.get("/replies", params={"limit": 1, "cursor": first["next"]})).json()
        assert {first["items"][0]["id"], second["items"][0]["id"]} == {one["id"] for one in [*unread]}
        assert second["next"] is None
    async with office.world.http("read") as reader:
        assert (await reader.post(f"/replies/{reply['id']}/handled")).status_code == 403
    async with office.world.http(company_id=UUID(int=7)) as stranger:
        assert (await stranger.get("/replies")).json()["items"] == []
        assert (await stranger.post(f"/replies/{reply['id']}/handled")).status_code == 404
    assert (await office.world.message(fact.message_id)).state == "sent"


async def test_an_answer_to_nothing_of_ours_is_left_to_a_person(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    office.account.put(mail("reply_html_only", UUID(int=99)))
    office.account.put(mail("newsletter"))
    await office.read()
    assert office.sorted == (0, 0, 2)
    async with office.world.http() as client:
        assert (await client.get("/replies")).json()["items"] == []


async def test_a_long_answer_is_shortened_and_says_so(make_on_sqlite: Make, mail_server: MailServer) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    fact = invitation(READER)
    await sent(office, fact)
    head = f"From: <{READER}>\r\nTo: <{office.paths.of_message(fact.message_id)}>\r\nSubject: Re\r\n\r\n"
    office.account.put(head.encode() + "Uzun yanıt. ".encode() * 40_000)
    await office.read()
    async with office.world.http() as client:
        (reply,) = (await client.get("/replies")).json()["items"]
    assert (len(reply["text"]), reply["shortened"]) == (10_000, True)


async def test_where_no_other_reply_address_is_set_answers_come_to_us(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    office = await PostOffice.open(make_on_sqlite, mail_server)
    reader = mail_server.account()
    ours, theirs = invitation(reader.address, reply_to=""), invitation(reader.address)
    await sent(office, ours, theirs)
    mails = await eventually(lambda: reader.arrived(2), "both letters are in the mailbox")
    lines = b"\n".join(mails).replace(b"\r\n ", b" ")
    assert f"Reply-To: <{office.paths.of_message(ours.message_id)}>".encode() in lines
    assert b"Reply-To: <finans@firma.test>" in lines


@pytest.mark.parametrize("named", ["Message-ID:\r\n <{}@outlook.test>", "X-Nothing: {}"])
async def test_the_same_words_in_two_answers_are_two_answers(
    make_on_sqlite: Make, mail_server: MailServer, named: str
) -> None:
    """Exchange writes the Message-ID on a line of its own, and some leave it out."""
    office = await PostOffice.open(make_on_sqlite, mail_server)
    facts = [invitation(READER) for _ in range(2)]
    await sent(office, *facts)
    for number, fact in enumerate(facts):
        to = office.paths.of_message(fact.message_id)
        head = f"From: <{READER}>\r\nTo: <{to}>\r\nSubject: Re\r\n{named.format(number)}\r\n\r\n"
        office.account.put(head.encode() + b"Mutabikiz.\r\n")
    await office.read()
    async with office.world.http() as client:
        items = (await client.get("/replies")).json()["items"]
    assert {one["message_id"] for one in items} == {str(fact.message_id) for fact in facts}
