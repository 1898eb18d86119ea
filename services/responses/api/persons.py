"""What is kept about a person, and forgetting it (KVKK art. 11). Addresses come in bodies, where no log finds them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.responses.use_cases.forgetting import erase_person, person_data
from shared.http.dependencies import Administrator, InReading, InTransaction

router = APIRouter(tags=["privacy"])


class Person(BaseModel):
    address: str = Field(description="The e-mail address that links went to.", max_length=320, min_length=3)


class PersonData(BaseModel):
    """Rows as they are stored, of this service."""

    address: str
    links: list[dict[str, Any]]
    invitations: list[dict[str, Any]]
    answers: list[dict[str, Any]]


class ErasureReport(BaseModel):
    reconciliations: int = Field(description="In so many reconciliations something was forgotten.")
    values: int = Field(description="Sealed values that can no longer be opened; their hashes stay in the chain.")
    kept: list[UUID] = Field(
        description="Reconciliations that are still open: repeat the erasure once they are closed."
    )


@router.post("/persons/export", summary="All that is kept about who is behind an address")
async def export_person(body: Person, reading: InReading, who: Administrator) -> PersonData:
    return PersonData(**await person_data(reading, who.company_id, body.address.strip()))


@router.post("/persons/erase", summary="Forget who is behind an address, in every reconciliation that is closed")
async def erase(body: Person, tx: InTransaction, who: Administrator) -> ErasureReport:
    """May be repeated: what is forgotten already stays so."""
    done = await erase_person(tx, who.company_id, body.address.strip(), who.name)
    return ErasureReport(reconciliations=done.reconciliations, values=done.values, kept=list(done.kept))
