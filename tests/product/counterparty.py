"""A counterparty at its personal link: reads the page, fills the form in, sends it in two steps, as a browser would."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import httpx

RECEIPT = "Yanıtınız alındı"
"""How the heading of a page begins that shows the answer it has."""


class Forms(HTMLParser):
    """The forms of a page with the values that are already in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self._textarea: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((attributes.get("method", "get").lower(), attributes.get("action", ""), {}))
        elif tag in {"input", "button"} and self.forms and "name" in attributes:
            chosen = attributes.get("type") not in {"radio", "checkbox", "submit"} or "checked" in attributes
            if chosen and tag == "input":
                self.forms[-1][2][attributes["name"]] = attributes.get("value", "")

    def posting(self, path: str) -> tuple[str, dict[str, str]]:
        """Action and values of the form that posts to an address ending in `path`."""
        for method, action, values in self.forms:
            if method == "post" and urlsplit(action).path.endswith(path):
                return action, dict(values)
        raise AssertionError(f"no form that posts to …{path}: {self.forms}")


async def answer(
    http: httpx.AsyncClient,
    link: str,
    *,
    agree: bool = True,
    explanation: str = "",
    name: str = "Muhasebe",
    own: Mapping[str, str] = MappingProxyType({}),
) -> httpx.Response:
    """Go the whole way, with one's `own` amounts as fields of the form; returns what the last page answered."""
    filled = {"answer": "agreed" if agree else "disagreed", "responder_name": name, "explanation": explanation, **own}
    return await fill_in(http, link, filled)


async def fill_in(http: httpx.AsyncClient, link: str, filled: Mapping[str, str]) -> httpx.Response:
    """Send the form of a link with these fields in two steps; returns what the last page answered."""
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": f"{urlsplit(link).scheme}://{urlsplit(link).netloc}"}
    page = await http.get(link)
    page.raise_for_status()
    if RECEIPT in page.text:
        return page  # the reply to an earlier try was lost, the answer was not: the same link shows it
    action, values = Forms(page.text).posting("/check")
    values |= filled
    checking = await http.post(urljoin(link, action), data=values, headers=headers)
    checking.raise_for_status()
    action, values = Forms(checking.text).posting("/send")
    return await http.post(urljoin(link, action), data=values, headers=headers)
