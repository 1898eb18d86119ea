"""Headings are recognised by synonyms; nothing unknown or doubled is passed over."""

from shared.files.headings import UnknownHeading, recognise

SYNONYMS = {"account_code": ("cari kodu",), "title": ("ünvan", "cari adı"), "email": ("e-posta",)}


def test_spelling_case_and_punctuation_do_not_matter() -> None:
    headings = recognise(["CARİ KODU", "Unvan *", "E_POSTA"], SYNONYMS)
    assert headings.columns == {"account_code": 0, "title": 1, "email": 2}
    assert headings.texts["title"] == "Unvan *"
    assert not headings.unknown
    assert not headings.duplicates


def test_the_english_name_of_a_field_is_known_too() -> None:
    assert recognise(["Account Code", "account-code"], SYNONYMS).duplicates == (("account_code", "account-code"),)


def test_unknown_headings_are_reported_with_the_nearest_known_one() -> None:
    headings = recognise(["cari kodu", "ünvann", "renk", ""], SYNONYMS)
    assert headings.unknown == (
        UnknownHeading(1, "ünvann", "ünvan"),
        UnknownHeading(2, "renk", ""),
        UnknownHeading(3, "", ""),
    )
    assert headings.missing(("account_code", "title")) == ("title",)


def test_of_two_columns_for_one_field_the_first_counts() -> None:
    headings = recognise(["ünvan", "cari adı"], SYNONYMS)
    assert headings.columns == {"title": 0}
    assert headings.duplicates == (("title", "cari adı"),)


def test_a_marked_column_is_left_out_on_purpose() -> None:
    headings = recognise(["cari kodu", "#renk"], SYNONYMS)
    assert headings.ignored == (1,)
    assert not headings.unknown
