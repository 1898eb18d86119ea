"""Return paths name a message, survive what relays do to them, and cannot be made by anybody else."""

from __future__ import annotations

import string
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mailer.domain.return_path import TOKEN_LENGTH, ReturnPaths
from services.mailer.settings import MailerSettings
from services.mailer.smtp.session import xtext
from shared.keys import KeyRing

KEYS = KeyRing({2: b"k" * 32, 1: b"o" * 32})
PATHS = ReturnPaths("bounce@platform.test", KEYS)


def test_a_return_path_leads_back_to_its_message() -> None:
    message_id = uuid4()
    path = PATHS.of_message(message_id)
    assert path.startswith("bounce+")
    assert len(path.partition("@")[0]) <= 64
    assert PATHS.message_in(["someone@else.test", f"Mutabakat <{path}>"]) == message_id


@pytest.mark.parametrize("change", [str.upper, str.title, lambda path: f"<{path}>", lambda path: f'"{path}"'])
def test_letter_case_and_surroundings_do_not_matter(change: object) -> None:
    message_id = uuid4()
    assert PATHS.message_in([change(PATHS.of_message(message_id))]) == message_id  # type: ignore[operator]


def test_a_return_path_of_an_older_key_is_still_read() -> None:
    message_id = uuid4()
    old = ReturnPaths("bounce@platform.test", KeyRing({1: b"o" * 32})).of_message(message_id)
    assert PATHS.message_in([old]) == message_id


def test_a_return_path_made_with_another_key_is_not_ours() -> None:
    forged = ReturnPaths("bounce@platform.test", KeyRing({2: b"x" * 32})).of_message(uuid4())
    assert PATHS.message_in([forged]) is None


@given(st.uuids(), st.integers(0, TOKEN_LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_no_other_token_is_read(message_id: UUID, place: int, letter: str) -> None:
    path = PATHS.of_message(message_id)
    start = len("bounce+") + place
    changed = path[:start] + letter + path[start + 1 :]
    # The last letter carries bits that no byte needs: they may change, the message may not.
    assert PATHS.message_in([changed]) in ({message_id} if changed == path else {None, message_id})
    if place < TOKEN_LENGTH - 1 and changed != path:
        assert PATHS.message_in([changed]) is None


@settings(max_examples=30)
@given(st.lists(st.text(max_size=60), max_size=3))
def test_anything_else_is_simply_nothing(texts: list[str]) -> None:
    assert PATHS.message_in([*texts, f"bounce+{'a' * TOKEN_LENGTH}@platform.test"]) is None


@pytest.mark.parametrize("address", ["bounce", "bounce@", "@x.test", "a b@x.test", "very-long-name-for-it@x.test"])
def test_an_unusable_address_is_refused_with_the_reason(address: str) -> None:
    with pytest.raises(ValueError, match="at most 19 letters"):
        MailerSettings(bounce_address=address)


def test_xtext_hides_what_would_end_a_parameter() -> None:
    assert xtext("a+b=c d@x.test\r\n") == b"a+2Bb+3Dc+20d@x.test+0D+0A"
    assert set(xtext("ışğ")) <= set(b"+" + string.hexdigits.encode())
