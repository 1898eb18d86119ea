"""Tables that have no company's column, or more than a company's rows for it (`shared/isolation.py`).

Mail accounts may be the platform's, which all companies share.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from shared.isolation import ALL, OWN, Other

OTHER_TABLES: Mapping[str, Other] = MappingProxyType(
    {
        "installation": Other("One row that names this database; the journals of the dispatcher are compared with it."),
        "lanes": Other(
            "What ails the platform's server (the zero id) is shown to whoever's mail takes its lane.",
            f"({OWN} OR id = '{UUID(int=0)}')",
            ALL,
            writes=OWN,
        ),
        "lane_days": Other("How many mails an account has sent today: a number, of no company's content.", "true", ALL),
        "lane_permits": Other("The same of the last hour.", "true", ALL),
        "lane_holders": Other("Which process serves a lane."),
    }
)
