"""A cursor comes from anybody: one that is not ours is told so, and never reaches a database that would fail over it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from shared.database import UtcDateTime
from shared.errors import Invalid
from shared.paging import LARGEST, decode_cursor, decode_turn, encode_cursor, encode_turn


def crafted(*parts: Any) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize("position", [(7, "M-2026-10-0001"), (-LARGEST, ""), (LARGEST, "Şırnak “Çelik”\n")])
def test_a_place_comes_back_as_it_was(position: tuple[int, str]) -> None:
    assert decode_cursor(encode_cursor(*position), int, str) == position


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no base64!",
        urlsafe_b64encode(b"\xff\xfe").decode(),
        crafted(),
        crafted(1),
        crafted(1, "a", 2),
        crafted("1", "a"),
        crafted(1.5, "a"),
        crafted(None, "a"),
        crafted(LARGEST + 1, "a"),
        crafted(-(2**70), "a"),
        crafted(1, "a\0b"),
        crafted(1, "a\ud800b"),
        urlsafe_b64encode(b'{"0": 1, "1": "a"}').decode(),
    ],
)
def test_what_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor(cursor, int, str)
    assert refused.value.code == "invalid_cursor"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_turn_in_a_sorted_list_comes_back_as_it_was(backwards: bool) -> None:
    turn = decode_turn(encode_turn(5, "M-2026-10-0001", backwards=backwards))
    assert turn is not None
    assert (turn.value, turn.key, turn.backwards) == (5, "M-2026-10-0001", backwards)
    with pytest.raises(Invalid):
        decode_turn(crafted(">", 2**64, "M-2026-10-0001"))


@pytest.mark.parametrize("moment", ["2026-11-24T09:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 5])
def test_a_moment_that_no_database_takes_is_not_ours(moment: object) -> None:
    turn = decode_turn(crafted(">", moment, "M-2026-10-0001"))
    assert turn is not None
    with pytest.raises(Invalid) as refused:
        turn.position(UtcDateTime())
    assert refused.value.code == "invalid_cursor"
