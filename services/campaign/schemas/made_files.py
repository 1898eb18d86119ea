"""Files that are made in the background, as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.campaign.domain.made_files import FileKind, FileState
from services.campaign.domain.made_files import MadeFile as Made
from services.campaign.schemas.base import Input, Language, Output


class PackageInput(Input):
    language: Language = Field(default="tr", description="Of tables and pages; the explanation has both.")
    sample_id: UUID | None = Field(default=None, description="Only of this sample; else of the whole campaign.")


class MadeFile(Output):
    """Ask again until `state` is `ready` or `failed`; the content is kept until `forget_at`."""

    id: UUID
    kind: FileKind
    name: str
    about: dict[str, Any]
    state: FileState
    done: int = Field(description="Counterparties so far, of `total`.")
    total: int
    size: int = Field(description="Bytes.")
    sha256: str
    reason: str = Field(description="Why it failed.")
    created_at: datetime
    finished_at: datetime | None
    forget_at: datetime

    @classmethod
    def of(cls, file: Made) -> MadeFile:
        return cls(
            id=file.file_id,
            kind=file.kind,
            name=file.name,
            about=dict(file.about),
            state=file.state,
            done=file.done,
            total=file.total,
            size=file.size,
            sha256=file.sha256,
            reason=file.reason,
            created_at=file.created_at,
            finished_at=file.finished_at,
            forget_at=file.forget_at,
        )


class MadeFileList(Output):
    items: list[MadeFile]
