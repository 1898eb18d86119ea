"""The files of every list, and what LibreOffice makes of them: letters, numbers, and nothing that would be worked out.

The long part starts LibreOffice, which `make soak` installs (`MUTABAKAT_SOAK_OFFICE`); without it that part is left out.
"""

from __future__ import annotations

import csv
import io
import os
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from services.campaign.use_cases.colleagues import Assign, assign
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.neighbour_books import card
from tests.component.campaign.console.neighbour_mail import a_message
from tests.component.campaign.console.office import PROGRAM, OpenedCell, opened
from tests.component.campaign.world import NOW, a_run, figure, side

LETTERS = "İIığĞüÜşŞöÖçÇ âîû A.Ş."
HOSTILE = (
    '=HYPERLINK("http://kotu.test";"tıkla")',
    "=1+1",
    "+1",
    "@TOPLA(1;1)",
    "-cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    "http://kotu.test/",
)
TITLES = (LETTERS, *HOSTILE)
LISTS = {
    "all": "/reconciliations/list.{}?cols=title.reference.campaign.tax_number.codes.purchases.sales.difference.state.state_at",
    "campaign": "/campaigns/{campaign}/list.{}",
    "campaigns": "/campaigns/list.{}?cols=description.sent_at.valid_until.sent_by.count.total.state.answered",
    "outbox": "/outbox/list.{}?cols=reference.at.address.name.subject.purpose.state.reply",
    "accounts": "/accounts/export.{}?cols=title.code.tax_number.email.contacts.updated_at",
    "audit": "/settings/audit-log/export.{}",
    "run": "/runs/{run}/list.{}?cols=title.codes.tax_number.purchases.sales.addresses.warnings",
    "assigned": "/assigned/list.{}?cols=title.reference.description.valid_until.state.state_at",
    "imports": "/imports/list.{}?cols=file.received.kind.state.accepted.rejected",
}
FIRST = {
    "all": "Cari",
    "campaign": "Cari",
    "campaigns": "Mutabakat açıklaması",
    "outbox": "Mutabakat",
    "accounts": "Cari",
    "audit": "Zaman",
    "run": "Cari",
    "assigned": "Cari",
    "imports": "Dosya",
}


def an_import(name: str) -> dict[str, object]:
    counts = {"rows": 9, "rows_read": 9, "accepted": 7, "rejected": 2}
    return {
        "id": str(uuid4()),
        "state": "done",
        "kind": "accounts",
        "file_name": name,
        "created_at": NOW.isoformat(),
        **counts,
    }


async def files(desk: Desk, *kinds: str) -> dict[str, bytes]:
    """Every list of a company in which everybody has a hostile name, as files of these kinds: `campaigns.csv` and so on."""
    figures = [
        figure(number, title=title).model_copy(update={"purchases": side("1234567.89")})
        for number, title in enumerate(TITLES, 1)
    ]
    made = await desk.world.send(figures, description=HOSTILE[0])
    desk.neighbours.books.cards = [card(number, title) for number, title in enumerate(TITLES, 1)]
    desk.neighbours.outbox.messages = [
        a_message("failed", address=f"a{place}@c1.test", recipient_name=title, subject=title, reply=title)
        for place, title in enumerate(TITLES)
    ]
    run = a_run()
    desk.neighbours.run, desk.neighbours.figures = run, figures
    desk.neighbours.books.imports = [an_import(title) for title in TITLES]
    async with desk.world.service.database.transaction() as tx:
        for one in await desk.world.rows(made.campaign.campaign_id):
            await assign(tx, Assign(desk.world.company_id, one, desk.world.user_id, "Muhasebe"))
    found = {}
    for (name, path), kind in product(LISTS.items(), kinds):
        place = path.replace("{campaign}", str(made.campaign.campaign_id)).replace("{run}", str(run.id)).format(kind)
        answer = await desk.get(place)
        assert answer.status_code == 200, (name, answer.text)
        found[f"{name}.{kind}"] = answer.content
    return found


async def test_every_list_can_be_taken_away(desk: Desk) -> None:
    found = await files(desk, "csv", "pdf")
    for name in LISTS:
        content = found[f"{name}.csv"]
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        assert head[0] == FIRST[name]
        assert rows, name
        assert all(len(row) == len(head) for row in rows), name
        for cell in (one for row in rows for one in row):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (name, cell)
        assert found[f"{name}.pdf"].startswith(b"%PDF-"), name


async def test_files_hold_what_is_filtered_and_chosen(desk: Desk) -> None:
    await files(desk)

    async def lines(path: str) -> list[str]:
        return (await desk.get(path)).content.decode("utf-8-sig").splitlines()

    (row,) = csv.reader((await lines("/campaigns/list.csv?cols=count"))[1:], delimiter=";")
    assert row == [f"'{HOSTILE[0]}", str(len(TITLES))]
    assert len(await lines("/campaigns/list.csv?state=draft")) == 1
    assert len(await lines("/outbox/list.csv?address=a3@c1.test&cols=address")) == 2
    assert (await lines("/outbox/list.csv?address=a3@c1.test&cols=address"))[0] == "Mutabakat;Alıcı"
    assert len(await lines("/outbox/list.csv?state=sent")) == 1
    assert len(await lines("/accounts/export.csv?q=topla&cols=code")) == 2
    assert (await lines("/accounts/export.csv?q=topla&cols=code"))[0] == "Cari;Kod"
    assert (await desk.get("/accounts/export.csv?q=topla")).text.startswith("cari kodu"), (
        "to be edited and imported again"
    )
    assert len(await lines("/settings/audit-log/export.csv?deed=campaign_cancelled")) == 1
    run = f"/runs/{desk.neighbours.run.id if desk.neighbours.run else ''}/list"
    assert await lines(f"{run}.csv?q=topla&cols=purchases") == [
        "Cari;Alış (BA), TL",
        """"'@TOPLA(1;1)";1234567,89""",
    ]
    assert "owing" not in (await desk.get(run.removesuffix("/list"))).text, (
        "a run without balances has no column for them"
    )
    for path, columns, cells in (
        ("/assigned/list.csv?cols=state", ["Cari", "Durum"], {"Hazırlanıyor"}),
        ("/imports/list.csv?cols=rejected", ["Dosya", "Kabul edilmeyen"], {"2"}),
    ):
        text = (await desk.get(path)).content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text), delimiter=";")
        assert (head, len(rows), {row[1] for row in rows}) == (columns, len(TITLES), cells)
    for path in (
        "/campaigns/list.evil",
        "/outbox/list.evil",
        "/accounts/export.evil",
        "/assigned/list.evil",
        "/imports/list.evil",
        f"{run}.evil",
        "/settings/audit-log/export.evil",
    ):
        assert (await desk.get(path)).status_code == 404, path


@pytest.mark.crash
@pytest.mark.timeout(400)
@pytest.mark.skipif(
    PROGRAM is None and not int(os.environ.get("MUTABAKAT_SOAK_OFFICE", "0")),
    reason="LibreOffice is not installed; `make soak` installs it",
)
async def test_libreoffice_finds_letters_numbers_and_nothing_to_work_out(desk: Desk, tmp_path: Path) -> None:
    paths = []
    for name, content in (await files(desk, "xlsx", "csv")).items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    control = tmp_path / "control.csv"
    control.write_bytes(b"ad;tutar\r\n=1+1;1234,50\r\n")
    found = opened([*paths, control], tmp_path / "opened")
    assert found["control.csv"][1][0].is_live, "what is written carelessly would be seen"
    assert found["control.csv"][1][1].kind == "float"
    for path in paths:
        head, *rows = found[path.name]
        assert head[0].text == FIRST[path.stem]
        cells = [one for row in rows for one in row]
        assert not [one for one in cells if one.is_live], path.name
        texts = {_plain(one.text) for one in cells if one.kind == "string"}
        if path.stem not in ("campaigns", "audit"):
            assert {_plain(one) for one in TITLES} <= texts, path.name
    for name in ("all.xlsx", "all.csv", "campaign.xlsx", "campaign.csv"):
        amounts = _column(found[name], "Alış (BA), TL")
        assert [(one.kind, one.value) for one in amounts] == [("float", "1234567.89")] * len(TITLES), name
        numbers = _column(found[name], "Vergi no")
        assert {one.text for one in numbers} >= {"0000000001"} or name.endswith("csv"), name
    for name in ("campaigns.xlsx", "campaigns.csv"):
        assert {one.kind for one in _column(found[name], "Mutabakat adedi")} == {"float"}
        assert {one.kind for one in _column(found[name], "Geçerlilik tarihi")} == {"date"}, name


def _plain(text: str) -> str:
    """Blanks aside, and the apostrophe that a text table has in front of what would be worked out."""
    return "".join(text.split()).removeprefix("'")


def _column(rows: list[list[OpenedCell]], heading: str) -> list[OpenedCell]:
    place = [one.text for one in rows[0]].index(heading)
    return [row[place] for row in rows[1:]]
