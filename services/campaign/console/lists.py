"""The one list component: what a list shows lives in its address, so that the back button and a shared link work.

`ListState` is read from the query string and makes every address that the list links to; templates/list.html draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

PAGE_SIZES = (50, 100, 250)


@dataclass(frozen=True, slots=True)
class ListState:
    """Filters, order and place of one list.

    `sort` is a column name, with `-` in front for descending. `cursor` is opaque: what the last page called `next`.
    """

    path: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    default_sort: str = ""
    limit: int = PAGE_SIZES[0]
    cursor: str | None = None

    @classmethod
    def read(
        cls,
        path: str,
        query: QueryParams,
        *,
        filters: Sequence[str] = ("q",),
        sorts: Sequence[str] = (),
        default_sort: str = "",
    ) -> ListState:
        """What the address asks for; anything unknown is left aside, never an error."""
        limit = query.get("limit", "")
        sort = query.get("sort", "")
        return cls(
            path=path,
            filters={name: value for name in filters if (value := query.get(name, "").strip()[:200])},
            sort=sort if sort.removeprefix("-") in sorts else default_sort,
            default_sort=default_sort,
            limit=int(limit) if limit in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0],
            cursor=query.get("cursor") or None,
        )

    @property
    def q(self) -> str:
        return self.filters.get("q", "")

    @property
    def filtered(self) -> bool:
        return bool(self.filters)

    def address(self, **changes: str | int | None) -> str:
        """This list with some things changed; what is None is left out. Any change goes back to the first page."""
        asked: dict[str, str | int | None] = {**self.filters, "sort": self.sort, "limit": self.limit, **changes}
        if asked["sort"] == self.default_sort:
            asked["sort"] = None
        if asked["limit"] == PAGE_SIZES[0]:
            asked["limit"] = None
        query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
        return f"{self.path}?{query}" if query else self.path

    @property
    def query(self) -> str:
        """`?q=…`: what makes another address speak of the same rows; empty when nothing is asked."""
        return self.address().removeprefix(self.path)

    def without_filters(self) -> str:
        return self.address(**dict.fromkeys(self.filters))

    def sorted_by(self, column: str, *, descending_first: bool = False) -> str:
        """The address of the list in this column's order; of the reverse order when it is already in it."""
        first, second = (f"-{column}", column) if descending_first else (column, f"-{column}")
        return self.address(sort=second if self.sort == first else first)

    def direction(self, column: str) -> str:
        """The value of `aria-sort`."""
        if self.sort == column:
            return "ascending"
        return "descending" if self.sort == f"-{column}" else "none"

    def kept(self, *shown: str) -> Sequence[tuple[str, str]]:
        """What a search form has to carry along besides its visible fields."""
        kept = [(name, value) for name, value in self.filters.items() if name not in shown]
        if self.sort != self.default_sort:
            kept.append(("sort", self.sort))
        if self.limit != PAGE_SIZES[0] and "limit" not in shown:
            kept.append(("limit", str(self.limit)))
        return kept
