"""Views: a list as somebody wants to see it again, under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import Invalid
from shared.text import forbidden_character

LONGEST_NAME = 80
LONGEST_QUERY = 2000
MOST_VIEWS = 100
"""Of one person in one list."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """The query of a list's address; shared ones are everybody's in the company to open, and their maker's to remove."""

    view_id: UUID
    user_id: UUID
    made_by: str
    list_name: str
    name: str
    query: str
    shared: bool
    made_at: datetime


def checked_name(text: str) -> str:
    """The name in the form that is kept."""
    name = " ".join(text.split())
    if not name:
        raise Invalid("A view needs a name by which you will know it again.", code="view_name_missing")
    if len(name) > LONGEST_NAME or forbidden_character(name):
        raise Invalid(
            "The name of a view has at most {longest} plain characters. Shorten it.",
            code="view_name_unusable",
            longest=LONGEST_NAME,
        )
    return name
