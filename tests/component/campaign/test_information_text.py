"""The information text: versions, who was first, and the fact for the public page."""

from __future__ import annotations

from uuid import uuid4

from services.campaign.domain.roles import Role
from shared.contracts.campaign import InformationTextPublished
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import World

PATH = f"{API}/information-text"


async def test_each_change_is_a_version_and_a_fact(world: World) -> None:
    headers = await bearer(world)
    assert (await world.http.get(PATH, headers=headers)).status_code == 404
    first = await publish(world, headers, {"tr": " İlk metin.\r\n\r\nSon. ", "de": ""}, follows=0)
    assert (first["version"], first["texts"]) == (1, {"tr": "İlk metin.\n\nSon."})
    assert (await publish(world, headers, {"tr": "İlk metin.\n\nSon."}, follows=1))["version"] == 1
    assert (await publish(world, headers, {"tr": "Yeni.", "en": "New."}, follows=1))["version"] == 2
    assert (await world.http.get(PATH, headers=headers)).json()["texts"] == {"tr": "Yeni.", "en": "New."}
    said = await world.said(InformationTextPublished)
    assert [(event.version, event.texts["tr"]) for event in said] == [(1, "İlk metin.\n\nSon."), (2, "Yeni.")]  # type: ignore[attr-defined]  # of that type


async def test_the_second_of_two_authors_is_told(world: World) -> None:
    headers = await bearer(world)
    await publish(world, headers, {"tr": "Bir."}, follows=0)
    late = await world.http.post(PATH, json={"texts": {"tr": "İki."}, "follows": 0}, headers=headers | key())
    assert (late.status_code, late.json()["code"]) == (412, "edited_meanwhile")


async def test_what_cannot_be_shown_is_refused(world: World) -> None:
    headers = await bearer(world)
    for texts, code in (
        ({"en": "Only English."}, "information_text_missing"),
        ({"tr": "a" * 12_001}, "text_too_long"),
        ({"tr": "yön\u202edeğiştirir"}, "forbidden_character"),
    ):
        refused = await world.http.post(PATH, json={"texts": texts}, headers=headers | key())
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    viewer = await bearer(world, Role.VIEWER)
    assert (await world.http.post(PATH, json={"texts": {"tr": "x"}}, headers=viewer | key())).status_code == 403


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


async def publish(world: World, headers: dict[str, str], texts: dict[str, str], *, follows: int) -> dict[str, object]:
    answer = await world.http.post(PATH, json={"texts": texts, "follows": follows}, headers=headers | key())
    assert answer.status_code == 200, answer.text
    read: dict[str, object] = answer.json()
    return read
