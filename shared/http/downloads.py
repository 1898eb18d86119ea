"""Tables as downloads: rows come from the database page by page and go into a file beside the event loop.

Neither the rows nor the file are ever held in memory as a whole.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Literal

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from shared.files import delimited_out, workbook_out
from shared.files.sheets import Cell, Column, Sheet

TableFormat = Literal["xlsx", "csv"]
_MEDIA_TYPES = {"xlsx": workbook_out.MEDIA_TYPE, "csv": delimited_out.MEDIA_TYPE}


async def table_response(
    name: str, columns: Sequence[Column], pages: AsyncIterator[Sequence[Sequence[Cell]]], kind: TableFormat
) -> FileResponse:
    """The table as `name`.xlsx or `name`.csv. Written out before it is answered, so that what fails can still be said."""
    loop = asyncio.get_running_loop()

    def rows() -> Iterator[Sequence[Cell]]:
        async def following() -> Sequence[Sequence[Cell]] | None:
            return await anext(pages, None)

        while (page := asyncio.run_coroutine_threadsafe(following(), loop).result()) is not None:
            yield from page

    with tempfile.NamedTemporaryFile(prefix="mutabakat-download-", suffix=f".{kind}", delete=False) as file:
        path = Path(file.name)
    try:
        await asyncio.to_thread(_write, path, Sheet(name, columns, rows()), kind)
    except BaseException:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        raise
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[kind],
        filename=f"{name}.{kind}",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _write(path: Path, sheet: Sheet, kind: TableFormat) -> None:
    if kind == "xlsx":
        workbook_out.write_workbook(str(path), [sheet])
        return
    with path.open("wb") as file:
        file.writelines(delimited_out.write_delimited(sheet))
