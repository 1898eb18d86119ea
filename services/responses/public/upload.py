"""The file or the pasted rows of a form, taken in without believing anything that the sender says of them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.responses.intake.ledgers import LARGEST_FILE
from services.responses.use_cases.ledgers import safe_file_name

_PASTED = "pasted.txt"


@dataclass(frozen=True, slots=True)
class Upload:
    """`content` is empty when neither a file nor rows were given; `pasted` for whoever has to correct them."""

    name: str
    content: bytes
    pasted: str
    language: str | None


async def read_upload(request: Request) -> Upload:
    """A form that is broken is an empty one."""
    try:
        async with request.form(max_files=1, max_fields=5, max_part_size=LARGEST_FILE) as form:
            sent, pasted, language = form.get("file"), form.get("rows"), form.get("lang")
            text = pasted.strip() if isinstance(pasted, str) else ""
            if sent is not None and not isinstance(sent, str):
                content = await sent.read(LARGEST_FILE + 1)
                if content:
                    return Upload(safe_file_name(sent.filename or ""), content, text, _text(language))
            return Upload(_PASTED, text.encode(), text, _text(language))
    except HTTPException:
        return Upload("", b"", "", None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
