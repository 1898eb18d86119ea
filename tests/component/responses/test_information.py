"""What the company tells people about their data is one link away from every page, and kept with every answer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.responses import models
from shared.contracts.campaign import InformationTextPublished
from tests.component.responses.conftest import NOW
from tests.component.responses.world import COMPANY, World, heading, statement


def published(version: int, **texts: str) -> InformationTextPublished:
    return InformationTextPublished(
        company_id=COMPANY, version=version, texts=texts, published_at=NOW + timedelta(days=version)
    )


async def version_of_the_answer(world: World) -> int | None:
    async with world.database.reading() as reading:
        found: int | None = await reading.scalar(select(models.responses.c.information_version))
        return found


async def test_the_newest_text_is_shown_in_whatever_order_versions_come(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    assert f"{path}/information" not in (await world.visitor.get(path)).text
    assert (await world.visitor.get(f"{path}/information")).status_code == 404
    await world.tell(
        published(2, tr="İkinci metin.\n\n<b>Hakkınız</b>", en="Second text."), published(1, tr="İlk metin.")
    )
    for page in (path, f"{path}?lang=en"):
        assert f'href="{path}/information' in (await world.visitor.get(page)).text
    shown = await world.visitor.get(f"{path}/information")
    assert heading(shown.text) == "Örnek Sanayi ve Ticaret A.Ş. aydınlatma metni"
    assert "İkinci metin." in shown.text
    assert "&lt;b&gt;Hakkınız&lt;/b&gt;" in shown.text
    assert "07.11.2026 tarihli 2. sürüm" in shown.text
    assert "Second text." in (await world.visitor.get(f"{path}/information?lang=en")).text


async def test_the_version_that_was_shown_is_kept_with_the_answer(world: World) -> None:
    await world.tell(*statement(), published(1, tr="İlk metin."))
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    # A newer one that came between the check page and its sending was not shown to whoever sends.
    await world.tell(published(2, tr="İkinci metin."))
    await world.send(path, state)
    assert await version_of_the_answer(world) == 1


async def test_no_text_is_no_version(world: World) -> None:
    await world.tell(*statement())
    await world.agree(await world.link())
    assert await version_of_the_answer(world) is None
