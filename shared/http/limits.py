"""A limit on request bodies, enforced while they arrive and not only by what the client announces."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import problem


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware: answers 413 once a body passes the limit of its path.

    `larger`: how a path begins, or with a `*` how it begins and ends, and the bytes that are taken there.
    """

    def __init__(self, app: ASGIApp, *, default: int, larger: tuple[tuple[str, int], ...] = ()) -> None:
        self._app = app
        self._default = default
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        seen, started = 0, False

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, limited, watched)
        except _TooLarge:
            if not started:
                await self._refuse(limit, scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return next((size for place, size in self._larger if _is_at(path, place)), self._default)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"The body is larger than the {limit // 1024} KiB that are taken here. Send it in smaller parts."
        await problem(413, "too_large", detail)(scope, receive, send)


def _is_at(path: str, place: str) -> bool:
    beginning, star, end = place.partition("*")
    return path.startswith(beginning) and (not star or path.endswith(end))
