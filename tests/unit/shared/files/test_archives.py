"""ZIP archives of documents: what comes out, and under which names."""

from __future__ import annotations

import io
import zipfile

import pytest

from shared.files.archives import members, safe_name
from shared.files.packages import package_kind
from shared.files.problems import UnsafeArchive
from tests.hostile.packages import ods, xlsx
from tests.hostile.zips import Entry, archive
from tests.unit.shared.files.books import opened


def test_documents_come_out_in_their_order_without_what_computers_add() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        written.mkdir("ekim")
        written.writestr("ekim/b.xml", "<b/>" * 5_000)
        written.writestr("__MACOSX/ekim/._b.xml", "x")
        written.writestr("ekim/.DS_Store", "x")
        written.writestr("a.xml", "<a/>", zipfile.ZIP_STORED)
        written.writestr("boş.txt", "")
    found = dict(members(opened(buffer.getvalue())))
    assert list(found) == ["ekim/b.xml", "a.xml", "boş.txt"]
    assert found["ekim/b.xml"] == b"<b/>" * 5_000
    assert found["boş.txt"] == b""


def test_an_archive_that_was_streamed_out_is_read() -> None:
    """Programs that cannot seek write the sizes behind the bytes."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, chunk: object) -> int:
            self.content += bytes(chunk)  # type: ignore[call-overload]  # any buffer
            return len(bytes(chunk))  # type: ignore[call-overload]  # likewise

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a.xml", "<a/>" * 100)
    assert list(members(opened(stream.content))) == [("a.xml", b"<a/>" * 100)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\fatura\\..\\a.xml", "C:/fatura/a.xml"),
        ("a\nb\u202e.xml", "a\ufffdb\ufffd.xml"),
        ("./ekim//a.xml", "ekim/a.xml"),
    ],
)
def test_names_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_is_good_before_the_bad_comes_out_and_the_archive_is_refused() -> None:
    walk = members(opened(archive(Entry("a.xml", b"<a/>"), Entry("b.zip", b"PK\x03\x04"))))
    assert next(walk) == ("a.xml", b"<a/>")
    with pytest.raises(UnsafeArchive, match=r"another archive \(b\.zip\)"):
        next(walk)


def test_workbooks_are_told_from_archives_by_what_they_hold() -> None:
    assert package_kind(opened(xlsx())) == "xlsx"
    assert package_kind(opened(ods(""))) == "ods"
    assert package_kind(opened(archive(Entry("a.xml", b"<a/>")))) == "zip"
