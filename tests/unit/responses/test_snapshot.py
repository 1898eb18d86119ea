"""The hash of what was shown."""

from __future__ import annotations

import json
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.responses.domain.snapshot import canonical, snapshot_sha256

_text = st.text(st.characters(codec="utf-8"), max_size=10)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=4,
)


# On a machine that is busy elsewhere drawing is slow; that says nothing about the hash.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(parts=st.lists(st.lists(_json, max_size=4), max_size=5), head=_json, company=_json)
def test_splicing_parts_is_hashing_the_whole(parts: list[list[object]], head: object, company: object) -> None:
    spliced = snapshot_sha256(canonical(company), [canonical(part) for part in parts], canonical(head))
    whole = {"head": head, "documents": [one for part in parts for one in part], "company": company}
    assert spliced == sha256(canonical(whole).encode()).hexdigest()


@given(value=_json)
def test_canonical_text_is_stable_and_reads_back(value: object) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)
