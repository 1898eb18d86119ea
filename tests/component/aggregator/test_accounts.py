"""Account cards over HTTP: lists that filter, sort and count, edits of one and of many, contacts, the way out and back."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from services.aggregator.domain.countries import UNKNOWN_COUNTRY
from services.aggregator.models import accounts
from shared.contracts.aggregator import StatementOutdated
from tests.component.aggregator.world import OTHER_VKN, VKN, World, line, movements

CARDS: dict[str, dict[str, Any]] = {
    "120.01": {
        "title": "Çınar Gıda A.Ş.",
        "tax_number": VKN,
        "reconciliation_email": "muhasebe@cinar.test",
        "branch": "Merkez",
        "contacts": [{"name": "Finans", "email": "finans@cinar.test", "receives_reconciliations": True}],
    },
    "320.01": {"title": "Çınar Gıda (satıcı)", "tax_number": VKN, "branch": "Ege"},
    "120.02": {
        "title": "Işık Yapı Ltd. Şti.",
        "tax_number": OTHER_VKN,
        "reconciliation_email": "muhasebe@isik",
        "branch": "Merkez",
        "contacts": [{"name": "Muhasebe"}],
    },
    "120.03": {"title": "Ağaç İşleri", "tax_number": "1111111111", "language": "en"},
    "120.04": {"title": "Zeyrek Ltd. Şti.", "tax_number": "4540536921", "never_merge": True, "never_mail": True},
    "120/05": {"title": "Ödön GmbH", "tax_number": "DE 811907980", "country": "DE"},
    "120.06": {"title": "İsimsiz"},
}


@pytest.fixture
async def cards(world: World) -> World:
    for code, body in CARDS.items():
        await world.call("PUT", f"/accounts/{code}", json=body)
    return world


async def codes(world: World, **params: Any) -> list[str]:
    """The codes that a filter finds, page by page; the totals say the same number."""
    found = [row["code"] for row in await world.every("/accounts", limit=2, **params)]
    shown = {name: value for name, value in params.items() if name != "sort"}
    assert (await world.call("GET", "/account-totals", params=shown))["accounts"] == len(found)
    return found


CHOSEN: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["120.03", "320.01", "120.01", "120.02", "120.06", "120/05", "120.04"]),
    ({"q": "CINAR"}, ["320.01", "120.01"]),
    ({"q": "ışık"}, ["120.02"]),
    ({"address": "valid"}, ["120.01"]),
    ({"address": "invalid"}, ["120.02"]),
    ({"address": "missing", "branch": "Ege"}, ["320.01"]),
    ({"tax_number": "suspicious"}, ["120.03", "120.04"]),
    ({"tax_number": "valid"}, ["320.01", "120.01", "120.02", "120/05"]),
    ({"tax_number": "missing"}, ["120.06"]),
    ({"contacts": "some"}, ["120.01", "120.02"]),
    ({"contacts": "receiving"}, ["120.01"]),
    ({"contacts": "none", "country": "DE"}, ["120/05"]),
    ({"language": "en"}, ["120.03"]),
    ({"never_mail": True}, ["120.04"]),
    ({"never_merge": False, "branch": "Merkez"}, ["120.01", "120.02"]),
    ({"counterparty": f"t:{VKN}"}, ["320.01", "120.01"]),
    ({"counterparty": "a:120.06"}, ["120.06"]),
    ({"sort": "-code"}, ["320.01", "120/05", "120.06", "120.04", "120.03", "120.02", "120.01"]),
    ({"sort": "branch", "q": "ltd"}, ["120.04", "120.02"]),
]


async def test_a_list_shows_what_its_filter_says_in_its_order(cards: World) -> None:
    for chosen, found in CHOSEN:
        assert await codes(cards, **chosen) == found, chosen


async def test_totals_are_over_the_filter_and_know_every_branch(cards: World) -> None:
    assert await cards.call("GET", "/account-totals", params={"branch": "Merkez"}) == {
        "accounts": 2,
        "with_valid_address": 1,
        "without_address": 0,
        "never_mail": 0,
        "contacts": 2,
        "receiving_contacts": 1,
        "branches": ["Ege", "Merkez"],
    }


async def test_a_card_says_whose_it_is(cards: World) -> None:
    card = await cards.call("GET", "/accounts/120/05")
    assert (card["counterparty_key"], card["tax_number"]) == ("f:DE:de811907980", "DE 811907980")
    apart = await cards.call("PATCH", "/accounts/320.01", json={"never_merge": True})
    assert apart["counterparty_key"] == "a:320.01"
    assert await codes(cards, counterparty=f"t:{VKN}") == ["120.01"]
    placeholder = await cards.call("GET", "/accounts/120.03")
    assert placeholder["tax_number_is_placeholder"]
    assert not (await cards.call("GET", "/accounts/120.04"))["tax_number_is_valid"]


async def test_one_field_of_one_card(cards: World) -> None:
    before = await cards.call("GET", "/accounts/120.01")
    cards.clock.advance(timedelta(minutes=1))
    changed = await cards.call(
        "PATCH", "/accounts/120.01", json={"reconciliation_email": "yeni@cinar.test", "title": "Çınar Un A.Ş."}
    )
    assert changed == before | {
        "reconciliation_email": "yeni@cinar.test",
        "title": "Çınar Un A.Ş.",
        "updated_at": changed["updated_at"],
    }
    assert changed["updated_at"] > before["updated_at"]
    assert await codes(cards, q="yeni@cinar") == ["120.01"], "the search knows the new address"
    cards.clock.advance(timedelta(minutes=1))
    again = await cards.call("PATCH", "/accounts/120.01", json={"title": "Çınar Un A.Ş."})
    assert again == changed, "saying it again changes nothing"


NO_CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"title": ""},
    {"title": None},
    {"country": "de"},
    {"language": "fr"},
    {"kod": "1"},
    {"never_mail": None},
    {"title": "a\u202eb"},
)


async def test_what_is_no_change_is_refused(lite: World) -> None:
    await lite.call("PUT", "/accounts/120.01", json=CARDS["120.01"])
    async with lite.http() as http:
        for body in NO_CHANGES:
            assert (await http.patch("/accounts/120.01", json=body)).status_code == 422, body
        assert (await http.patch("/accounts/yok", json={"language": "en"})).json()["code"] == "account_not_found"


async def test_a_card_is_given_a_country_that_there_is(world: World) -> None:
    """Written whole, changed alone or with others; what an import could not read stays until somebody knows better."""
    body = CARDS["120/05"]
    await world.call("PUT", "/accounts/120%2F05", json=body)
    async with world.http() as http:
        for method, path, sent in (
            ("PUT", "/accounts/120.07", body | {"country": "ZZ"}),
            ("PUT", "/accounts/120%2F05", body | {"country": "EU"}),
            ("PATCH", "/accounts/120%2F05", {"country": "ZZ"}),
            ("PATCH", "/accounts", {"filter": {}, "changes": {"country": "QQ"}}),
        ):
            answer = await http.request(method, path, json=sent)
            assert (answer.status_code, answer.json()["code"]) == (422, "country_unknown"), (method, path)
        assert (await http.get("/accounts/120.07")).status_code == 404
    async with world.service.database.transaction() as tx:
        await tx.execute(update(accounts).where(accounts.c.code == "120/05").values(country=UNKNOWN_COUNTRY))
    changed = await world.call("PATCH", "/accounts/120%2F05", json={"country": "ZZ", "phone": "1"})
    assert (changed["country"], changed["phone"]) == ("ZZ", "1")
    assert (await world.call("PUT", "/accounts/120%2F05", json=body | {"country": "ZZ"}))["country"] == "ZZ"
    assert (await world.call("PATCH", "/accounts/120%2F05", json={"country": "AT"}))["country"] == "AT"


async def test_many_at_once_by_code_or_by_filter(cards: World) -> None:
    body: dict[str, Any] = {"filter": {"branch": "Merkez"}, "changes": {"branch": "Ege", "language": "en"}}
    assert await cards.call("PATCH", "/accounts", json=body) == {"count": 2, "changed": 2}
    assert await codes(cards, branch="Ege", language="en") == ["120.01", "120.02"]
    assert await cards.call("PATCH", "/accounts", json=body) == {"count": 0, "changed": 0}
    body = {"codes": ["120.03", "120/05", "yok"], "changes": {"never_mail": True}}
    assert await cards.call("PATCH", "/accounts", json=body) == {"count": 2, "changed": 2}
    assert await cards.call("PATCH", "/accounts", json=body) == {"count": 2, "changed": 0}
    assert await codes(cards, never_mail=True) == ["120.03", "120/05", "120.04"]
    every = {"filter": {}, "changes": {"never_mail": False}}
    assert await cards.call("PATCH", "/accounts", json=every) == {"count": 7, "changed": 3}


MEANS_NOBODY: tuple[dict[str, Any], ...] = (
    {"changes": {"language": "en"}},
    {"filter": {}, "codes": ["120.01"], "changes": {"language": "en"}},
    {"filter": {}, "changes": {}},
    {"filter": {}, "changes": {"title": "Hepsi aynı"}},
    {"codes": [], "changes": {"language": "en"}},
    {"filter": {"sube": "Ege"}, "changes": {"language": "en"}},
)


async def test_a_change_of_many_names_whom_it_means(lite: World) -> None:
    async with lite.http() as http:
        for body in MEANS_NOBODY:
            assert (await http.patch("/accounts", json=body)).status_code == 422, body


async def test_another_company_sees_and_changes_nothing(cards: World) -> None:
    async with cards.http(company_id=uuid4()) as http:
        assert (await http.get("/accounts")).json()["items"] == []
        assert (await http.get("/account-totals")).json()["branches"] == []
        answer = await http.patch("/accounts", json={"filter": {}, "changes": {"language": "en"}})
        assert answer.json() == {"count": 0, "changed": 0}
        contact = (await cards.call("GET", "/accounts/120.01"))["contacts"][0]
        gone = await http.delete(f"/accounts/120.01/contacts/{contact['id']}")
        assert gone.status_code == 404
    async with cards.http("read") as http:
        refused = await http.patch("/accounts", json={"filter": {}, "changes": {"language": "en"}})
        assert refused.status_code == 403


async def test_contacts_one_by_one(cards: World) -> None:
    body = {"name": "Satın Alma", "email": "satinalma@odon.test", "receives_reconciliations": True}
    path = "/accounts/120/05/contacts"
    added = await cards.call("POST", path, json=body)
    assert added == {**body, "id": added["id"], "email_is_valid": True}
    assert await cards.call("POST", path, json=body) == added, "the same contact is there once"
    changed = await cards.call("PATCH", f"{path}/{added['id']}", json={"email": "satinalma@odon"})
    assert changed == {**added, "email": "satinalma@odon", "email_is_valid": False}
    assert (await cards.call("GET", "/accounts/120/05"))["contacts"] == [changed]
    async with cards.http() as http:
        empty = await http.patch(f"{path}/{added['id']}", json={"name": "", "email": ""})
        assert (empty.status_code, empty.json()["code"]) == (422, "contact_empty")
        assert (await http.post(path, json={"receives_reconciliations": True})).status_code == 422
        assert (await http.post("/accounts/yok/contacts", json=body)).json()["code"] == "account_not_found"
        assert (await http.delete(f"{path}/{added['id']}")).status_code == 204
        gone = await http.delete(f"{path}/{added['id']}")
        assert (gone.status_code, gone.json()["code"]) == (404, "contact_not_found")
    assert (await cards.call("GET", "/accounts/120/05"))["contacts"] == []


async def test_the_export_is_the_filtered_list_as_values_and_texts(cards: World) -> None:
    await cards.call("PATCH", "/accounts/120.01", json={"phone": "+90 212 000 00 00", "title": "=Çınar A.Ş."})
    contact = {"name": "Satın Alma", "email": "satinalma@cinar.test"}
    await cards.call("POST", "/accounts/120.01/contacts", json=contact)
    async with cards.http("read") as http:
        chosen = {"branch": "Merkez", "sort": "-code"}
        book = await http.get("/account-export", params={**chosen, "format": "xlsx"})
        text = await http.get("/account-export", params={**chosen, "format": "csv"})
    assert 'filename="cariler_2026-11-03.xlsx"' in book.headers["content-disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["cari kodu", "120.02", "120.01", "120.01"]
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[2:])
    assert (first["ünvan"], first["vergi no"], first["telefon"]) == ("=Çınar A.Ş.", VKN, "+90 212 000 00 00")
    assert (first["yetkili adı"], first["e-mutabakat yetkilisi"]) == ("Finans", "evet")
    assert (second["yetkili adı"], second["e-mutabakat yetkilisi"]) == ("Satın Alma", "hayır")
    lines = text.content.decode().split("\r\n")
    assert lines[0].startswith("\ufeffcari kodu;ünvan;vergi no;")
    assert lines[2].startswith(
        f"120.01;'=Çınar A.Ş.;{VKN};;TR;muhasebe@cinar.test;'+90 212 000 00 00;;tr;Merkez;Finans;"
    )
    assert len(lines) == 5


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_what_was_exported_can_be_edited_and_imported_back(cards: World, kind: str) -> None:
    await cards.call("PATCH", "/accounts/120.01", json={"phone": "+90 212 000 00 00", "title": "=Çınar; A.Ş."})
    await cards.call("POST", "/accounts/120.01/contacts", json={"name": "-", "email": "satinalma@cinar.test"})
    before = await cards.every("/accounts")
    async with cards.http() as http:
        content = (await http.get("/account-export", params={"format": kind})).content
    report = await cards.take(content, name=f"cariler.{kind}")
    assert (report["rejected"], report["documents_changed"]) == (0, 0), report["problems"]
    assert _said(await cards.every("/accounts")) == _said(before)
    if kind == "csv":
        edited = content.replace("Işık Yapı".encode(), "Işık İnşaat".encode())
        assert (await cards.take(edited, name="cariler.csv"))["documents_changed"] == 1
        assert await codes(cards, q="ışık inşaat") == ["120.02"]


def _said(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cards without what an import gives anew."""
    return [
        card | {"updated_at": "", "contacts": [contact | {"id": 0} for contact in card["contacts"]]} for card in cards
    ]


async def test_odd_questions_are_refused_and_not_failed(lite: World) -> None:
    async with lite.http() as http:
        for query in ("address=x", "sort=-phone", "never_mail=maybe", "cursor=x", "q=%00", "branch=%E2%80%AE"):
            for path in ("/accounts", "/account-totals", "/account-export"):
                if path == "/accounts" or not query.startswith(("sort", "cursor")):
                    assert (await http.get(f"{path}?{query}")).status_code == 422, (path, query)


async def test_a_card_that_goes_to_another_counterparty_outdates_what_was_sent(cards: World) -> None:
    await cards.take(movements(line("120.01", "A1", "6000"), line("320.01", "B1", "7000")), name="hareketler.csv")
    run = await cards.run()
    asked = cards.request(run, f"t:{VKN}")
    await cards.tell(cards.campaign(run, 1), asked)
    await cards.call("PATCH", "/accounts", json={"codes": ["120.01"], "changes": {"language": "en"}})
    assert await cards.said(StatementOutdated) == []
    await cards.call("PATCH", "/accounts", json={"codes": ["320.01", "120.02"], "changes": {"never_merge": True}})
    (told,) = await cards.said(StatementOutdated)
    assert (told.reconciliation_id, told.sales.total.amount) == (asked.reconciliation_id, Decimal("6000.00"))


async def test_an_import_that_moves_a_card_tells_it_too_and_keeps_what_it_does_not_speak_of(cards: World) -> None:
    await cards.take(movements(line("120.01", "A1", "6000"), line("320.01", "B1", "7000")), name="hareketler.csv")
    run = await cards.run()
    await cards.tell(cards.campaign(run, 1), cards.request(run, f"t:{VKN}"))
    before = await cards.call("GET", "/accounts/120.04")
    report = await cards.take(
        f"cari kodu;ünvan;vergi no\n320.01;Çınar;{OTHER_VKN}\n120.04;Zeyrek;\n", name="cariler.csv"
    )
    (told,) = await cards.said(StatementOutdated)
    assert str(told.import_id) == report["id"]
    after = await cards.call("GET", "/accounts/120.04")
    assert (after["title"], after["never_mail"], after["never_merge"]) == ("Zeyrek", True, True)
    assert after["contacts"] == before["contacts"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/accounts/120/05/contacts", "POST"),
        ("GET", "/accounts/120.01/contacts", "POST"),
        ("PUT", "/accounts/120.01/contacts/7", "DELETE, PATCH"),
    ],
)
async def test_contacts_are_not_taken_for_the_end_of_a_code(cards: World, method: str, path: str, allowed: str) -> None:
    async with cards.http() as http:
        answer = await http.request(method, path, json={"title": "Cari"})
    assert (answer.status_code, answer.headers["allow"], answer.json()["code"]) == (405, allowed, "method_not_allowed")
