"""The receipt as a file for whoever gave the answer."""

from __future__ import annotations

from collections import OrderedDict

from starlette.responses import Response

from services.responses.repository.pages import Page
from services.responses.use_cases.receipts import ReceiptDesk
from shared.evidence.receipt_pdf import ReceiptPdfs

KEPT = 64
_TYPES = {"pdf": "application/pdf", "json": "application/json"}


class ReceiptFiles:
    """Makes the files of receipts; the last ones are kept, since they never change."""

    def __init__(self, desk: ReceiptDesk, pdfs: ReceiptPdfs) -> None:
        self.desk = desk
        self._pdfs = pdfs
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def file(self, page: Page, kind: str, language: str) -> Response | None:
        """None where there is no such file, or it is not this reader's: a colleague's answer came through another link."""
        entry = page.standing
        if kind not in _TYPES or entry is None or entry.seal is None:
            return None
        # A new link for the same address is the same reader's.
        if entry.link_id != page.link_id and entry.address != page.address:
            return None
        document = self.desk.for_answerer(page.company, page.head, entry)
        content = document.encode() if kind == "json" else await self._pdf(entry.entry_sha256, document, language)
        name = f"mutabakat-{entry.verification_code}.{kind}"
        return Response(
            content,
            media_type=_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _pdf(self, entry_sha256: str, document: str, language: str) -> bytes:
        key = (entry_sha256, language)
        made = self._kept.get(key)
        if made is None:
            made = self._kept[key] = await self._pdfs.made(document, language)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
