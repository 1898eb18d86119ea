"""A search finds the same whether the few that it finds are looked for, or the few that it leaves out, or neither are few."""

from __future__ import annotations

from itertools import product

import pytest

from services.campaign.domain.progress import ReconciliationState
from services.campaign.repository.list_names import Names
from services.campaign.repository.listing import Listing, ReconciliationFilter
from shared.text import fold
from tests.component.campaign.world import World, a_run, figure

TITLES = (
    "İSTANBUL GIDA LTD. ŞTİ.",
    "Şişli Çelik Ltd. Şti.",
    "Isparta Halı A.Ş.",
    "Çorum Un Ltd. Şti.",
    "Cam Ltd. Şti.",
)
SEARCHES = ("320", "şti", "ltd şti", "istanbul", "m", "a", "finans@c3", "yok böyle biri", "c3 halı", "0000000002")
WAYS = {"as it is": {}, "walked": {"list_sums.COUNTED": 1, "list_pages.NEAR": 0}, "sorted": {"list_sums.COUNTED": 1}}


def found_by(search: str) -> list[str]:
    """Whose folded title, tax number, code or address has every word."""
    return [
        title
        for number, title in enumerate(TITLES, 1)
        if all(
            any(word in fold(text) for text in (title, f"{number:010d}", f"320.{number:05d}", f"finans@c{number}.test"))
            for word in fold(search).split()
        )
    ]


async def test_whoever_is_looked_for_is_found_and_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.send([figure(number, title=title) for number, title in enumerate(TITLES, 1)], run=a_run())
    for many, (way, values) in product((0, 1, 2, 4, 2000), WAYS.items()):
        with monkeypatch.context() as patched:
            patched.setattr("services.campaign.repository.list_names.MANY", many)
            for name, value in values.items():
                patched.setattr(f"services.campaign.repository.{name}", value)
            for place, search in enumerate(SEARCHES):
                states = (ReconciliationState.PREPARING,) if place % 2 else ()
                await check(world, ReconciliationFilter(search=search, states=states), f"{many}, {way}")


async def check(world: World, wanted: ReconciliationFilter, how: str) -> None:
    expected = sorted(found_by(wanted.search))
    async with world.service.database.reading() as reading:
        for sort in ("title", "-difference"):
            look = await Listing(reading, world.company_id, wanted).look(sort=sort)
            assert sorted(row.title for row in look.page.rows) == expected, (how, wanted.search, sort)
            total = look.sums.total
            assert total is None or total.reconciliations == len(expected), (how, wanted.search, sort)
        assert len(await Listing(reading, world.company_id, wanted).ids()) == len(expected), (how, wanted.search)


async def test_what_few_are_is_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.send([figure(number, title=title) for number, title in enumerate(TITLES, 1)], run=a_run())
    monkeypatch.setattr("services.campaign.repository.list_names.MANY", 1)
    async with world.service.database.reading() as reading:
        names = Names(reading, world.company_id)
        keys = {
            search: await names.meant_by(search) for search in ("istanbul", "yok", "ltd şti", "320", "m", "", "M-2026")
        }
    assert keys[""] is keys["M-2026"] is None
    said = {search: (meant.found, meant.left_out) for search, meant in keys.items() if meant is not None}
    assert said == {
        "istanbul": (["320.00001"], None),
        "yok": ([], None),
        "ltd şti": (None, ["320.00003"]),
        "320": (None, []),
        "m": (None, None),
    }
