"""Opening a further company: by somebody who is signed in, by an invitation, or where sign-up is open (S-01, S-03, S-05)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.screens.entrance import card_errors, tax_number_warning
from services.campaign.console.screens.second_step import enter
from services.campaign.console.visit import Visit
from services.campaign.domain.company_card import CompanyCard, checked_address, checked_name
from services.campaign.domain.people import Invitation
from services.campaign.domain.sign_up import SignUp
from services.campaign.use_cases.invitations import gone, invitation_of
from services.campaign.use_cases.sign_up import (
    OpenCompany,
    SignUpCompany,
    open_further_company,
    sign_up,
    sign_up_closed,
)
from shared.errors import DomainError, Invalid, TooMany
from shared.text import N_

AREA = "companies"
OPENED = N_("%(title)s was opened. You are its administrator.")


@dataclass(frozen=True, slots=True)
class CompanyForm:
    """What was typed, to be shown again beside what is wrong with it."""

    title: str = ""
    tax_number: str = ""
    tax_office: str = ""
    address: str = ""
    phone: str = ""
    company_email: str = ""
    name: str = ""
    email: str = ""

    @classmethod
    def read(cls, visit: Visit) -> CompanyForm:
        return cls(**{name: visit.field(name) for name in cls.__slots__})

    @property
    def card(self) -> CompanyCard:
        return CompanyCard(self.title, self.tax_number, self.tax_office, self.address, self.phone, self.company_email)


async def show(visit: Visit) -> Response:
    if not visit.may_open_companies:
        raise sign_up_closed()
    return _page(visit, CompanyForm(company_email=visit.me.email), {})


def _page(
    visit: Visit,
    values: CompanyForm,
    errors: dict[str, str],
    *,
    status: int = 200,
    invitation: Invitation | None = None,
) -> Response:
    warning = tax_number_warning(values.tax_number)
    context = {
        "values": values,
        "errors": errors,
        "warnings": {"tax_number": visit.text(warning) if warning else ""},
        "invitation": invitation,
        "action": visit.request.url.path,
    }
    return visit.page("new_company.html", context, area=AREA, status=status)


async def save(visit: Visit) -> Response:
    """Open it, and go on in it."""
    values = CompanyForm.read(visit)
    errors = card_errors(visit, values.card)
    if errors:
        return _page(visit, values, errors, status=422)
    async with visit.across_companies.transaction() as tx:
        made = await open_further_company(tx, visit.console.door.sign_up, OpenCompany(visit.me, values.card))
    session_id = await visit.console.door.move(visit.secret, visit.me.user_id, made.company.company_id)
    response = visit.keep_session(visit.go("campaigns"), session_id)
    return visit.say(response, "success", visit.text(OPENED, title=made.company.title))


async def show_sign_up(visit: Visit) -> Response:
    invitation = await _admitted(visit)
    return _page(visit, CompanyForm(email=invitation.email if invitation else ""), {}, invitation=invitation)


async def _admitted(visit: Visit) -> Invitation | None:
    """The invitation that somebody came with, or none where sign-up is open. Errors: `sign_up_closed`, `invitation_not_found`."""
    policy, token = visit.console.door.sign_up, visit.request.path_params.get("token", "")
    if policy is SignUp.CLOSED or (policy is SignUp.BY_INVITATION and not token):
        raise sign_up_closed()
    if not token:
        return None
    async with visit.across_companies.reading() as reading:
        invitation = await invitation_of(reading, token)
    if not invitation.founds:
        raise gone()
    return invitation


async def sign_up_company(visit: Visit) -> Response:
    """Make the account and its company, and sign in."""
    invitation = await _admitted(visit)
    values, password = CompanyForm.read(visit), str(visit.form.get("password", ""))
    if invitation is not None:
        values = replace(values, email=invitation.email)
    catalogue = visit.console.pages.translations.get(visit.language)
    errors = card_errors(visit, values.card)
    for check, text in ((checked_name, values.name), (checked_address, values.email)):
        try:
            check(text)
        except Invalid as error:
            errors |= by_field(error, catalogue)
    if errors:
        return _page(visit, values, errors, status=422, invitation=invitation)
    door = visit.console.door
    try:
        await door.count("", visit.client)
        hashed = await door.passwords.new_hash(password, not_like=(values.name, values.email, values.title))
        token = visit.request.path_params.get("token", "")
        command = SignUpCompany(token, values.card, values.name, values.email, hashed, visit.language)
        async with visit.across_companies.transaction() as tx:
            await sign_up(tx, door.sign_up, command)
    except TooMany as error:
        return _page(visit, values, {"": visit.reason(error)}, status=429, invitation=invitation)
    except DomainError as error:
        return _page(visit, values, by_field(error, catalogue), status=422, invitation=invitation)
    way_in = await door.sign_in(values.email, password, visit.client, visit.agent)
    return enter(visit, way_in, visit.path("campaigns"))
