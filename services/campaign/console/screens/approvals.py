"""Before a campaign is sent: its preparer edits and hands it in, a colleague lets it go or gives it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.turns import ChangedMeanwhile
from services.campaign.repository import campaigns
from services.campaign.use_cases.approvals import Decision, EditDraft, approve, edit_draft, reject, submit
from shared.errors import Invalid
from shared.text import N_

AREA = "campaigns"
NO_DAY = N_("The last day to answer is missing or is no date.")
APPROVED = N_("Approved: the reconciliation is on its way.")
GIVEN_BACK = N_("Given back to %(who)s.")
SENT = N_("The reconciliation is on its way.")
HANDED_IN = N_("The reconciliation waits until a colleague approves it. Nothing was sent yet.")
SAVED = N_("The draft was saved.")
REJECT = N_("Give the reconciliation back?")
REJECT_TEXT = N_("It becomes a draft of %(who)s again, who reads your reason.")
REJECT_BUTTON = N_("Give back")


@dataclass(frozen=True, slots=True)
class DraftForm:
    """As typed; `version` is the one that the form was filled from."""

    description: str
    valid_until: str
    version: str

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.valid_until)
        except ValueError:
            return None


async def _campaign(visit: Visit) -> Campaign:
    async with visit.reading() as reading:
        return await campaigns.get_campaign(reading, visit.me.company_id, visit.request.path_params["campaign_id"])


async def show_draft(visit: Visit) -> Response:
    campaign = await _campaign(visit)
    typed = DraftForm(campaign.description, campaign.valid_until.isoformat(), str(campaign.version))
    return _draft_page(visit, campaign, typed, {})


def _draft_page(visit: Visit, campaign: Campaign, typed: DraftForm, errors: dict[str, str]) -> Response:
    values = {"campaign": campaign, "values": typed, "errors": errors}
    return visit.page("draft.html", values, area=AREA, status=422 if errors else 200)


async def save_draft(visit: Visit) -> Response:
    campaign = await _campaign(visit)
    typed = DraftForm(visit.field("description"), visit.field("valid_until"), visit.field("version"))
    day = typed.day()
    if day is None:
        return _draft_page(visit, campaign, typed, {"valid_until": visit.text(NO_DAY)})
    me = visit.me
    command = EditDraft(
        me.company_id, campaign.campaign_id, me.user_id, me.name, typed.description, day, visit.seen_version()
    )
    try:
        async with visit.transaction() as tx:
            await edit_draft(tx, command)
    except (Invalid, ChangedMeanwhile) as error:
        # What was typed stays on the page, beside the name of whoever was faster.
        return _draft_page(
            visit, campaign, typed, by_field(error, visit.console.pages.translations.get(visit.language))
        )
    return visit.say(visit.go("campaign", campaign_id=campaign.campaign_id), "success", visit.text(SAVED))


def _decision(visit: Visit, reason: str = "") -> Decision:
    campaign_id, me = visit.request.path_params["campaign_id"], visit.me
    return Decision(me.company_id, campaign_id, me.user_id, me.name, visit.seen_version(), reason)


async def submit_draft(visit: Visit) -> Response:
    """Send it, or hand it in where the rule asks for a second pair of eyes."""
    async with visit.transaction() as tx:
        campaign = await submit(tx, _decision(visit))
    said = SENT if campaign.state is CampaignState.RUNNING else HANDED_IN
    return visit.say(visit.go("campaign", campaign_id=campaign.campaign_id), "success", visit.text(said))


async def let_go(visit: Visit) -> Response:
    """Approve what was on the page: when its preparer has changed it since, nothing is sent."""
    async with visit.transaction() as tx:
        campaign = await approve(tx, _decision(visit))
    return visit.say(visit.go("campaign", campaign_id=campaign.campaign_id), "success", visit.text(APPROVED))


async def ask_reject(visit: Visit) -> Response:
    return _reject_page(visit, await _campaign(visit), "", {})


def _reject_page(visit: Visit, campaign: Campaign, reason: str, errors: dict[str, str]) -> Response:
    values = {
        "title": visit.text(REJECT),
        "lines": [campaign.description, visit.text(REJECT_TEXT, who=campaign.sent_by_name)],
        "reason": reason,
        "errors": errors,
        "hidden": [("version", visit.field("version") or str(campaign.version))],
        "action": visit.path("reject_campaign", campaign_id=campaign.campaign_id),
        "button": visit.text(REJECT_BUTTON),
        "dangerous": False,
        "back": visit.path("campaign", campaign_id=campaign.campaign_id),
    }
    return visit.page("reason.html", values, area=AREA, status=422 if errors else 200)


async def give_back(visit: Visit) -> Response:
    reason = visit.field("reason")
    try:
        async with visit.transaction() as tx:
            campaign = await reject(tx, _decision(visit, reason))
    except Invalid as error:
        said = {"reason": visit.reason(error)}
        return _reject_page(visit, await _campaign(visit), reason, said)
    said_to = visit.text(GIVEN_BACK, who=campaign.sent_by_name)
    return visit.say(visit.go("campaign", campaign_id=campaign.campaign_id), "success", said_to)
