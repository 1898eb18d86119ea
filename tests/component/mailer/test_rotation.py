"""Kept secrets move to the newest key while mailers work, and what no key opens is named."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select, update

from services.mailer.models import smtp_configurations
from services.mailer.use_cases import rotation
from services.mailer.use_cases.rotation import Rotation, reseal
from services.mailer.vault import CLIENT_SECRET, COLUMNS, PASSWORD, REFRESH_TOKEN, Vault
from shared.errors import ConfigurationError
from shared.keys import KeyRing, add_key, create_keys, read_key_file
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import NOW, World
from tests.product.forked import COMMAND, fork

FIELDS = (PASSWORD, CLIENT_SECRET, REFRESH_TOKEN)


async def fill(world: World, vault: Vault, count: int) -> None:
    rows = []
    for number in range(count):
        config, company = uuid4(), uuid4()
        sealed = {
            COLUMNS[field]: vault.seal(
                SecretStr(f"{field}-{number}"), company_id=company, config_id=config, field=field
            )
            for field in FIELDS
        }
        rows.append(
            {
                "id": config,
                "company_id": company,
                "state": "active",
                "host": "mail.firma.test",
                "port": 587,
                "security": "starttls",
                "username": "firma",
                "sender_address": "a@firma.test",
                "sender_name": str(number),
                "created_at": NOW,
                "created_by": "",
                **sealed,
            }
        )
    async with world.service.database.transaction() as tx:
        await tx.execute(insert(smtp_configurations), rows)


async def all_resealed(world: World, vault: Vault) -> Rotation:
    found, after = Rotation(), None
    while True:
        async with world.service.database.transaction() as tx:
            after = await reseal(tx, vault, after, found)
        if after is None:
            return found


async def test_all_secrets_move_to_the_newest_key(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 4)
    world = await make()
    await fill(world, Vault(KeyRing.read(world.keys, "secrets.key")), 10)
    assert add_key(world.keys, "secrets.key") == 2
    both = Vault(KeyRing.read(world.keys, "secrets.key"))
    found = await all_resealed(world, both)
    assert (found.resealed, found.current, dict(found.unreadable)) == (30, 0, {})
    again = await all_resealed(world, both)
    assert (again.resealed, again.current) == (0, 30)
    newest_only = Vault(KeyRing({2: KeyRing.read(world.keys, "secrets.key")[2]}))
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(smtp_configurations))
    for row in rows:
        for field in FIELDS:
            secret = newest_only.opened(row, field)
            assert secret is not None
            assert secret.get_secret_value() == f"{field}-{row.sender_name}"


async def test_a_secret_that_no_key_opens_is_named_and_the_others_move(make_on_sqlite: Make) -> None:
    world = await make_on_sqlite()
    await fill(world, Vault(KeyRing.read(world.keys, "secrets.key")), 2)
    lost = Vault(KeyRing({1: b"x" * 32}))
    async with world.service.database.transaction() as tx:
        row = await tx.first(select(smtp_configurations).limit(1))
        assert row is not None
        foreign = lost.seal(SecretStr("?"), company_id=row.company_id, config_id=row.id)
        await tx.execute(update(smtp_configurations).where(smtp_configurations.c.id == row.id).values(secret=foreign))
    add_key(world.keys, "secrets.key")
    found = await all_resealed(world, Vault(KeyRing.read(world.keys, "secrets.key")))
    assert (found.resealed, dict(found.unreadable)) == (5, {row.id: 1})


async def test_the_command_does_it_and_says_so(make_on_sqlite: Make, tmp_path: Path) -> None:
    world = await make_on_sqlite()
    await fill(world, Vault(KeyRing.read(world.keys, "secrets.key")), 1)

    async def run(*words: str) -> tuple[int, str]:
        environment = os.environ | {"MUTABAKAT_DATA_DIR": str(tmp_path), "MUTABAKAT_KEYS_DIR": str(world.keys)}
        said = tmp_path / "said"
        said.unlink(missing_ok=True)
        command = await fork(COMMAND, "keys", *words, environment=environment, cwd=tmp_path, log=said)
        return await command.wait(), said.read_text()

    code, said = await run("add")
    assert (code, "key 2 is the newest now" in said) == (0, True), said
    code, said = await run("rotate-secrets")
    assert (code, "3 secrets re-encrypted, 0 had" in said) == (0, True), said
    assert (await run("add", "token-sign.pem"))[0] == 2


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    create_keys(tmp_path)
    for mode in (0o640, 0o604, 0o644):
        (tmp_path / "secrets.key").chmod(mode)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            read_key_file(tmp_path, "secrets.key")
    (tmp_path / "secrets.key").chmod(0o600)
    add_key(tmp_path, "secrets.key")
    assert (tmp_path / "secrets.key").stat().st_mode & 0o777 == 0o600
    assert [version for version, _ in KeyRing.read(tmp_path, "secrets.key")] == [2, 1]
