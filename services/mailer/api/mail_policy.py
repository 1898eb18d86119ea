"""When a company's mail may leave, and what becomes of mails whose outcome is not known."""

from datetime import time
from uuid import UUID

from fastapi import APIRouter, Response

from services.mailer.domain.window import ALWAYS
from services.mailer.repository import policies
from services.mailer.schemas import MailPolicyInput, MailPolicyView
from services.mailer.use_cases.mail_policy import SetPolicy, set_policy
from shared.database import Reading
from shared.http.dependencies import Administrator, InReading, InTransaction, Once
from shared.http.dependencies import Reader as Reads

router = APIRouter(prefix="/mail-policy", tags=["mail-policy"])


async def _view(reading: Reading, company_id: UUID) -> MailPolicyView:
    row = await policies.of(reading, company_id)
    window, now = policies.window_of(row) or ALWAYS, reading.clock.now()
    is_open = window.is_open(now)
    return MailPolicyView(
        days=sorted(window.days),
        opens=window.opens,
        closes=window.closes,
        hold_uncertain=row is not None and row.hold_uncertain,
        open_now=is_open,
        next_open=None if is_open else window.next_open(now),
        changed_at=row.changed_at if row is not None else None,
        changed_by=row.changed_by if row is not None else "",
    )


@router.get("", summary="Send window of the company, and what becomes of its uncertain mails")
async def read(reading: InReading, principal: Reads) -> MailPolicyView:
    return await _view(reading, principal.company_id)


@router.put(
    "",
    summary="Set the send window and what becomes of uncertain mails",
    description="Mails outside the window wait until it opens, at the longest until the last day to answer.",
    response_model=MailPolicyView,
)
async def write(body: MailPolicyInput, tx: InTransaction, principal: Administrator, once: Once) -> Response:
    async def work() -> MailPolicyView:
        command = SetPolicy(
            company_id=principal.company_id,
            by=principal.name,
            days=body.days,
            opens=body.opens,
            closes=time(body.closes.hour, body.closes.minute),
            hold_uncertain=body.hold_uncertain,
        )
        await set_policy(tx, command)
        return await _view(tx, principal.company_id)

    return await once.run(tx, work, status=200)
