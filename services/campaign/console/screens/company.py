"""The company's card, as counterparties see it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.screens.entrance import tax_number_warning
from services.campaign.console.visit import Visit
from services.campaign.domain.company_card import CompanyCard
from services.campaign.repository import companies
from services.campaign.use_cases.companies import ChangeCompany, change_company
from shared.errors import DomainError
from shared.text import N_

AREA = "smtp"
SAVED = N_("The company card was saved.")


@dataclass(frozen=True, slots=True)
class CardForm:
    """The card as typed; `revision` is the one it was filled from."""

    title: str
    tax_number: str
    tax_office: str
    address: str
    phone: str
    email: str
    revision: str

    def card(self) -> CompanyCard:
        return CompanyCard(self.title, self.tax_number, self.tax_office, self.address, self.phone, self.email)


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(visit: Visit, typed: CardForm | None = None, errors: dict[str, str] | None = None) -> Response:
    async with visit.reading() as reading:
        kept = await companies.get_company(reading, visit.me.company_id)
    values = typed or CardForm(
        kept.title, kept.tax_number, kept.tax_office, kept.address, kept.phone, kept.email, str(kept.revision)
    )
    warning = tax_number_warning(values.tax_number)
    context = {
        "page": "company",
        "values": values,
        "errors": errors or {},
        "warnings": {"tax_number": visit.text(warning) if warning else ""},
        "changed_at": kept.changed_at,
        "changed_by": kept.changed_by,
    }
    return visit.page("company.html", context, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    typed = CardForm(**{name: visit.field(name) for name in CardForm.__slots__})
    revision = visit.number("revision")
    command = ChangeCompany(
        visit.me.company_id, -1 if revision is None else revision, typed.card(), visit.me.name, visit.me.user_id
    )
    try:
        async with visit.transaction() as tx:
            await change_company(tx, command)
    except DomainError as error:
        return await _page(visit, typed, by_field(error, visit.console.pages.translations.get(visit.language)))
    return visit.say(visit.go("company"), "success", visit.text(SAVED))
