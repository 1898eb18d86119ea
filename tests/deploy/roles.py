"""What `deploy/postgres/init.sql` makes, and the passwords it is given in tests."""

from __future__ import annotations

from pathlib import Path

INIT = Path(__file__).parents[2] / "deploy" / "postgres" / "init.sql"
SERVICES = ("aggregator", "campaign", "mailer", "responses")
PASSWORDS = {
    f"MUTABAKAT_{service.upper()}{part}_PASSWORD": f"{service}-it's-{part}"
    for service in SERVICES
    for part in ("", "_OWNER")
} | {"MUTABAKAT_RESPONSES_PAGE_PASSWORD": "the-page's"}
