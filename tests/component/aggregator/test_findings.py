"""The pre-send report: every kind of finding with the counterparties it is about."""

from __future__ import annotations

from typing import Any

from tests.component.aggregator.world import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, OTHER_VKN, VKN, World, line, movements

CARDS = (
    ACCOUNT_HEADINGS
    + f"120.01;Çınar;{VKN};ortak@cari.test;;;\r\n"
    + f"120.02;Çınar Şube;{VKN};;Finans;finans@cari.test;evet\r\n"
    + "120.03;Adressiz;;;;;\r\n"
    + "120.04;Bozuk;;bozuk adres;;;\r\n"
    + "120.05;Muhtelif;11111111111;m@cari.test;;;\r\n"
    + "120.06;Yanlış no;4540536921;y@cari.test;;;\r\n"
    + f"120.07;Ortak adres;{OTHER_VKN};ortak@CARI.test;;;\r\n"
    + "120.08;Yazılmaz;;z@cari.test;;;\r\n"
)


async def report(world: World, run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = await world.call("GET", f"/runs/{run['id']}/report")
    return {one["kind"]: one for one in found["items"]}


def keys(finding: dict[str, Any]) -> list[str]:
    return [one["key"] for one in finding["items"]]


async def test_every_kind_is_counted_with_its_counterparties(world: World) -> None:
    await world.take(CARDS)
    await world.call("PUT", "/accounts/120.08", json={"title": "Yazılmaz", "never_mail": True})
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS"}]})
    await world.take(
        movements(
            *(line(f"120.0{n}", f"S{n}", "7.000,00") for n in range(1, 9)),
            line("120.01", "X1", "-5,00"),
            line("120.01", "T1", "900,00"),
            line("120.02", "T1", "900,00", day="06.10.2026"),
            line("120.07", "U1", "80,00"),
            line("120.07", "U1", "80,00", "alış"),
            line("120.07", "U2", "80,00"),
            line("120.07", "U2", "81,00", day="07.10.2026"),
            line("120.03", "D1", "44,00", series="SMS"),
        )
    )
    found = await report(world, await world.run())
    assert {kind: (keys(one), one["weight"]) for kind, one in found.items() if one["count"]} == {
        "no_address": (["a:120.03", "a:120.04"], "blocks"),
        "bad_address": (["a:120.04"], "check"),
        "never_mail": (["a:120.08"], "blocks"),
        "placeholder_tax_number": (["a:120.05"], "blocks"),
        "tax_number_checksum": (["a:120.06"], "check"),
        "same_address": ([f"t:{VKN}", f"t:{OTHER_VKN}"], "note"),
        "negative_documents": ([f"t:{VKN}"], "check"),
        "duplicate_documents": ([f"t:{VKN}", f"t:{OTHER_VKN}"], "check"),
        "deferred_documents": (["a:120.03"], "note"),
    }
    twice = {one["key"]: one["details"] for one in found["duplicate_documents"]["items"]}
    assert twice == {f"t:{VKN}": ["T1"], f"t:{OTHER_VKN}": ["U1"]}
    assert {kind for kind, one in found.items() if not one["count"]} == {
        "same_tax_number",
        "rate_missing",
        "base_differs",
    }


async def test_one_number_on_several_cards_is_told_when_they_are_not_merged(world: World) -> None:
    await world.take(CARDS)
    await world.take(movements(*(line(f"120.0{n}", f"S{n}", "7.000,00") for n in (1, 2, 5))))
    assert keys((await report(world, await world.run()))["same_tax_number"]) == []
    apart = await report(world, await world.run(merge_by_tax_number=False))
    assert keys(apart["same_tax_number"]) == ["a:120.01", "a:120.02"]
    # The other card is told of also where it is in no list.
    await world.take(movements(line("120.02", "S2", "1,00")))
    apart = await report(world, await world.run(merge_by_tax_number=False))
    assert keys(apart["same_tax_number"]) == ["a:120.01"]


async def test_documents_that_an_import_left_out_for_want_of_a_rate_are_told(world: World) -> None:
    await world.take(CARDS)
    heading = MOVEMENT_HEADINGS.replace(";ettn", ";ettn;para birimi;kur")
    rows = line("120.01", "S1", "7.000,00").replace("\r\n", ";TRY;\r\n") + line("120.01", "S2", "50,00").replace(
        "\r\n", ";USD;\r\n"
    )
    await world.take(heading + rows, skip_rejected=True, name="ekim.csv")
    found = (await report(world, await world.run()))["rate_missing"]
    assert [(one["title"], one["details"], one["documents"]) for one in found["items"]] == [("ekim.csv", ["3"], 1)]


async def test_a_run_s_report_stays_with_its_books(world: World) -> None:
    await world.take(CARDS)
    await world.take(movements(line("120.01", "S1", "7.000,00"), line("120.01", "S1", "7.000,00", day="06.10.2026")))
    run = await world.run()
    await world.take(movements(line("120.01", "S1", "7.000,00", day="06.10.2026", cancelled="evet")))
    assert keys((await report(world, run))["duplicate_documents"]) == [f"t:{VKN}"]
    assert keys((await report(world, await world.run()))["duplicate_documents"]) == []
