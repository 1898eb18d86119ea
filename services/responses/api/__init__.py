"""The internal API: what counterparties answered, and the evidence of it. Answers come from the public page, never from here."""

from fastapi import APIRouter

from services.responses.api import conversations, evidence, ledgers, packages, persons, responses

router = APIRouter()
router.include_router(responses.router)
router.include_router(evidence.router)
router.include_router(packages.router)
router.include_router(persons.router)
router.include_router(ledgers.router)
router.include_router(conversations.router)
