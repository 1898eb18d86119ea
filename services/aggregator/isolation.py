"""Tables without a company's column, and what a request of one company may do with them (`shared/isolation.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.isolation import ALL, Other

OTHER_TABLES: Mapping[str, Other] = MappingProxyType(
    {
        "import_files": Other(
            "Parts of the files of an import: an upload brings them, giving it up removes them.",
            "EXISTS (SELECT FROM imports WHERE imports.id = import_files.import_id)",
            ALL,
        ),
        "staged_accounts": Other(
            "Between two steps of an import; giving it up removes them.",
            "EXISTS (SELECT FROM imports WHERE imports.id = staged_accounts.import_id)",
            ("SELECT", "DELETE"),
        ),
    }
)
