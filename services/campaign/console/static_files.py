"""Style sheets and scripts under an address that changes with their content, so that browsers may keep them for ever.

All files are read once; the hash over all of them is a folder of the address, so that modules find each other by
relative imports and still change together.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import ConfigurationError

FOLDER = Path(__file__).with_name("static")
FETCHED = ("vendor/htmx.min.js", "vendor/tabler.min.css")
TYPES = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file with its compressed twin."""

    content: bytes
    compressed: bytes
    media_type: str


class StaticFiles:
    """The files of a folder by their path in it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        missing = [name for name in FETCHED if not (folder / name).is_file()]
        if missing:
            raise ConfigurationError(
                f"The console's front-end files are missing ({', '.join(missing)} in {folder}). Run `make setup`."
            )
        self._files = {path.relative_to(folder).as_posix(): _read(path) for path in _served(folder)}
        digest = hashlib.sha256()
        for name, file in sorted(self._files.items()):
            digest.update(name.encode() + b"\0" + file.content)
        self.version = digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """The path of a file below the console's `/static/`; unknown names are a mistake in a template."""
        if name not in self._files:
            raise LookupError(f"there is no static file {name!r}")
        return f"{self.version}/{name}"

    def answer(self, request: Request, version: str, name: str) -> Response:
        """The file, compressed when the browser takes that; kept for ever only under its own version."""
        file = self._files.get(name)
        if file is None:
            return Response("not found", status_code=404, media_type="text/plain")
        headers = {
            "Cache-Control": FOR_EVER if version == self.version else "no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        content = file.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            content = file.compressed
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=file.media_type, headers=headers)

    def compressed_size(self, name: str) -> int:
        return len(self._files[name].compressed)


def _served(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in TYPES]


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    twin = path.with_name(path.name + ".gz")
    compressed = twin.read_bytes() if twin.exists() else gzip.compress(content, compresslevel=9, mtime=0)
    return StaticFile(content, compressed, TYPES[path.suffix])
