"""Which encoding a file is read with, and what is refused as no text."""

import io

import pytest

from shared.files.encoding import OpenFile, detect_encoding, open_text
from shared.files.problems import DamagedText, NotText

TEXT = "cari kodu;ünvan\r\n120.01.001;Işık Çağrı Öğütme Şirketi\r\n"


def opener(content: bytes) -> OpenFile:
    return lambda: io.BytesIO(content)


@pytest.mark.parametrize(
    ("codec", "label", "has_mark"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", True),
        ("utf-16", "UTF-16 LE", True),
        ("cp1254", "Windows-1254", False),
        ("iso8859-9", "Windows-1254", False),
    ],
)
def test_turkish_text_is_read_as_it_was_written(codec: str, label: str, has_mark: bool) -> None:
    open_file = opener(TEXT.encode(codec))
    encoding = detect_encoding(open_file)
    assert (encoding.label, encoding.has_mark) == (label, has_mark)
    with open_text(open_file, encoding) as text:
        assert text.read() == TEXT


def test_big_endian_utf16() -> None:
    open_file = opener(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    encoding = detect_encoding(open_file)
    assert encoding.label == "UTF-16 BE"
    with open_text(open_file, encoding) as text:
        assert text.read() == TEXT


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"PK\x03\x04" + b"x" * 50, "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"cari kodu;tutar\n1;\x002\n", "binary"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (b"\x89\x01\x02\x03garbage", "binary"),
        (b"a;b\n\x8d\x8f;\x9d\n", "Windows-1254"),
        (b"\xff\xfea\x00\x00", "UTF-16"),
    ],
)
def test_binary_garbage_is_refused_and_named(content: bytes, found: str) -> None:
    with pytest.raises(NotText) as caught:
        detect_encoding(opener(content))
    assert found in caught.value.params["found"]
    assert caught.value.code == "not_text"


def test_utf8_that_was_cut_off_is_damaged_and_not_taken_for_windows_1254() -> None:
    content = (TEXT * 3).encode()
    with pytest.raises(DamagedText) as caught:
        detect_encoding(opener(content + "ş".encode()[:1]))
    assert caught.value.params["position"] == len(content)


def test_a_mark_promises_utf8() -> None:
    with pytest.raises(DamagedText):
        detect_encoding(opener(b"\xef\xbb\xbfa;b\n\xfd;1\n"))


def test_a_letter_cut_by_the_edge_of_a_chunk_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.files.encoding._CHUNK", 3)
    assert detect_encoding(opener(TEXT.encode())).label == "UTF-8"
    with pytest.raises(DamagedText) as caught:
        detect_encoding(opener("şşşşşşşşşşşş".encode() + b"\xfdab"))
    assert caught.value.params["position"] == 24
