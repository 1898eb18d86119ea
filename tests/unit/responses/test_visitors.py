"""Who is asking: the address that may be believed, and what looks like a program."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from services.responses.public.view import masked
from services.responses.public.visitors import probably_machine, user_agent
from shared.errors import ConfigurationError
from shared.http.clients import TrustedProxies

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": raw, "client": ("192.0.2.1", 1234)})


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        ("", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.0/8", "203.0.113.9", "192.0.2.1"),
        ("192.0.2.0/24", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.0/24", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("192.0.2.0/24, 203.0.113.0/24", "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        ("192.0.2.0/24", "", "192.0.2.1"),
        ("192.0.2.0/24", "203.0.113.9, nobody", "192.0.2.1"),
        ("0.0.0.0/0", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.0/24", "2001:db8::7", "2001:db8::7"),
        ("192.0.2.0/24", "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_are_believed(trusted: str, forwarded: str, expected: str) -> None:
    assert TrustedProxies(trusted).client(request(x_forwarded_for=forwarded)) == expected


def test_a_mistyped_network_is_said_at_the_start() -> None:
    with pytest.raises(ConfigurationError, match="MUTABAKAT_TRUSTED_PROXIES"):
        TrustedProxies("10.0.0.0/8, proxy")


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-httpx/0.28",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 HeadlessChrome/142.0",
        "Barracuda Link Protection",
        "Slackbot-LinkExpanding 1.0",
        "WhatsApp/2.23",
        "Microsoft Office Existence Discovery preview",
    ],
)
def test_programs_are_recognised(agent: str) -> None:
    assert probably_machine(request(user_agent=agent))


def test_a_browser_is_a_person_unless_it_prefetches_or_asks_for_the_head_only() -> None:
    assert not probably_machine(request(user_agent=FIREFOX))
    assert probably_machine(request("HEAD", user_agent=FIREFOX))
    assert probably_machine(request(user_agent=FIREFOX, sec_purpose="prefetch;prerender"))


def test_the_agent_is_kept_short_and_printable() -> None:
    assert user_agent(request(user_agent="a\tb" + "x" * 1000)) == "ab" + "x" * 398


def test_masked_names() -> None:
    assert masked("Ayşe Örnek") == "A*** Ö***"
    assert masked("") == ""
