"""Every screen of the console × everybody who may come: what `site` says is what happens, and no change is open to all."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.routing import compile_path

from services.campaign.console.site import SCREENS
from services.campaign.domain.roles import Role
from shared.auth import READ
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor
from tests.component.campaign.console.test_road import send, to_the_list
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


async def test_no_page_offers_what_its_reader_is_refused(desk: Desk) -> None:
    campaign = await send(desk, {"key": ["320.00001", "320.00002"]})
    run = await to_the_list(desk)
    pages = ["/runs/new", run, f"{run}/report", campaign, f"{campaign}/reminders", f"{campaign}/results"]
    pages += re.findall(rf'href="{CONSOLE}(/reconciliations/[0-9a-f-]+)"', (await desk.get(campaign)).text)[:1]
    pages += [
        "/reconciliations",
        "/campaigns",
        "/outbox",
        "/accounts",
        "/accounts/card/120/01",
        "/imports",
        "/assigned",
    ]
    pages += ["/companies", "/files", "/reports/month", "/reports/scores", "/commands"]
    pages += [f"/settings/{name}" for name in ("smtp", "company", "information", "tolerances", "approval", "users")]
    for role in Role:
        if role is Role.ADMINISTRATOR:
            continue
        one = Desk(**{**desk.__dict__, "http": new_visitor(desk.base)})
        await desk.world.register_colleague(f"{role}@firma.test", role)
        await one.sign_in(f"{role}@firma.test", PASSWORD)
        for path in pages:
            page = await one.get(path)
            assert page.status_code == 200, (role, path, page.text)
            refused = [way for way in ways_on(page.text) if (need := needed(*way)) and not role.may(need)]
            assert refused == [], (role, path)
        await one.http.aclose()


def needed(method: str, address: str) -> str | None:
    """The right that the screen behind an address asks for."""
    path = address.partition("?")[0].removeprefix(CONSOLE)
    return next((screen.needs for screen, fits in PLACES[method] if fits.match(path)), None)


PLACES = {
    method: [(one, compile_path(one.path)[0]) for one in SCREENS if one.method == method] for method in ("GET", "POST")
}


class WaysOn(HTMLParser):
    """Links, and buttons that can be pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._form: tuple[str, str] | None = None
        self._disabled: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = (said.get("method", "get").upper(), said.get("action", ""))
        elif tag == "fieldset":
            self._disabled.append("disabled" in said)
        elif tag == "a" and said.get("href", "").startswith(CONSOLE):
            self.found.append(("GET", said["href"]))
        elif tag == "button" and self._form and not any(self._disabled) and said.get("type") != "button":
            self.found.append((self._form[0], said.get("formaction", self._form[1])))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "fieldset":
            self._disabled.pop()


def ways_on(page: str) -> list[tuple[str, str]]:
    parser = WaysOn()
    parser.feed(page)
    return parser.found


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
