#!/usr/bin/env python3
"""Make the passwords of an installation and write them to `deploy/secrets/`, one file per reader.

    python3 deploy/make_secrets.py            needs nothing but Python; never overwrites what is there

| file                 | read by                     | holds                                                        |
|----------------------|-----------------------------|--------------------------------------------------------------|
| `postgres.env`       | PostgreSQL, at its creation | the superuser's password and those of all roles              |
| `definitions.json`   | RabbitMQ                    | `rabbitmq/definitions.json` with the users' password hashes  |
| `<service>.env`      | that service                | URL of its database (application role), URL of the broker    |
|                      |                             | `responses.env`: also that of the public page's role         |
| `migrate.env`        | the migration job           | URLs of all databases (owner roles), broker URL of `topology`|
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVICES = ("aggregator", "campaign", "mailer", "responses")
POSTGRES_HOST = os.environ.get("MUTABAKAT_POSTGRES_HOST", "postgres:5432")
RABBIT_HOST = os.environ.get("MUTABAKAT_RABBIT_HOST", "rabbitmq:5672")


def rabbit_hash(password: str) -> str:
    """RabbitMQ's salted SHA-256: base64(salt ‖ SHA-256(salt ‖ password)), the salt being four random bytes."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def database_url(service: str, role: str, password: str) -> str:
    """SQLAlchemy's URL of a service's database; passwords are hexadecimal, so nothing needs quoting."""
    variable = f"MUTABAKAT_{service.upper()}_DATABASE_URL"
    return f"{variable}=postgresql+asyncpg://{role}:{password}@{POSTGRES_HOST}/mutabakat_{service}"


def transport_url(user: str, password: str) -> str:
    """The broker's URL as one user."""
    return f"MUTABAKAT_TRANSPORT_URL=amqp://mutabakat-{user}:{password}@{RABBIT_HOST}/mutabakat"


def contents() -> dict[str, str]:
    """File name → content of a whole new set of secrets."""
    owners = {service: secrets.token_hex(24) for service in SERVICES}
    apps = {service: secrets.token_hex(24) for service in SERVICES}
    page = secrets.token_hex(24)
    broker = {user: secrets.token_hex(24) for user in (*SERVICES, "topology")}

    postgres = [f"POSTGRES_PASSWORD={secrets.token_hex(24)}"]
    for service in SERVICES:
        postgres.append(f"MUTABAKAT_{service.upper()}_OWNER_PASSWORD={owners[service]}")
        postgres.append(f"MUTABAKAT_{service.upper()}_PASSWORD={apps[service]}")
    postgres.append(f"MUTABAKAT_RESPONSES_PAGE_PASSWORD={page}")
    migrate = [database_url(service, f"mutabakat_{service}_owner", owners[service]) for service in SERVICES]
    migrate.append(transport_url("topology", broker["topology"]))

    definitions = json.loads((HERE / "rabbitmq" / "definitions.json").read_text())
    for user in definitions["users"]:
        user["password_hash"] = rabbit_hash(broker[user["name"].removeprefix("mutabakat-")])

    files = {"postgres.env": postgres, "migrate.env": migrate}
    for service in SERVICES:
        files[f"{service}.env"] = [
            database_url(service, f"mutabakat_{service}", apps[service]),
            transport_url(service, broker[service]),
        ]
    page_url = f"postgresql+asyncpg://mutabakat_responses_page:{page}@{POSTGRES_HOST}/mutabakat_responses"
    files["responses.env"].append(f"MUTABAKAT_RESPONSES_PAGE_DATABASE_URL={page_url}")
    written = {name: "\n".join(lines) + "\n" for name, lines in files.items()}
    return written | {"definitions.json": json.dumps(definitions, indent=2) + "\n"}


def main(target: Path) -> int:
    """Write the set; 1 when there already is one, because the databases know only the old passwords."""
    if target.exists() and any(target.iterdir()):
        print(f"{target} already holds secrets. Move them away first if you mean to replace them.", file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in contents().items():
        path = target / name
        # The broker reads its file as its own account inside the container; it holds hashes only.
        path.touch(mode=0o644 if name == "definitions.json" else 0o600)
        path.write_text(content)
    print(f"Secrets written to {target}. Back them up together with the `keys` volume.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "secrets"))
