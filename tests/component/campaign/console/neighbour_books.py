"""Account cards and imports as the aggregator's API shows them, small enough to follow by eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import FastAPI, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse

from shared.http.problems import problem
from shared.text import fold

AT = datetime(2026, 11, 12, 7, 32, tzinfo=UTC)
RIDDLE = {
    "field": "amount",
    "heading": "Tutar",
    "readings": ["1.234,56", "1,234.56"],
    "examples": [["1.234", "1234", "1.234"]],
}
NAMES = ("Şişli Çelik A.Ş.", "İstanbul Gıda Ltd. Şti.", "Adressiz Ticaret")


def card(number: int, title: str) -> dict[str, Any]:
    address = f"muhasebe@c{number}.test" if title != NAMES[2] else ""
    return {
        "code": f"120/{number:02}",
        "title": title,
        "tax_number": "4540536920" if number < 3 else "4540536921",
        "tax_number_is_valid": number < 3,
        "tax_number_is_placeholder": False,
        "tax_office": "",
        "country": "TR",
        "reconciliation_email": address,
        "email_is_valid": bool(address),
        "phone": "",
        "address": "",
        "language": "tr",
        "branch": "Merkez" if number == 1 else "",
        "never_mail": False,
        "never_merge": False,
        "counterparty_key": "t:4540536920" if number < 3 else f"a:120/{number:02}",
        "contacts": [
            {
                "id": 7,
                "name": "Finans",
                "email": "finans@c1.test",
                "email_is_valid": True,
                "receives_reconciliations": True,
            }
        ]
        if number == 1
        else [],
        "updated_at": AT.isoformat(),
    }


@dataclass
class Books:
    """What the console asked for is remembered; what tests read and change is public."""

    cards: list[dict[str, Any]] = field(default_factory=lambda: [card(n, t) for n, t in enumerate(NAMES, 1)])
    imports: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    most_contacts: int = 20

    def add_to(self, app: FastAPI) -> None:
        """Put these resources beside the others of the aggregator."""
        self._accounts(app)
        self._contacts(app)
        self._imports(app)

    def _find(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        found = [one for one in self.cards if fold(query.get("q", "")) in fold(one["title"])]
        if query.get("address") == "missing":
            found = [one for one in found if not one["reconciliation_email"]]
        return [one for one in found if query.get("counterparty", one["counterparty_key"]) == one["counterparty_key"]]

    def _one(self, code: str) -> dict[str, Any]:
        return next(one for one in self.cards if one["code"] == code)

    def _accounts(self, app: FastAPI) -> None:
        @app.get("/accounts")
        async def page(request: Request) -> JSONResponse:
            return JSONResponse({"items": self._find(request.query_params), "next": None})

        @app.get("/account-totals")
        async def totals(request: Request) -> JSONResponse:
            found = self._find(request.query_params)
            return JSONResponse(
                {"accounts": len(found), "branches": ["Merkez"], "contacts": 1, "receiving_contacts": 1}
            )

        @app.get("/account-export")
        async def export(request: Request) -> Response:
            self.asked.append(("export", dict(request.query_params)))
            headers = {"Content-Disposition": 'attachment; filename="cariler_2026-11-24.csv"'}
            return PlainTextResponse("cari kodu;ünvan", media_type="text/csv", headers=headers)

        @app.patch("/accounts")
        async def many(body: dict[str, Any]) -> JSONResponse:
            if body["changes"].get("country") == "QQ":
                return problem(422, "country_unknown", "There is no country QQ.")
            self.asked.append(("many", body))
            found = self._find(body["filter"]) if "filter" in body else [self._one(code) for code in body["codes"]]
            for one in found:
                one.update(body["changes"])
            return JSONResponse({"count": len(found), "changed": len(found)})

    def _contacts(self, app: FastAPI) -> None:
        @app.post("/accounts/{code:path}/contacts", status_code=201)
        async def add(code: str, body: dict[str, Any]) -> JSONResponse:
            if len(self._one(code)["contacts"]) >= self.most_contacts:
                return problem(409, "too_many_contacts", "The card has as many contacts as it can hold.")
            contact = {"id": 8 + len(self.asked), "email_is_valid": True, **body}
            self._one(code)["contacts"].append(contact)
            return JSONResponse(contact, status_code=201)

        @app.patch("/accounts/{code:path}/contacts/{contact_id}")
        async def change(code: str, contact_id: int, body: dict[str, Any]) -> JSONResponse:
            contact = next(one for one in self._one(code)["contacts"] if one["id"] == contact_id)
            contact.update(body)
            return JSONResponse(contact)

        @app.delete("/accounts/{code:path}/contacts/{contact_id}", status_code=204)
        async def remove(code: str, contact_id: int) -> Response:
            contacts = self._one(code)["contacts"]
            if not any(one["id"] == contact_id for one in contacts):
                return problem(404, "contact_not_found", "The account has no such contact.")
            contacts[:] = [one for one in contacts if one["id"] != contact_id]
            return Response(status_code=204)

        @app.get("/accounts/{code:path}")
        async def show(code: str) -> JSONResponse:
            if not any(one["code"] == code for one in self.cards):
                return problem(404, "account_not_found", "There is no such account.")
            return JSONResponse(self._one(code))

        @app.patch("/accounts/{code:path}")
        async def edit(code: str, body: dict[str, Any]) -> JSONResponse:
            if len(body.get("tax_office", "")) > 100:
                places = [{"place": "body.tax_office", "code": "string_too_long", "detail": "Too long."}]
                return problem(422, "invalid", "`errors` names each place.", errors=places)
            if body.get("country") == "QQ":
                return problem(422, "country_unknown", "There is no country QQ.")
            self.asked.append(("edit", body))
            self._one(code).update(body)
            return JSONResponse(self._one(code))

    def _imports(self, app: FastAPI) -> None:
        @app.get("/imports")
        async def imports() -> JSONResponse:
            return JSONResponse({"items": self.imports, "next": None})

        @app.post("/imports", status_code=202)
        async def take(
            file: Annotated[UploadFile | None, File()] = None,
            pasted: Annotated[str, Form()] = "",
            skip_rejected: bool = False,
            confirm: bool = False,
            wait: float = 20,
        ) -> JSONResponse:
            text = (await file.read()).decode() if file else pasted
            name = file.filename if file else "pasted.tsv"
            made = self._report(str(name), text, skip_rejected=skip_rejected, confirm=confirm)
            self.imports.insert(0, made)
            return JSONResponse(made, status_code=202)

        @app.get("/imports/{import_id}")
        async def report(import_id: UUID) -> JSONResponse:
            return JSONResponse(self._import(import_id))

        @app.post("/imports/{import_id}/confirm", status_code=202)
        async def go_on(import_id: UUID, body: dict[str, Any]) -> JSONResponse:
            self.asked.append(("confirm", body))
            found = self._import(import_id)
            found["state"] = "waiting" if body["look_again"] else "done"
            return JSONResponse(found, status_code=202)

        @app.post("/imports/{import_id}/cancel", status_code=202)
        async def stop(import_id: UUID) -> JSONResponse:
            found = self._import(import_id)
            if found["state"] == "done":
                return problem(409, "import_ended", "The import has ended: done.")
            found["state"] = "cancelled"
            return JSONResponse(found, status_code=202)

        @app.get("/imports/{import_id}/report.xlsx")
        async def workbook(import_id: UUID) -> Response:
            headers = {"Content-Disposition": "attachment; filename*=UTF-8''rapor.xlsx"}
            return Response(b"PK", media_type="application/vnd.test", headers=headers)

    def _import(self, import_id: UUID) -> dict[str, Any]:
        return next(one for one in self.imports if one["id"] == str(import_id))

    def _report(self, name: str, text: str, *, skip_rejected: bool, confirm: bool) -> dict[str, Any]:
        headings, *lines = [line.replace("\t", ";") for line in text.strip().splitlines()]
        bad = [
            {"row": row, "field": "amount", "code": "number", "severity": "error", "message": "This is no amount: x"}
            for row, line in enumerate(lines, 2)
            if line.endswith(";x")
        ]
        columns = [
            {
                "position": place,
                "heading": heading,
                "field": "amount" if heading == "tutar" else "",
                "cells": ["1", "5"],
            }
            for place, heading in enumerate(headings.split(";"))
        ]
        row = {
            "what": "movement",
            "row": 2,
            "document_no": "ABC1",
            "kind": "sale",
            "amount": "1234.50",
            "party": {"title": "X"},
        }
        taken = "refused" if bad and not skip_rejected else "done"
        return {
            "id": str(uuid4()),
            "state": "waiting" if confirm else taken,
            "kind": "movements",
            "file_name": name,
            "size": len(text),
            "format": "csv",
            "encoding": "utf-8",
            "separator": ";",
            "mapping": {"kind": "movements", "profile": "logo"},
            "rows": len(lines),
            "accepted": len(lines) - len(bad),
            "rejected": len(bad),
            "problems": bad,
            "periods": ["2026-10"],
            "preview": {"columns": columns, "rows": [row], "riddles": [], "skipped": {"total_row": 1}, "sheet": ""},
            "created_at": AT.isoformat(),
            "same_as": None,
        }
