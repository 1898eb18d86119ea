"""Who asks, as far as it can be told, how often, and whether the form was sent from our own page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from yarl import URL

from shared.http.clients import TrustedProxies
from shared.limits import Limit, network_of, too_many
from shared.rates import Rates

_LONGEST_AGENT = 400
# Link scanners, previewers and libraries. A hint for the operator's screen; no answer depends on it.
_MACHINES = re.compile(
    r"bot\b|crawl|spider|scan|preview|prefetch|headless|monitor|check|curl|wget|httpx|python|java/|okhttp|go-http|libwww"
    r"|safelinks|barracuda|proofpoint|mimecast|symantec|trendmicro|forcepoint|cisco|facebookexternalhit|whatsapp|slack",
    re.IGNORECASE,
)


def user_agent(request: Request) -> str:
    text = request.headers.get("user-agent", "")
    return "".join(c for c in text if c.isprintable())[:_LONGEST_AGENT]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a link, a network and everybody may come."""

    per_link: Limit
    per_network: Limit
    overall: Limit


class Visitors:
    """Where visitors come from, and how often."""

    def __init__(self, proxies: TrustedProxies, rates: Rates, pace: Pace) -> None:
        self._proxies = proxies
        self._rates = rates
        self._pace = pace

    def address(self, request: Request) -> str:
        return self._proxies.client(request)

    def network(self, request: Request) -> str:
        return _network_of(self.address(request))

    def count(self, request: Request, link_id: str) -> None:
        """One request for a genuine link. Raises `TooMany`. Guesses are not counted: refusing one costs less than counting it,
        and the answer to all of them is the same."""
        pace, count = self._pace, self._rates.count
        wait = max(
            count(pace.per_link, link_id), count(pace.per_network, self.network(request)), count(pace.overall, "")
        )
        if wait:
            raise too_many(wait)


_network_of = lru_cache(maxsize=10_000)(network_of)


@lru_cache(maxsize=10_000)
def _names_a_machine(agent: str) -> bool:
    return not agent or bool(_MACHINES.search(agent))


def probably_machine(request: Request) -> bool:
    """True for HEAD, prefetches, unnamed programs and known scanners."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    agent = request.headers.get("user-agent", "")
    return request.method == "HEAD" or "prefetch" in purpose or _names_a_machine(agent)


def from_our_page(request: Request, public_url: str) -> bool:
    """CSRF: the browser says that the form was on our own page. Neither header means no browser of this decade."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and origin == str(URL(public_url).origin())
