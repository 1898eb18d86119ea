"""`deploy/compose.yaml` and its neighbours fit together; no engine is needed to see that."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.keys import EVIDENCE_SIGN, EVIDENCE_VERIFY, SYMMETRIC, TOKEN_SIGN, TOKEN_VERIFY
from tests.deploy.secrets_of_a_run import SCRIPT, make_secrets
from tests.servers.postgres import AS_DEPLOYED

DEPLOY = SCRIPT.parent
SERVICES = ("aggregator", "campaign", "mailer", "responses")
JOBS = ("keys", "migrate")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return parsed


def test_everything_runs_read_only_and_ours_without_privileges(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"postgres", "rabbitmq", "proxy", *JOBS, *SERVICES}
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
    for name in (*SERVICES, *JOBS):
        assert compose["services"][name]["cap_drop"] == ["ALL"], name
        assert compose["services"][name]["security_opt"] == ["no-new-privileges:true"], name
    for name in set(compose["services"]) - set(JOBS):
        assert "healthcheck" in compose["services"][name], name


def test_services_wait_for_keys_and_migrations_and_declare_nothing(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        assert service["command"][:2] == ["run", name]
        for job in JOBS:
            assert service["depends_on"][job] == {"condition": "service_completed_successfully"}
        assert service["environment"]["MUTABAKAT_BROKER_DECLARE"] == "false"
        assert [mount for mount in service["volumes"] if "/keys" in mount] == [f"keys-{name}:/keys:ro"]


def test_what_is_measured_is_what_is_deployed(compose: dict[str, Any]) -> None:
    said = [word for word in compose["services"]["postgres"]["command"] if "=" in word]
    assert dict(word.split("=") for word in said) == AS_DEPLOYED


def test_only_the_proxy_and_the_mailer_touch_the_outside(compose: dict[str, Any]) -> None:
    outside = {name for name, service in compose["services"].items() if "outside" in service.get("networks", [])}
    assert outside == {"proxy", "mailer"}
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"proxy"}
    assert compose["networks"]["inside"] == {"internal": True}


def test_every_mounted_or_named_file_exists(compose: dict[str, Any], tmp_path: Path) -> None:
    made = {path.name for path in make_secrets(tmp_path / "secrets").folder.iterdir()}
    for name, service in compose["services"].items():
        sources = [mount.split(":")[0] for mount in service.get("volumes", [])] + service.get("env_file", [])
        for source in sources:
            if source.removeprefix("./").startswith("secrets/"):
                assert Path(source).name in made, f"{name}: {source}"
            elif source.startswith("./"):
                assert (DEPLOY / source).exists(), f"{name}: {source}"
            else:
                assert source in compose["volumes"], f"{name}: {source}"


def test_secrets_differ_are_private_and_never_overwritten(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path / "secrets")
    values = [value for name in (*SERVICES, "migrate") for value in secrets.variables(name).values()]
    assert len(values) == len(set(values)) == 14
    for name in SERVICES:
        own = {f"MUTABAKAT_{name.upper()}_DATABASE_URL", "MUTABAKAT_TRANSPORT_URL"}
        page = {"MUTABAKAT_RESPONSES_PAGE_DATABASE_URL"} if name == "responses" else set()
        assert set(secrets.variables(name)) == own | page
        assert (secrets.folder / f"{name}.env").stat().st_mode & 0o077 == 0
        owner = secrets.variables("postgres")[f"MUTABAKAT_{name.upper()}_OWNER_PASSWORD"]
        assert owner in secrets.variables("migrate")[f"MUTABAKAT_{name.upper()}_DATABASE_URL"]
    again = subprocess.run(
        [sys.executable, str(SCRIPT), str(secrets.folder)], capture_output=True, text=True, check=False, timeout=30
    )
    assert again.returncode == 1
    assert "already holds secrets" in again.stderr


def test_each_key_file_is_given_to_somebody() -> None:
    given = re.findall(r"^give (\w+) (.+)$", (DEPLOY / "keys.sh").read_text(), re.MULTILINE)
    assert {service for service, _ in given} == set(SERVICES)
    files = {name for _, names in given for name in names.split()}
    assert files == {TOKEN_SIGN, TOKEN_VERIFY, EVIDENCE_SIGN, EVIDENCE_VERIFY, *SYMMETRIC}


def test_proxy_knows_every_service() -> None:
    caddyfile = (DEPLOY / "proxy" / "Caddyfile").read_text()
    for name in SERVICES:
        assert f"reverse_proxy {name}:8400" in caddyfile
    assert caddyfile.count("reverse_proxy responses:8401") == 1
