"""The installation as an administrator sees it: services, databases, what carries events, queues, and what was buried there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.system import SystemClient
from services.campaign.console import list_files, system_words
from services.campaign.console.lists import ListState
from services.campaign.console.system_columns import COLUMNS, BuriedMessage
from services.campaign.console.visit import Visit
from shared.errors import DomainError, NotFound
from shared.http.system import MOST_SHOWN, Box, Health, SystemMessage
from shared.messaging.admin import State
from shared.text import N_, NN_

T = TypeVar("T")
AREA = "smtp"
BURIED = N_("Buried messages")
AGAIN = NN_("%(count)d message is tried again.", "%(count)d messages are tried again.")
NOTHING_AGAIN = N_("No message is buried.")
CLOSED = N_("The message was closed; it takes no effect.")
NO_NOTE = N_("Say why the message is closed; the note stays with it.")


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service, or why it cannot be asked."""

    name: str
    health: Health | None
    problem: str


async def show(visit: Visit) -> Response:
    names = list(system_words.SERVICES)
    answers = await asyncio.gather(*(_asked(visit, _client(visit, name).health()) for name in names))
    services = [
        ServiceView(name, answer, "") if isinstance(answer, Health) else ServiceView(name, None, str(answer))
        for name, answer in zip(names, answers, strict=True)
    ]
    buried: list[BuriedMessage] = []
    own = 0
    for one in services:
        if one.health is not None:
            boxes = [box for box in Box if _queue_of(one.health, box)]
            for box in boxes:
                found = await _asked(visit, _client(visit, one.name).messages(box, State.BURIED))
                if not isinstance(found, str):
                    buried += [BuriedMessage(one.name, message) for message in found.items]
                    own += found.total
    every = sum(_queue_of(one.health, box) for one in services if one.health for box in Box)
    values = {
        "page": "system",
        "services": services,
        "buried": buried,
        "more": own - sum(one.message.events for one in buried),
        "elsewhere": max(every - own, 0),
        "names": system_words,
        "list": ListState.read(visit.path("system"), visit.request.query_params, filters=()),
        "export": lambda kind: visit.path("system_file", kind=kind),
    }
    return visit.page("system.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """All that is buried of the company. A service that does not answer is told of: a file would not show what it lacks."""
    return await list_files.export(visit, _all_buried(visit), COLUMNS, title=visit.text(BURIED))


async def _all_buried(visit: Visit) -> AsyncIterator[Sequence[BuriedMessage]]:
    for name, box in product(system_words.SERVICES, Box):
        client = _client(visit, name)

        async def ask(
            cursor: str | None, client: SystemClient = client, box: Box = box
        ) -> tuple[list[SystemMessage], str | None]:
            page = await client.messages(box, State.BURIED, limit=MOST_SHOWN, cursor=cursor)
            return page.items, page.next

        async for found in list_files.every(ask):
            yield [BuriedMessage(name, message) for message in found]


async def message(visit: Visit) -> Response:
    return await _message_page(visit, "")


async def _message_page(visit: Visit, problem: str) -> Response:
    name, box, event_id = _which(visit)
    found = await _client(visit, name).message(box, event_id)
    values = {"page": "system", "service": name, "message": found, "problem": problem, "names": system_words}
    return visit.page("system_message.html", values, area=AREA, status=422 if problem else 200)


async def retry(visit: Visit) -> Response:
    """One message, or without one all that are buried in every service."""
    count = 0
    if visit.field("service"):
        name, box = visit.field("service"), _box(visit.field("box"))
        count = await _client(visit, name).retry(box, [_id(visit.field("message"))])
    else:
        for name in system_words.SERVICES:
            for box in Box:
                found = await _asked(visit, _client(visit, name).retry(box, None))
                count += found if isinstance(found, int) else 0
    said = visit.text(AGAIN, count=count) if count else visit.text(NOTHING_AGAIN)
    return visit.say(visit.go("system"), "success", said)


async def discard(visit: Visit) -> Response:
    name, box, event_id = _which(visit)
    note = visit.field("note")
    if not note:
        return await _message_page(visit, visit.text(NO_NOTE))
    await _client(visit, name).discard(box, event_id, f"{note[:400]} ({visit.me.name[:80]})")
    return visit.say(visit.go("system"), "success", visit.text(CLOSED))


def _client(visit: Visit, name: str) -> SystemClient:
    if name not in system_words.SERVICES:
        raise NotFound("There is no such page.", code="page_not_found")
    return visit.system(name)


def _which(visit: Visit) -> tuple[str, Box, UUID]:
    params = visit.request.path_params
    return params["service"], _box(params["box"]), params["event_id"]


def _box(text: str) -> Box:
    if text not in set(Box):
        raise NotFound("There is no such page.", code="page_not_found")
    return Box(text)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such page.", code="page_not_found") from None


async def _asked(visit: Visit, asking: Awaitable[T]) -> T | str:
    """The answer, or in words why there is none: one service that is away must not hide the others."""
    try:
        return await asking
    except DomainError as error:
        return visit.reason(error)


def _queue_of(health: Health, box: Box) -> int:
    return (health.inbox if box is Box.INBOX else health.outbox).buried
