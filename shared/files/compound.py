"""Compound files (`D0CF11E0`): old workbooks, and new ones that a password has wrapped.

Protects against files that a reader could only call damaged: locked ones are named as locked.
"""

from __future__ import annotations

from shared.files import findings
from shared.files.encoding import OpenFile
from shared.files.problems import ForeignContent, MacroWorkbook, PasswordProtected


def refuse_locked(open_file: OpenFile) -> None:
    """Raise a `FileProblem` for what stands in the directory of the compound file and is not read."""
    with open_file() as file:
        content = file.read()
    if _named(content, "EncryptedPackage") or _named(content, "EncryptionInfo"):
        raise PasswordProtected()
    if _named(content, "_VBA_PROJECT_CUR") or _named(content, "_VBA_PROJECT"):
        raise MacroWorkbook()
    if _named(content, "\x01Ole10Native") or _named(content, "MBD0"):
        raise ForeignContent(found=findings.EMBEDDED_OBJECTS, part="OLE")


def _named(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content
