"""The addresses that a company's own server may have (mailer.md §5.2)."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from shared.networks import may_connect


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
        "255.255.255.255", "192.0.0.8", "192.88.99.1", "198.18.0.1", "203.0.113.9", "::1", "::", "fe80::1%eth0",
        "fd00::1", "fec0::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2001::1", "2001:db8::1", "::127.0.0.1", "ff02::1", "3fff::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not may_connect(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert may_connect(address, ())


def test_a_network_that_the_deployment_named_is_allowed_and_no_other() -> None:
    allowed = (ip_network("10.20.0.0/16"), ip_network("fd12::/16"))
    assert may_connect("10.20.3.4", allowed)
    assert may_connect("::ffff:10.20.3.4", allowed)
    assert may_connect("fd12::5", allowed)
    assert not may_connect("10.21.0.1", allowed)
