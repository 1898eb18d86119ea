"""Signing in on a page of the provider: begin, open the page there, ask how it stands."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.mailer.api.edge import InLanguage, Mailer, Reader
from services.mailer.domain.findings import WORDS, CannotConnect
from services.mailer.oauth import device
from services.mailer.oauth.device import Progress
from services.mailer.schemas import SignInProgress, SignInStarted
from services.mailer.use_cases import device_sign_in as use_cases
from shared.errors import Conflict
from shared.http.app import Edge
from shared.http.dependencies import Administrator, edge_of
from shared.text import N_

router = APIRouter(prefix="/smtp-settings/sign-in", tags=["smtp-settings"])
InEdge = Annotated[Edge, Depends(edge_of)]

PROGRESS = {
    Progress.WAITING: N_("Nobody has signed in yet. Open the page, enter the code, and agree there."),
    Progress.DONE: N_("The sign-in is complete. Test the settings now."),
    Progress.DECLINED: N_("The sign-in was declined on the provider's page."),
    Progress.EXPIRED: N_("The code is not valid any more. Begin the sign-in again."),
}


@router.post(
    "",
    status_code=201,
    summary="Begin a sign-in on the provider's page, for the settings that were saved last",
    description="Microsoft 365 with `refresh_token`. Repeating it gives another code; the one before ends.",
)
async def begin(principal: Administrator, mailer: Mailer, reader: InLanguage, edge: InEdge) -> SignInStarted:
    async with edge.database.of(principal.company_id).reading() as reading:
        configuration_id, sign_in = await use_cases.to_begin(reading, principal.company_id)
    try:
        started = await device.start(mailer.sign_ins.client, sign_in)
    except CannotConnect as error:
        raise _refused(error, reader) from None
    async with edge.database.of(principal.company_id).transaction() as tx:
        await use_cases.begin(tx, principal.company_id, configuration_id, started, mailer.vault)
    return SignInStarted(
        address=started.address, user_code=started.user_code, seconds=started.seconds, interval=started.interval
    )


@router.post(
    "/check",
    summary="Ask whether somebody has signed in; with `done` the refresh token is kept",
    description="Takes no Idempotency-Key. The provider is asked no more often than it wants to be.",
)
async def check(principal: Administrator, mailer: Mailer, reader: InLanguage, edge: InEdge) -> SignInProgress:
    async with edge.database.of(principal.company_id).reading() as reading:
        found = await use_cases.to_ask(reading, principal.company_id, mailer.vault)
    if isinstance(found, Progress):
        return _progress(found, reader)
    try:
        said = await device.ask(mailer.sign_ins.client, found.sign_in, found.device_code, found.client_secret)
    except CannotConnect as error:
        raise _refused(error, reader) from None
    async with edge.database.of(principal.company_id).transaction() as tx:
        await use_cases.asked(tx, principal.company_id, found, said, mailer.vault)
    return _progress(said.progress, reader)


def _progress(progress: Progress, reader: Reader) -> SignInProgress:
    return SignInProgress(state=progress, message=reader.say(PROGRESS[progress]))


def _refused(error: CannotConnect, reader: Reader) -> Conflict:
    words = f"{reader.say(WORDS[error.finding])} {error.words}".strip()
    return Conflict("{text}", code=str(error.finding), text=words)
