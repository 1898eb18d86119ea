"""ZIP archives, of documents or as the body of a workbook, unpacked without believing what they say of themselves.

Protects memory and disk: sizes are counted while bytes are unpacked, entries may not overlap, and archives in archives,
locks and odd compressions are refused before a reader meets them.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from shared.files import findings
from shared.files.encoding import OpenFile
from shared.files.limits import LIMITS, MIB
from shared.files.problems import DamagedFile, FileTooLarge, PasswordProtected, UnsafeArchive

_CHUNK = 256 * 1024
_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_LOCAL_SIZE = 30
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_ARCHIVE_NAMES = (".zip", ".gz", ".rar", ".7z", ".tar", ".bz2", ".xz", ".tgz", ".jar")


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP whose directory was checked; nothing of it is unpacked yet."""

    content: bytes
    entries: tuple[zipfile.ZipInfo, ...]

    def unpack(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of one entry. Raises `UnsafeArchive` as soon as it unfolds beyond the limits."""
        name = safe_name(entry.filename)
        start = _data_start(self.content, entry)
        packed = memoryview(self.content)[start : start + entry.compress_size]
        if len(packed) < entry.compress_size:
            raise DamagedFile(found=findings.ZIP_ARCHIVE)
        if entry.compress_type == zipfile.ZIP_STORED:
            size = len(packed)
            for position in range(0, size, _CHUNK):
                yield bytes(packed[position : position + _CHUNK])
        else:
            most = max(LIMITS.archive_ratio_from, entry.compress_size * LIMITS.archive_ratio)
            size = 0
            for chunk in _inflate(packed):
                size += len(chunk)
                if size > most:
                    raise UnsafeArchive(found=findings.UNFOLDING_ENTRY, member=name)
                if size > LIMITS.archive_unpacked:
                    raise UnsafeArchive(found=findings.TOO_MUCH_UNPACKED, member=name)
                yield chunk
        if size != entry.file_size:
            raise UnsafeArchive(found=findings.LYING_ENTRY, member=name)


def open_archive(open_file: OpenFile, *, largest: int = LIMITS.file) -> Archive:
    """Read the directory of a ZIP. Raises `FileTooLarge`, `UnsafeArchive`, `PasswordProtected` or `DamagedFile`."""
    with open_file() as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise FileTooLarge(size=-(-len(content) // MIB), limit=largest // MIB)
    # Counted before the directory is read: half a million entries would take seconds to list.
    if content.count(_CENTRAL) > LIMITS.archive_entries:
        raise UnsafeArchive(found=findings.TOO_MANY_ENTRIES, member="")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = tuple(archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, EOFError):
        raise DamagedFile(found=findings.ZIP_ARCHIVE) from None
    _check(content, entries)
    return Archive(content, entries)


def members(open_file: OpenFile) -> Iterator[tuple[str, bytes]]:
    """Every file of a ZIP of documents as (name without folders that lead out, bytes), in the order of the archive.

    Folders and what macOS adds are passed over. Raises a `FileProblem` for the archive as a whole, also in the middle.
    """
    archive = open_archive(open_file, largest=LIMITS.archive)
    total = 0
    for entry in archive.entries:
        name = safe_name(entry.filename)
        if entry.is_dir() or name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in ("", ".DS_Store", "Thumbs.db"):
            continue
        if name.lower().endswith(_ARCHIVE_NAMES):
            raise UnsafeArchive(found=findings.ANOTHER_ARCHIVE, member=name)
        parts: list[bytes] = []
        size = 0
        for chunk in archive.unpack(entry):
            if not parts and chunk.startswith(_ARCHIVES):
                raise UnsafeArchive(found=findings.ANOTHER_ARCHIVE, member=name)
            size += len(chunk)
            total += len(chunk)
            if size > LIMITS.member:
                raise UnsafeArchive(found=findings.LARGE_FILE, member=name)
            if total > LIMITS.archive_unpacked:
                raise UnsafeArchive(found=findings.TOO_MUCH_UNPACKED, member="")
            parts.append(chunk)
        content = b"".join(parts)
        if zlib.crc32(content) != entry.CRC:
            raise DamagedFile(found=findings.ZIP_ARCHIVE)
        yield name, content


def safe_name(name: str) -> str:
    """The name of an entry for people and reports: no way out of the archive, nothing that cannot be printed."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    printable = ("".join(c if c.isprintable() else "\ufffd" for c in part) for part in parts)
    return "/".join(part[:120] for part in printable)[-255:]


def _check(content: bytes, entries: tuple[zipfile.ZipInfo, ...]) -> None:
    if len(entries) > LIMITS.archive_entries:
        raise UnsafeArchive(found=findings.TOO_MANY_ENTRIES, member="")
    if sum(entry.file_size for entry in entries) > LIMITS.archive_unpacked:
        raise UnsafeArchive(found=findings.TOO_MUCH_UNPACKED, member="")
    names: set[str] = set()
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        name = safe_name(entry.filename)
        if entry.flag_bits & 0x41:
            raise PasswordProtected()
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnsafeArchive(found=findings.UNUSUAL_COMPRESSION, member=name)
        if entry.header_offset < 0:
            raise DamagedFile(found=findings.ZIP_ARCHIVE)
        if entry.header_offset < end:
            raise UnsafeArchive(found=findings.OVERLAPPING_ENTRIES, member=name)
        if name in names and not entry.is_dir():
            raise UnsafeArchive(found=findings.TWO_OF_ONE_NAME, member=name)
        names.add(name)
        end = _data_start(content, entry) + entry.compress_size


def _data_start(content: bytes, entry: zipfile.ZipInfo) -> int:
    header = content[entry.header_offset : entry.header_offset + _LOCAL_SIZE]
    if len(header) < _LOCAL_SIZE or header[:4] != _LOCAL:
        raise DamagedFile(found=findings.ZIP_ARCHIVE)
    name, extra = struct.unpack_from("<HH", header, 26)
    return entry.header_offset + _LOCAL_SIZE + int(name) + int(extra)


def _inflate(packed: memoryview) -> Iterator[bytes]:
    decoder = zlib.decompressobj(-15)
    pending: bytes | memoryview = packed
    try:
        while not decoder.eof:
            chunk = decoder.decompress(pending, _CHUNK)
            pending = decoder.unconsumed_tail
            if chunk:
                yield chunk
            elif not pending:
                break
    except zlib.error:
        raise DamagedFile(found=findings.ZIP_ARCHIVE) from None
    if not decoder.eof:
        raise DamagedFile(found=findings.ZIP_ARCHIVE)
