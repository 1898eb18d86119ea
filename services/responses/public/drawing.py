"""The pages of a known link: which one a visit gets, and what each of them shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from services.responses.domain.notices import Notice, NoticeContent
from services.responses.domain.page_state import PageState
from services.responses.public.form import Filled, empty
from services.responses.public.prepared import PreparedPages
from services.responses.public.problems import Problem
from services.responses.public.remark_fields import Ticks, write_elsewhere
from services.responses.public.renderer import Renderer
from services.responses.public.said import NoticeView, notice_view, said_of
from services.responses.public.view import view_of
from services.responses.public.visit import Visit
from shared import formats
from shared.text import N_


class Drawing:
    """Draws the pages of links with one renderer."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._prepared = PreparedPages()

    def refused(self, visit: Visit) -> Response:
        """The answer was not taken: the page says so and shows what holds instead."""
        notice = N_("This request was answered in the meantime.")
        if visit.state is PageState.EXPIRED:
            notice = N_("Your answer was not saved: the reply period ended before it arrived.")
        elif visit.version and not visit.may_answer:
            notice = N_("Your new answer was not saved: an answer can no longer be changed.")
        return self.of_state(visit, status=409, notice=notice)

    def of_state(self, visit: Visit, *, status: int = 200, notice: str = "", thanks: bool = False) -> Response:
        match visit.state:
            case PageState.OPEN:
                return self.form(visit, {}, status=status, thanks=thanks)
            case PageState.CANCELLED:
                return self.render("withdrawn", visit, status=410, superseded=False)
            case PageState.SUPERSEDED:
                return self.render("withdrawn", visit, status=status, superseded=True)
            case PageState.EXPIRED:
                return self.render(
                    "expired", visit, status=status, notice=notice, thanks=thanks, may_answer=visit.may_answer
                )
            case PageState.ANSWERED | PageState.ANSWERED_BY_OTHER:
                return self.render(
                    "answered", visit, status=status, notice=notice, thanks=thanks, may_change=visit.may_answer
                )

    def form(
        self,
        visit: Visit,
        values: Mapping[str, str],
        problems: tuple[Problem, ...] = (),
        *,
        replaces: int | None = None,
        status: int = 200,
        ticks: Ticks | None = None,
        browsing: bool = False,
        thanks: bool = False,
    ) -> Response:
        ticks = ticks or {}
        return self.render(
            "open",
            visit,
            status=status,
            values=empty(visit.asked) | dict(values),
            asked=visit.asked,
            offered=visit.offered,
            problems=problems,
            replaces=visit.version if replaces is None else replaces,
            ticks=ticks,
            ticks_elsewhere=write_elsewhere(ticks, visit.page.part),
            browsing=browsing or bool(ticks),
            thanks=thanks,
        )

    def check_page(self, visit: Visit, filled: Filled, state: str, *, too_fast: bool = False) -> Response:
        content, status = filled.content, 422 if too_fast else 200
        if content is None:
            raise ValueError("a form with problems has no check page")
        if isinstance(content, NoticeContent):
            return self.render(
                "check_notice", visit, status=status, said=notice_view(content), state=state, too_fast=too_fast
            )
        return self.render(
            "check",
            visit,
            asked=visit.asked,
            status=status,
            content=content,
            said=said_of(content, visit.language),
            state=state,
            too_fast=too_fast,
        )

    def render(self, name: str, visit: Visit, *, status: int, browsing: bool = False, **values: Any) -> Response:
        """A page of the link by the name of its template."""
        browsing = browsing or "page" in visit.request.query_params
        values |= {"late": visit.late, "switchable": visit.request.method != "POST"}

        def make(path: str) -> str:
            view = view_of(visit.page, visit.language, browsing=browsing)
            return self._renderer.html(name, visit.language, view=view, told=_told(visit.notice), path=path, **values)

        if not _alike(visit, values):
            return HTMLResponse(make(visit.path), status_code=status)
        key = {"template": name, "in": visit.language, "browsing": browsing, **values}
        return HTMLResponse(self._prepared.html(visit.page, visit.path, key, make), status_code=status)


def _alike(visit: Visit, values: Mapping[str, Any]) -> bool:
    """Whether others get the same page: nothing was typed, brought or said."""
    return visit.request.method != "POST" and visit.notice is None and not any(dict(values.get("values", {})).values())


def _told(notice: Notice | None) -> NoticeView | None:
    return None if notice is None else notice_view(notice.content, formats.moment(notice.received_at))
