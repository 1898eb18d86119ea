"""The languages of the letters, and which of them a reader gets."""

from __future__ import annotations

LANGUAGES = ("tr", "en", "de", "ar")


def choose_language(wish: str) -> str:
    """The reader's language where we have it; who reads none of ours gets English, who says nothing Turkish."""
    tag = wish.strip().split("-")[0].lower() or LANGUAGES[0]
    return tag if tag in LANGUAGES else "en"
