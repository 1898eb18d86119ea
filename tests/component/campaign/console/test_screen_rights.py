"""Every screen of the console × everybody who may come: what `site` says is what happens, and no change is open to all."""

from __future__ import annotations

import re

import pytest

from services.campaign.console.site import SCREENS
from services.campaign.domain.roles import Role
from shared.auth import READ
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor
from tests.component.campaign.world import EMAIL, PASSWORD

pytestmark = pytest.mark.postgres

NOBODY = "00000000-0000-0000-0000-000000000000"
HOME = {"Sec-Fetch-Site": "same-origin"}
FORBIDDEN = "Hesabınızın bunu yapma yetkisi yok."
NO_TOKEN = "Form bu konsoldan gelmedi"
OWN = {
    "companies",
    "new_company",
    "open_company",
    "my_password",
    "end_sessions",
    "end_session",
    "save_view",
    "remove_view",
    *(f"security_{step}" for step in ("begin", "confirm", "give_up", "codes", "off", "noted")),
}
"""What looking suffices for although it is a post: one's own account, and use cases that ask themselves who comes."""


def address(path: str) -> str:
    filled = re.sub(r"\{\w+:uuid\}", NOBODY, path).replace("{kind}", "csv")
    return CONSOLE + re.sub(r"\{\w+(:path)?\}", "x", filled)


def test_what_changes_something_needs_more_than_looking() -> None:
    open_posts = {screen.name for screen in SCREENS if screen.method == "POST" and screen.needs == READ}
    assert open_posts - OWN == set()


async def test_every_screen_asks_for_its_right(desk: Desk) -> None:
    visitors = {Role.ADMINISTRATOR: desk}
    for role in Role:
        one = Desk(**{**desk.__dict__, "http": new_visitor(desk.base)})
        email = EMAIL
        if role is not Role.ADMINISTRATOR:
            email = f"{role}@firma.test"
            await desk.world.register_colleague(email, role)
        await one.sign_in(email, PASSWORD)
        visitors[role] = one
    cells = 0
    for screen in SCREENS:
        if screen.needs is None:
            continue
        for role, visitor in visitors.items():
            answer = await visitor.http.request(screen.method, address(screen.path), headers=HOME)
            where = (screen.method, screen.path, role, answer.status_code)
            if not role.may(screen.needs):
                assert answer.status_code == 403, where
                assert FORBIDDEN in answer.text, where
            elif screen.method == "POST":
                # Let in, and turned back for want of the form's token: nothing is done by asking.
                assert answer.status_code == 403, where
                assert NO_TOKEN in answer.text, where
            else:
                # 503 is what a neighbour says that does not run here.
                assert answer.status_code != 500, where
                assert FORBIDDEN not in answer.text, where
            cells += 1
    assert cells == 5 * sum(screen.needs is not None for screen in SCREENS)
    for visitor in visitors.values():
        await visitor.http.aclose()
