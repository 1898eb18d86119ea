"""The company card: first start, reading, editing with a check for whoever was faster."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.token import AtTheDoor
from services.campaign.repository import companies
from services.campaign.schemas import Company, CompanyInput, CompanyList, FirstStart
from services.campaign.use_cases.companies import ChangeCompany, RegisterCompany, change_company, register_company
from shared.errors import Invalid, NotFound
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, Reader, edge_of

router = APIRouter(tags=["companies"])


@router.post(
    "/companies",
    response_model=Company,
    status_code=201,
    summary="Register the company and its first administrator",
    responses=problems(403, 409, 422, 429),
)
async def register(body: FirstStart, request: Request, door: AtTheDoor) -> Company:
    """Only with the one-time code of the first start, and only while there is no company."""
    await door.count("", door.client_of(request))
    first = body.administrator
    password_hash = await door.passwords.new_hash(
        first.password.get_secret_value(), not_like=(first.email, first.name, body.title)
    )
    command = RegisterCompany(body.setup_code, body.card, first.name, first.email, password_hash, first.language)
    async with edge_of(request).database.transaction() as tx:
        return Company.model_validate((await register_company(tx, command)).company)


@router.get("/companies", response_model=CompanyList, summary="The companies you work for", responses=problems(401))
async def list_companies(who: Reader, reading: InReading) -> CompanyList:
    company = await companies.get_company(reading, who.company_id)
    return CompanyList(items=[Company.model_validate(company)])


@router.get("/companies/{company_id}", response_model=Company, summary="The company card", responses=problems(401, 404))
async def company(company_id: UUID, who: Reader, reading: InReading, response: Response) -> Company:
    """The `ETag` is what an edit sends back as `If-Match`."""
    _own(company_id, who.company_id)
    found = await companies.get_company(reading, company_id)
    response.headers["ETag"] = _etag(found.revision)
    return Company.model_validate(found)


@router.put(
    "/companies/{company_id}",
    response_model=Company,
    summary="Edit the company card",
    responses=problems(401, 403, 404, 412, 422),
)
async def edit_company(
    company_id: UUID,
    body: CompanyInput,
    who: Administrator,
    tx: InTransaction,
    once: Once,
    if_match: Annotated[str, Header(description="The ETag of the card that was edited.")],
) -> Response:
    _own(company_id, who.company_id)
    command = ChangeCompany(company_id, _revision(if_match), body.card, who.name, who.user_id)

    async def work() -> Company:
        return Company.model_validate(await change_company(tx, command))

    response = await once.run(tx, work, status=200)
    response.headers["ETag"] = _etag(command.revision + 1)
    return response


def _own(company_id: UUID, own: UUID) -> None:
    if company_id != own:
        raise NotFound("There is no such company here.", code="company_not_found")


def _etag(revision: int) -> str:
    return f'"{revision}"'


def _revision(if_match: str) -> int:
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("If-Match is not the ETag of a company card. Read the card and send its ETag.", code="bad_etag")
    return int(text)
