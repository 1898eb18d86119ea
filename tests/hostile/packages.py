"""Workbooks made of parts, so that each part can be what no program would write."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile.zips import Entry, archive

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
GOOD_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>cari kodu</t></is></c><c r="B1" t="inlineStr"><is><t>tutar</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>120</t></is></c><c r="B2"><v>1.5</v></c></row>'
)


def sheet(rows: str, before: str = "") -> str:
    return f'{_HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def xlsx_parts(sheet_xml: str = "", strings: str | None = None) -> dict[str, bytes]:
    """The parts of a whole workbook with one sheet, to be changed by the test."""
    relations = f'<Relationship Id="rId1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    if strings is not None:
        relations += f'<Relationship Id="rId2" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="rels" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_RELATION}"><sheets>'
        f'<sheet name="Sayfa1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml or sheet(GOOD_ROWS),
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return {name: part.encode() for name, part in parts.items()}


def packed(parts: Mapping[str, bytes], **more: bytes) -> bytes:
    return archive(*(Entry(name, content) for name, content in {**parts, **more}.items()))


def xlsx(sheet_xml: str = "", strings: str | None = None) -> bytes:
    return packed(xlsx_parts(sheet_xml, strings))


_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def ods(table: str, manifest: str = "") -> bytes:
    """An ODS workbook; `table` is what stands inside its one `table:table`."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive(
        Entry("mimetype", kind.encode(), method=0),
        Entry(
            "META-INF/manifest.xml",
            f'{_HEAD}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/>{manifest}</manifest:manifest>'.encode(),
        ),
        Entry(
            "content.xml",
            f'{_HEAD}<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0" '
            f'xmlns:text="{_OASIS}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Sayfa1">'
            f"{table}</table:table></office:spreadsheet></office:body></office:document-content>".encode(),
        ),
    )


def ods_row(*cells: str, attributes: str = "") -> str:
    """A row of text cells."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row{attributes}>{inner}</table:table-row>"
