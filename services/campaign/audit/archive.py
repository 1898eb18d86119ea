"""The archive itself: each file's hash is taken as it goes in, and the list of them is the last but one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from services.campaign.audit.verifier.package import LIST, SEAL
from shared.clock import ISTANBUL

_STORED = (".zip", ".xlsx", ".jpg", ".png")
"""What is packed already is not packed once more."""


class Archive:
    """Files in the order in which they are added. Blocking."""

    def __init__(self, path: Path, at: datetime) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        self._at = at.astimezone(ISTANBUL).timetuple()[:6]
        self._hashes: dict[str, str] = {}

    def add(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """`content` in pieces where it is large."""
        if name in self._hashes:
            raise ValueError(f"{name} is in the archive already")
        digest = sha256()
        with self._zip.open(self._info(name), "w", force_zip64=not isinstance(content, bytes)) as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                digest.update(piece)
                file.write(piece)
        self._hashes[name] = digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(1024 * 1024), b""))

    def listed(self) -> tuple[bytes, int]:
        """`SHA256SUMS` as `sha256sum -c` reads it, and how many files it names."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._hashes.items()))
        return lines.encode(), len(self._hashes)

    def close(self, listed: bytes, seal: bytes) -> None:
        for name, content in ((LIST, listed), (SEAL, seal)):
            self._zip.writestr(self._info(name), content)
        self._zip.close()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info
