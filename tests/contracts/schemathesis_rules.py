"""What schemathesis cannot know of these APIs; loaded by its command line (`SCHEMATHESIS_HOOKS`)."""

from __future__ import annotations

from typing import Any

import schemathesis
from schemathesis import GenerationMode

RULE = "value_error"
"""A place that is well formed and breaks a rule, such as two fields that exclude each other."""


@schemathesis.check
def well_formed_data_is_taken(ctx: Any, response: Any, case: Any) -> bool | None:
    """In place of `positive_data_acceptance`: data that the schema allows may be refused by a rule, which then has a code of its
    own or is named as one; it may never be called not well formed."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or response.status_code != 422:
        return None
    document = response.json()
    if document["code"] != "invalid":
        return None
    shape = [error for error in document.get("errors", ()) if error["code"] != RULE]
    assert not shape, f"the schema allows what is called not well formed: {shape}"
    return None


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Nobody works on what is waited for."""
    if isinstance((case.query or {}).get("wait"), int | float):
        case.query["wait"] = 0
