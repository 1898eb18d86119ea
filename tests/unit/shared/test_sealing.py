"""Secrets at rest open where they belong, with a key that is there, and nowhere else."""

from __future__ import annotations

import pytest

from shared.keys import KeyRing
from shared.sealing import Sealer, SecretUnreadable

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def test_a_secret_opens_in_its_place_only() -> None:
    sealer = Sealer(KeyRing({1: OLD}))
    sealed = sealer.seal("gizli şey", "company|webhook")
    assert "gizli" not in sealed
    assert sealer.open(sealed, "company|webhook") == "gizli şey"
    with pytest.raises(SecretUnreadable):
        sealer.open(sealed, "another|webhook")


def test_an_older_key_still_opens_what_it_sealed() -> None:
    sealed = Sealer(KeyRing({1: OLD})).seal("gizli", "place")
    newer = Sealer(KeyRing({2: NEW, 1: OLD}))
    assert newer.open(sealed, "place") == "gizli"
    assert not newer.is_current(sealed)
    assert newer.is_current(newer.seal("gizli", "place"))


@pytest.mark.parametrize("sealed", ["", "v1", "v1.1.x.y", "v2.1.AA.AA", "v1.9.AAAAAAAAAAAAAAAA.AAAA", "v1.x.AA.AA"])
def test_what_is_no_sealed_secret_says_so_and_nothing_of_it(sealed: str) -> None:
    with pytest.raises(SecretUnreadable) as refused:
        Sealer(KeyRing({1: OLD})).open(sealed, "place")
    assert "place" not in str(refused.value)
