"""How a service is doing and its messages, as the console asks every service alike, this one included."""

from __future__ import annotations

from uuid import UUID

from services.campaign.clients.connection import Connection
from shared.http.system import Box, Health, SystemMessageBody, SystemMessageList
from shared.messaging.admin import State


class SystemClient:
    """In the name of one administrator: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def health(self) -> Health:
        return await self._at.get(Health, "/system")

    async def messages(
        self, box: Box, state: State, *, limit: int = 100, cursor: str | None = None
    ) -> SystemMessageList:
        query = {"box": box.value, "state": state.value, "limit": limit, "cursor": cursor}
        return await self._at.get(SystemMessageList, "/system/messages", query)

    async def message(self, box: Box, event_id: UUID) -> SystemMessageBody:
        return await self._at.get(SystemMessageBody, f"/system/messages/{event_id}", {"box": box.value})

    async def retry(self, box: Box, ids: list[UUID] | None) -> int:
        body = {"box": box.value, "ids": None if ids is None else [str(one) for one in ids]}
        answer = await self._at.call("POST", "/system/messages/retry", body=body)
        return int(answer["messages"])

    async def discard(self, box: Box, event_id: UUID, note: str) -> None:
        body = {"box": box.value, "note": note}
        await self._at.call("POST", f"/system/messages/{event_id}/discard", body=body)
