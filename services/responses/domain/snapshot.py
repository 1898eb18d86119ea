"""The frozen copy of a statement: exactly what is shown, as canonical JSON, and its hash.

The hash is bound into every form and every answer, so that nobody can say later that something else was on the page
(reliability-security.md §2.7).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from shared.contracts.values import (
    Ageing,
    Counterparty,
    CurrencyBalance,
    Document,
    Letter,
    OpenItem,
    SideTotal,
    Value,
)
from shared.evidence.canonical import canonical as canonical


class CompanyCard(Value):
    """The asking company as it was when the page was made; later edits of its card do not reach into it."""

    title: str
    tax_number: str
    tax_office: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class Head(Value):
    """Everything of a statement that is shown beside the documents. No balances where the counterparty writes its own."""

    reference: str
    letter: Letter
    counterparty: Counterparty
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    open_items_left_out: int = 0
    ageing: tuple[Ageing, ...] = ()


def canonical_model(value: Value) -> str:
    return canonical(value.model_dump(mode="json"))


def canonical_documents(documents: Iterable[Document]) -> str:
    """One part's documents as a JSON list, in their order."""
    return canonical([document.model_dump(mode="json") for document in documents])


def snapshot_sha256(company: str, document_parts: Sequence[str], head: str) -> str:
    """Hash of `{"company":…,"documents":[…],"head":…}`, spliced from texts that are canonical already.

    Equal to hashing `canonical()` of the whole, without taking 20,000 documents apart again.
    """
    documents = ",".join(part[1:-1] for part in document_parts if part != "[]")
    return sha256(f'{{"company":{company},"documents":[{documents}],"head":{head}}}'.encode()).hexdigest()


class PartSeal(NamedTuple):
    """One part of the documents as it was when the statement was frozen."""

    part: int
    documents: int
    sha256: str


def part_seals(document_parts: Sequence[str], counts: Sequence[int]) -> str:
    """What `statements.part_seals` holds: one `[part, documents, hash]` per part, so that a changed part can be named."""
    pairs = zip(document_parts, counts, strict=True)
    return canonical([[n, count, part_sha256(text)] for n, (text, count) in enumerate(pairs, start=1)])


def read_part_seals(text: str) -> tuple[PartSeal, ...]:
    """Raises `ValueError` for anything that `part_seals` did not write."""
    try:
        return tuple(PartSeal(int(part), int(documents), str(digest)) for part, documents, digest in json.loads(text))
    except TypeError as error:
        raise ValueError("not a list of part seals") from error


def part_sha256(documents: str) -> str:
    return sha256(documents.encode()).hexdigest()
