"""The one list component: what a list shows lives in its address, so that the back button and a shared link work.

`ListState` is read from the query string and makes every address that the list links to; templates/list.html draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

PAGE_SIZES = (50, 100, 250)
WIDE = "wide"
Value = str | int | None


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One filter in words, and the address of the list without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One state to look at, with how many are in it; None: more than are counted."""

    label: str
    address: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class ListState:
    """Filters, order, look and place of one list.

    `sort` is a column name, with `-` in front for descending. `cursor` is opaque: what a page called `before` or `after`.
    `columns` are those that are shown, in their order; empty means those that are shown by themselves.
    """

    path: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    default_sort: str = ""
    limit: int = PAGE_SIZES[0]
    cursor: str | None = None
    columns: tuple[str, ...] = ()
    wide: bool = False
    exact: bool = False
    """Count also what takes long to count."""

    @classmethod
    def read(
        cls,
        path: str,
        query: QueryParams,
        *,
        filters: Sequence[str] = ("q",),
        sorts: Sequence[str] = (),
        default_sort: str = "",
        columns: Sequence[str] = (),
    ) -> ListState:
        """What the address asks for; anything unknown is left aside, never an error."""
        limit = query.get("limit", "")
        sort = query.get("sort", "")
        # A form of boxes says each in a field of its own, an address says them in one.
        shown = [name for part in query.getlist("cols") for name in part.split(".")]
        return cls(
            path=path,
            # Without U+0000, which not every database takes.
            filters={name: value for name in filters if (value := query.get(name, "").replace("\0", "").strip()[:200])},
            sort=sort if sort.removeprefix("-") in sorts else default_sort,
            default_sort=default_sort,
            limit=int(limit) if limit in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0],
            cursor=query.get("cursor") or None,
            columns=tuple(name for name in columns if name in shown),
            wide=query.get("rows") == WIDE,
            exact=query.get("exact") == "1",
        )

    @property
    def q(self) -> str:
        return self.filters.get("q", "")

    @property
    def filtered(self) -> bool:
        return bool(self.filters)

    def _look(self) -> dict[str, Value]:
        return {
            "sort": None if self.sort == self.default_sort else self.sort,
            "limit": None if self.limit == PAGE_SIZES[0] else self.limit,
            "cols": ".".join(self.columns),
            "rows": WIDE if self.wide else None,
        }

    def address(self, **changes: Value) -> str:
        """This list with some things changed; what is None is left out. Any change goes back to the first page."""
        asked: dict[str, Value] = {**self.filters, **self._look(), **changes}
        if asked["sort"] == self.default_sort:
            asked["sort"] = None
        if asked["limit"] == PAGE_SIZES[0]:
            asked["limit"] = None
        query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
        return f"{self.path}?{query}" if query else self.path

    @property
    def here(self) -> str:
        """This very page of the list."""
        return self.address(cursor=self.cursor)

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
        """What a form has to carry along besides its visible fields."""
        everything: dict[str, Value] = {**self.filters, **self._look()}
        return [(name, str(value)) for name, value in everything.items() if value and name not in shown]
