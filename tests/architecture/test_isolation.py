"""Requests work on the rows of one company; who works on everybody's says so, and why stands here."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHOLE = re.compile(
    r"across_companies|(?:Transaction|Reading)Across\b"
    r"|(?:edge|edge_of\(request\)|console|self\._?)\.?_?database\b(?!\.(?:of\(|clock\b)|:)"
)
ACROSS = {
    "shared/http/dependencies.py": "Makes both kinds of transaction.",
    "shared/http/system.py": "How full the queues are, which all companies share; their messages are the company's alone.",
    "services/campaign/door.py": "Whoever is not let in yet is of no company; passwords and sessions are a person's.",
    "services/campaign/api/own_account.py": "One's own account, one's sessions and one's companies; and opening another company.",
    "services/campaign/api/access.py": "Makes accounts and resets second factors: both belong to a person, not to a company.",
    "services/campaign/api/companies.py": "The first start: there is no company yet.",
    "services/campaign/api/invitations.py": "Accepting: the caller is not signed in, the token says which company it is.",
    "services/campaign/console/visit.py": "Makes both kinds of transaction.",
    "services/campaign/console/app.py": "Whether there is a company at all, asked of whoever is not signed in.",
    "services/campaign/console/screens/entrance.py": "The first start, and signing in.",
    "services/campaign/console/screens/accept_invitation.py": "The token says which company it is.",
    "services/campaign/console/screens/new_company.py": "Opens another company.",
    "services/campaign/console/screens/choose_company.py": "One's companies, and how each of them stands.",
    "services/campaign/console/screens/own_account.py": "One's own password and sessions, in whatever company.",
    "services/campaign/console/screens/security.py": "One's own second factor.",
    "services/campaign/console/screens/people.py": "Makes an account, which belongs to a person.",
    "services/campaign/console/screens/factor_reset.py": "Takes a second factor away, which belongs to a person.",
    "services/mailer/api/lanes.py": "When a mail will have left depends on what all companies have given the platform's server.",
}


def _of_requests() -> list[Path]:
    rooms = [*(ROOT / "services").glob("*/api"), *(ROOT / "services").glob("*/console"), ROOT / "shared" / "http"]
    return [path for room in rooms for path in room.rglob("*.py")] + [ROOT / "services" / "campaign" / "door.py"]


def test_only_these_modules_of_requests_reach_several_companies() -> None:
    found = {str(path.relative_to(ROOT)) for path in _of_requests() if WHOLE.search(path.read_text(encoding="utf-8"))}
    assert found == set(ACROSS)
