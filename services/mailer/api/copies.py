"""A message as it was sent, or as it would be sent now, for whoever may send. The personal link stays inside: its tag is masked.

The mail is made anew from what is stored, dated as it was sent; what the company has changed since (its card, its texts) shows.
"""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.mailer.api.edge import Mailer, MailerEdge
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.letters.headers import Unsendable
from services.mailer.repository import attempts, configurations, overview
from services.mailer.use_cases.outlook import lane_now
from shared.database import Reading
from shared.errors import Conflict, NotFound
from shared.http.dependencies import InReading, Writer

router = APIRouter(prefix="/messages", tags=["messages"])

NOTE = b"X-Mutabakat-Copy: the personal link is masked\r\n"


async def _server(reading: Reading, company_id: UUID, message_id: UUID, mailer: MailerEdge) -> Server | None:
    """The server of its last attempt, else the one that its company uses now."""
    tried = await attempts.of_message(reading, company_id, message_id)
    if tried and tried[-1].lane_id != PLATFORM:
        row = await configurations.whatever(reading, tried[-1].lane_id)
        if row is not None:
            return configurations.server_of(row)
    if tried and mailer.platform is not None:
        return mailer.platform
    return (await lane_now(reading, company_id, mailer.platform_lane)).server


@router.get(
    "/{message_id}/raw",
    summary="The mail itself, with the personal link masked",
    response_class=Response,
    responses={200: {"content": {"message/rfc822": {}}, "description": "The mail."}},
)
async def raw(message_id: Annotated[UUID, Path()], reading: InReading, principal: Writer, mailer: Mailer) -> Response:
    """As it was sent, or as it would be sent now. Whoever has the link could answer, so its tag is replaced in this copy."""
    row = await overview.one(reading, principal.company_id, message_id)
    if row is None:
        raise NotFound("There is no such message.")
    server = await _server(reading, principal.company_id, message_id, mailer)
    company = await mailer.writer.company(reading, principal.company_id)
    if server is None or company is None:
        raise Conflict("No mail server is set up, so there is no sender yet.", code="no_server")
    try:
        mail = await mailer.writer.copy(row, company, server, row.transmitting_at or reading.clock.now())
    except Unsendable as error:
        raise Conflict("No mail can be made of this message: {why}.", code="unsendable", why=str(error)) from None
    name = re.sub(r"[^A-Za-z0-9.-]", "-", row.reference) or "mail"
    return Response(
        NOTE + mail.content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        media_type="message/rfc822",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.eml"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
