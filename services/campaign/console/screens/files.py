"""Files that are made in the background: order an auditor's package, see how far it is, fetch it within a week."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import anyio
from starlette.responses import Response, StreamingResponse

from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.visit import Visit
from services.campaign.domain.made_files import FileState, MadeFile
from services.campaign.repository import made_files
from services.campaign.use_cases.audit_packages import OrderPackage, order_package
from shared.errors import Conflict

AREA = "month_close"
"""Of the menu: files are among the reports."""
FIRST_LOOK = timedelta(seconds=2)
"""Small files are made in that time: whoever orders one sees it ready, and no progress."""
LOOK_EVERY = 0.1
MEDIA_TYPES = {"zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A row of the list."""

    file: MadeFile
    megabytes: str


async def order(visit: Visit) -> Response:
    """Order the package of a campaign and go to where it will be."""
    command = OrderPackage(
        company_id=visit.me.company_id,
        campaign_id=visit.request.path_params["campaign_id"],
        user_id=visit.me.user_id,
        user_name=visit.me.name,
        language=visit.language,
        sample_id=_id(visit.field("sample_id")),
    )
    async with visit.transaction() as tx:
        file_id = await order_package(tx, command)
        tx.after_commit(visit.console.wake_files)
    return visit.go("file", file_id=file_id)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


async def show_all(visit: Visit) -> Response:
    """What this person has ordered, the newest first."""
    async with visit.reading() as reading:
        found = await made_files.of_person(reading, visit.me.company_id, visit.me.user_id)
    rows = [ShownFile(one, _megabytes(one.size, visit.language)) for one in found]
    return visit.page("files.html", {"rows": rows}, area=AREA)


def _megabytes(size: int, language: str) -> str:
    text = f"{size / 1_000_000:.1f}" if size >= 100_000 else f"{size / 1_000_000:.2f}"
    return text.replace(".", ",") if language == "tr" else text


async def _file(visit: Visit) -> MadeFile:
    async with visit.reading() as reading:
        return await made_files.get(
            reading, visit.me.company_id, visit.request.path_params["file_id"], made_by=visit.me.user_id
        )


async def show(visit: Visit) -> Response:
    file = await _file(visit)
    with anyio.move_on_after(FIRST_LOOK.total_seconds()):
        while file.state.is_open and _age(visit, file) < FIRST_LOOK * 2:
            await anyio.sleep(LOOK_EVERY)
            file = await _file(visit)
    return visit.page("file.html", _values(visit, file), area=AREA)


async def progress(visit: Visit) -> Response:
    """All that changes, alone, with its own next delay; the last one has none."""
    return visit.part("file.html", "job", _values(visit, await _file(visit)), area=AREA)


def _age(visit: Visit, file: MadeFile) -> timedelta:
    return visit.console.clock.now() - file.created_at


def _values(visit: Visit, file: MadeFile) -> dict[str, Any]:
    return {
        "file": file,
        "megabytes": _megabytes(file.size, visit.language),
        "poll_after": poll_delay(file, visit.console.clock.now()),
        "mark": f"{file.state}-{file.done}",
    }


def poll_delay(file: MadeFile, now: datetime) -> int:
    """Seconds until the page should look again: soon at first, rarely for what takes long; 0 = never."""
    if not file.state.is_open:
        return 0
    age = now - file.created_at
    if age < timedelta(seconds=30):
        return 1
    return 2 if age < timedelta(minutes=2) else 5


async def content(visit: Visit) -> Response:
    """The file itself."""
    file = await _file(visit)
    if file.state is not FileState.READY:
        raise Conflict("The file is not ready yet. Its page says how far it is.", code="file_not_ready")
    pieces: AsyncIterator[bytes] = made_files.content(visit.database, file)
    ending = file.name.rpartition(".")[2]
    headers = {
        **PAGE_HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Length": str(file.size),
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[ending], headers=headers)
