"""Who asks, as far as it can be told, and whether the form was sent from our own page.

An address is believed only from the direct peer, or from as many proxies as are configured (reliability-security.md §4.4).
"""

from __future__ import annotations

import re

from starlette.requests import Request
from yarl import URL

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


def address(request: Request, proxy_hops: int) -> str:
    """The visitor's IP address: what the outermost trusted proxy saw, else the direct peer."""
    peer = request.client.host if request.client else ""
    if proxy_hops:
        chain = [
            part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if part.strip()
        ]
        if len(chain) >= proxy_hops:
            return chain[-proxy_hops][:64]
    return peer


def probably_machine(request: Request) -> bool:
    """True for HEAD, prefetches, unnamed programs and known scanners."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    agent = request.headers.get("user-agent", "")
    return request.method == "HEAD" or "prefetch" in purpose or not agent or bool(_MACHINES.search(agent))


def from_our_page(request: Request, public_url: str) -> bool:
    """CSRF: the browser says that the form was on our own page. Neither header means no browser of this decade."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and origin == str(URL(public_url).origin())
