"""Text as people may send it."""

from typing import Annotated

from pydantic import AfterValidator

from shared.text import forbidden_character


def harmless(text: str) -> str:
    wrong = forbidden_character(text)
    if wrong is not None:
        raise ValueError(f"the character {wrong} is not allowed here")
    return text.strip()


Line = Annotated[str, AfterValidator(harmless)]
