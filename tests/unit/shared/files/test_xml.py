"""Safe XML: ordinary documents are read whole; the hostile ones are in `tests/hostile`."""

from __future__ import annotations

import pytest

from shared.files.limits import LIMITS
from shared.files.problems import DamagedXml, FileTooLarge, UnsafeXml
from shared.files.xml import parse_xml


def test_an_ordinary_document_is_read_without_comments_and_instructions() -> None:
    content = '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="a.xslt"?><!-- not --><a x="1">ş<b/><!-- c -->son</a>'
    root = parse_xml(content.encode())
    assert (root.tag, root.get("x"), "".join(map(str, root.itertext()))) == ("a", "1", "şson")
    assert len(root) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-9", "windows-1254"])
def test_encodings_of_turkish_programs(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    root = parse_xml(f'<?xml version="1.0" encoding="{name}"?><a>ĞÜŞİÖÇ</a>'.encode(encoding))
    assert root.text == "ĞÜŞİÖÇ"


def test_words_about_a_document_type_in_a_note_are_a_note() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE html><html/>]]></a>").text == "<!DOCTYPE html><html/>"


def test_the_deepest_and_the_largest_that_are_read() -> None:
    depth = LIMITS.xml_depth
    assert parse_xml(b"<a>" * depth + b"</a>" * depth).tag == "a"
    with pytest.raises(UnsafeXml):
        parse_xml(b"<a>" * (depth + 1) + b"</a>" * (depth + 1))
    assert parse_xml(b"<a/>" + b" " * (LIMITS.xml - 4)).tag == "a"
    with pytest.raises(FileTooLarge):
        parse_xml(b"<a/>" + b" " * (LIMITS.xml - 3))


def test_a_damaged_document_names_its_line() -> None:
    with pytest.raises(DamagedXml) as raised:
        parse_xml(b"<a>\n<b>\n</c>\n</a>")
    assert raised.value.params["line"] == 3
