"""Lists of figures: filtered, sorted by every shown column, paged, summed, and selected as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from services.aggregator.repository.runs import SORTED_BY
from tests.component.aggregator.world import ACCOUNT_HEADINGS, World, line, movements


async def varied(world: World) -> dict[str, Any]:
    """A run over 24 counterparties: with and without addresses, above the limit on one side, the other, or both."""
    cards = "".join(
        f"120.{n:02d};Cari {n:02d};{'' if n % 3 else '11111111111'};{f'a{n}@cari.test' if n % 4 else ''};;;\r\n"
        for n in range(24)
    )
    lines = [line(f"120.{n:02d}", f"S{n}", f"{(n + 1) * 1000},00") for n in range(24) if n % 5]
    lines += [line(f"120.{n:02d}", f"A{n}", f"{(24 - n) * 1000},50", "alış") for n in range(24) if n % 7]
    lines += [line(f"120.{n:02d}", f"R{n}", f"{n * 10},00", "satıştan iade") for n in range(0, 24, 2)]
    lines += [line(f"120.{n:02d}", f"D{n}", f"{n * 7},00", series="SMS") for n in range(0, 24, 3)]
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS"}]})
    await world.take(ACCOUNT_HEADINGS + cards)
    await world.take(movements(*lines))
    return await world.run()


def amount(figure: dict[str, Any], side: str, name: str = "total") -> Decimal:
    return Decimal(figure[side][name]["amount"])


FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"purchases_below_limit": True}, lambda one: one["purchases"]["below_limit"]),
    ({"sales_below_limit": False}, lambda one: not one["sales"]["below_limit"]),
    (
        {"sales_below_limit": False, "purchases_below_limit": True},
        lambda one: one["purchases"]["below_limit"] and not one["sales"]["below_limit"],
    ),
    ({"warning": "placeholder_tax_number"}, lambda one: "placeholder_tax_number" in one["warnings"]),
    ({"has_address": True}, lambda one: one["recipients"]),
    ({"has_address": False, "q": "cari 0"}, lambda one: not one["recipients"] and one["title"].startswith("Cari 0")),
    (
        {"total_from": "20000.00", "total_to": "24500.50"},
        lambda one: 20000 <= amount(one, "sales") + amount(one, "purchases") <= Decimal("24500.50"),
    ),
]


async def test_filters_sums_and_selections_are_of_the_same_figures(world: World) -> None:
    run = await varied(world)
    everything = await world.every(f"/runs/{run['id']}/figures")
    for wish, fits in FILTERS:
        expected = {one["key"]: one for one in everything if fits(one)}
        assert 0 < len(expected) < len(everything)
        await agree(world, f"/runs/{run['id']}/figures", wish, expected)


async def agree(world: World, path: str, wish: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {one["key"] for one in await world.every(path, limit=5, **wish)} == set(expected)
    assert await world.every(f"{path}/keys", limit=5, **wish) == sorted(expected)
    totals = await world.call("GET", f"{path}/totals", params=wish)
    assert totals["figures"] == len(expected)
    for side in ("purchases", "sales"):
        assert Decimal(totals[f"{side}_total"]["amount"]) == sum(amount(one, side) for one in expected.values())
        assert totals[f"{side}_documents"] == sum(one[side]["documents"] for one in expected.values())
        returns = sum(amount(one, side, "returns_total") for one in expected.values())
        assert Decimal(totals[f"{side}_returns_total"]["amount"]) == returns
    assert totals["deferred_documents"] == sum(one["deferred_documents"] for one in expected.values())


async def test_every_column_sorts_both_ways_without_gap_or_double(world: World) -> None:
    run = await varied(world)
    path = f"/runs/{run['id']}/figures"
    for name in SORTED_BY:
        up = [one["key"] for one in await world.every(path, limit=9, sort=name)]
        down = [one["key"] for one in await world.every(path, limit=11, sort=f"-{name}")]
        assert len(set(up)) == len(up) == run["figures"]
        assert down == up[::-1], name


async def test_sorting_goes_by_what_is_shown(world: World) -> None:
    run = await varied(world)
    path = f"/runs/{run['id']}/figures"
    shown: dict[str, Any] = {
        "purchases_returns": lambda one: amount(one, "purchases", "returns_total"),
        "sales_documents": lambda one: one["sales"]["documents"],
        "deferred": lambda one: Decimal(one["deferred_total"]["amount"]),
        "tax_number": lambda one: one["tax_number"],
    }
    for name, value in shown.items():
        values = [value(one) for one in await world.every(path, limit=6, sort=name)]
        assert values == sorted(values)
        assert len(set(values)) > 1


async def test_a_cursor_of_another_order_is_refused(world: World) -> None:
    run = await varied(world)
    page = await world.call("GET", f"/runs/{run['id']}/figures", params={"limit": 3, "sort": "title"})
    async with world.http() as http:
        answer = await http.get(f"/runs/{run['id']}/figures", params={"cursor": page["next"], "sort": "sales"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")
        for wrong in ({"warning": "no_such"}, {"total_from": "1.005"}, {"total_to": "NaN"}, {"total_to": "1e30"}):
            answer = await http.get(f"/runs/{run['id']}/figures", params=wrong)
            assert answer.status_code == 422, wrong


async def test_a_code_with_a_slash_is_reached(world: World) -> None:
    await world.take(ACCOUNT_HEADINGS + "120/01;Eğik çizgi;;a@cari.test;;;\r\n")
    await world.take(movements(line("120/01", "S1", "7.000,00")))
    run = await world.run()
    for path in ("", "/documents", "/movements"):
        assert await world.call("GET", f"/runs/{run['id']}/figures/a:120%2F01{path}")
    assert await world.call("GET", "/counterparties/a:120%2F01")
    assert await world.call("GET", "/counterparties/a:120%2F01/months", params={"until": "2026-10"})
