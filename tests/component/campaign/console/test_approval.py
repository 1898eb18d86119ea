"""Four eyes in the console: one person hands in, another sees the queue, looks and lets it go."""

from __future__ import annotations

import pytest

from services.campaign.domain.roles import Role
from services.campaign.use_cases.users import CreateUser, create_user
from shared.contracts.campaign import ReconciliationRequested
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of, new_visitor
from tests.component.campaign.console.test_road import send, to_the_list
from tests.component.campaign.world import PASSWORD

pytestmark = pytest.mark.postgres

SELECTION: dict[str, object] = {"key": ["320.00001", "320.00002", "320.00003"]}


async def as_colleague(desk: Desk, role: Role = Role.APPROVER) -> Desk:
    """A second person at the same desk's service, in a browser of their own."""
    email = f"{role.value}@firma.test"
    password_hash = await desk.world.service.internal_app.state.door.passwords.new_hash(PASSWORD)
    async with desk.world.service.database.transaction() as tx:
        await create_user(tx, CreateUser(desk.world.company_id, email, "İkinci Göz", role, password_hash))
    other = Desk(desk.world, desk.neighbours, new_visitor(desk.base), desk.base, desk.serving, desk.uvicorn)
    desk.others.append(other.http)
    await other.sign_in(email)
    return other


async def always(desk: Desk) -> None:
    page = (await desk.get("/settings/approval")).text
    fields = hidden_of(page, f"{CONSOLE}/settings/approval")
    assert (await desk.submit("/settings/approval", fields | {"mode": "always", "limit": ""}, page)).status_code == 303


async def test_a_limit_is_saved_again_as_it_was_shown_in_english_too(desk: Desk) -> None:
    desk.http.cookies.set("language", "en")
    for typed, shown in (("12,500.50", "12,500.50"), ("12.500,50", "12,500.50"), ("25.000", "25,000.00")):
        page = (await desk.get("/settings/approval")).text
        fields = hidden_of(page, f"{CONSOLE}/settings/approval") | {"mode": "above", "limit": typed}
        assert (await desk.submit("/settings/approval", fields, page)).status_code == 303
        assert f'value="{shown}"' in (await desk.get("/settings/approval")).text
    assert 'value="5,000.00"' in (await desk.get("/runs/new")).text


async def test_a_colleague_sees_the_queue_and_lets_it_go(desk: Desk) -> None:
    await always(desk)
    colleague = await as_colleague(desk)
    place = await send(desk, SELECTION)
    own = (await desk.get(place)).text
    assert "Mutabakat bir çalışma arkadaşınızın onayını bekliyor." in own
    assert "Bunu siz hazırladınız; bir çalışma arkadaşınızın onaylaması gerekir." in own
    assert f"{CONSOLE}{place}/approve" not in own
    assert "?state=awaiting_approval" not in own  # no badge for one's own

    queue = (await colleague.get("/campaigns?state=awaiting_approval")).text
    assert 'Onay bekliyor <span class="badge bg-yellow-lt">1</span>' in queue
    page = (await colleague.get(place)).text
    assert "Onayla ve 3 cariye sor" in page
    fields = hidden_of(page, f"{CONSOLE}{place}/approve")
    # Meanwhile its preparer moves the last day: what was seen is not what would be sent.
    draft = (await desk.get(f"{place}/draft")).text
    changed = hidden_of(draft, f"{CONSOLE}{place}/draft") | {"description": "Ekim", "valid_until": "2026-12-11"}
    assert (await desk.submit(f"{place}/draft", changed, draft)).status_code == 303
    late = await colleague.submit(f"{place}/approve", fields, page)
    assert late.status_code == 412
    assert "Sizden önce biri davrandı" in late.text
    assert "bunu siz açtıktan sonra" in late.text
    assert f'href="{CONSOLE}{place}"' in late.text
    assert await desk.world.said(ReconciliationRequested) == []

    page = (await colleague.get(place)).text
    fields = hidden_of(page, f"{CONSOLE}{place}/approve")
    assert (await colleague.submit(f"{place}/approve", fields, page)).status_code == 303
    assert len(await desk.world.said(ReconciliationRequested)) == 3
    after = (await desk.get(place)).text
    assert "Onaylandı:" in after
    assert "İkinci Göz" in after
    assert "Onaylandı ve gönderildi" in after


async def test_given_back_with_a_reason(desk: Desk) -> None:
    await always(desk)
    colleague = await as_colleague(desk)
    place = await send(desk, SELECTION)
    page = (await colleague.get(f"{place}/reject")).text
    fields = hidden_of(page, f"{CONSOLE}{place}/reject")
    empty = await colleague.submit(f"{place}/reject", fields | {"reason": " "}, page)
    assert (empty.status_code, "Gerekçe eksik." in empty.text) == (422, True)
    given = await colleague.submit(f"{place}/reject", fields | {"reason": "Son gün çok yakın."}, page)
    assert given.status_code == 303
    back = (await desk.get(place)).text
    assert "Son gün çok yakın." in back
    assert "Taslak" in back
    assert "Onaya sun" in back


async def test_the_amount_is_read_as_people_write_it(desk: Desk) -> None:
    page, fields = "", {}
    for typed, kept in (("250.000", "250.000,00"), ("1.234,50", "1.234,50"), ("99.5", "99,50")):
        page = (await desk.get("/settings/approval")).text
        fields = hidden_of(page, f"{CONSOLE}/settings/approval") | {"mode": "above", "limit": typed}
        assert (await desk.submit("/settings/approval", fields, page)).status_code == 303
        assert f'value="{kept}"' in (await desk.get("/settings/approval")).text
    refused = await desk.submit("/settings/approval", fields | {"limit": "çok"}, page)
    assert (refused.status_code, "bir tutar değil" in refused.text) == (422, True)
    old = await desk.submit("/settings/approval", fields | {"limit": "5"}, page)
    assert "bunu siz açtıktan sonra" in old.text
    lonely = (await desk.get("/settings/approval")).text
    assert "hazırlananı kimse onaylayamaz" in lonely


async def _last_look(desk: Desk, path: str) -> str:
    details = await desk.post(f"{path}/selection", SELECTION, seen=path)
    chosen = hidden_of(details.text, f"{CONSOLE}{path}/confirmation")
    chosen |= {"description": "Ekim 2026 mutabakatı", "valid_until": "2026-12-04"}
    return (await desk.submit(f"{path}/confirmation", chosen, details.text)).text


async def test_of_two_who_send_the_same_selection_one_is_told_who_was_first(desk: Desk) -> None:
    colleague = await as_colleague(desk, Role.PREPARER)
    path = await to_the_list(desk)
    mine, theirs = await _last_look(desk, path), await _last_look(colleague, path)
    assert "tam olarak bu seçimi" not in mine
    kept = await desk.submit(f"{path}/send", hidden_of(mine, f"{CONSOLE}{path}/send") | {"act": "draft"}, mine)
    assert kept.status_code == 303
    place = kept.headers["location"].removeprefix(CONSOLE)
    assert "taslak olarak saklandı" in (await desk.get(place)).text
    late = await colleague.submit(f"{path}/send", hidden_of(theirs, f"{CONSOLE}{path}/send"), theirs)
    assert late.status_code == 409
    assert "Muhasebe tam olarak bu seçimi 24.11.2026" in late.text
    assert await desk.world.said(ReconciliationRequested) == []
    # Whoever was told on the last page sends it again on purpose.
    known = await _last_look(colleague, path)
    assert "Muhasebe tam olarak bu seçimi" in known
    again = await colleague.submit(f"{path}/send", hidden_of(known, f"{CONSOLE}{path}/send"), known)
    assert (again.status_code, len(await desk.world.said(ReconciliationRequested))) == (303, 3)
