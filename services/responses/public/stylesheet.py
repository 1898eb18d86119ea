"""The page's one stylesheet, named by its content so that it may be kept for ever."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_FOREVER = "public, max-age=31536000, immutable"


class Stylesheet:
    """`static/page.css`, read and packed once."""

    def __init__(self) -> None:
        self._plain = (Path(__file__).parent / "static" / "page.css").read_bytes()
        self._packed = gzip.compress(self._plain, 9, mtime=0)
        self.path = f"/static/page.{sha256(self._plain).hexdigest()[:12]}.css"

    async def serve(self, request: Request) -> Response:
        headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self._packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/css")
        return Response(self._plain, headers=headers, media_type="text/css")
