"""What to look at before a run is sent, each with the way to where it is put right."""

from __future__ import annotations

from asyncio import gather
from urllib.parse import urlencode

from starlette.responses import Response

from services.campaign.clients.analysis import FindingItem
from services.campaign.console.visit import Visit

AREA = "new_run"


async def show(visit: Visit) -> Response:
    run_id = visit.request.path_params["run_id"]
    run, findings = await gather(visit.aggregator.run(run_id), visit.analysis.findings(run_id))
    here = visit.path("run_report", run_id=run_id)

    def place(item: FindingItem) -> str:
        """The card itself; of several merged cards, the list of them. Nowhere for a file."""
        back = urlencode({"back": here})
        if item.key.startswith("a:"):
            return f"{visit.path('account', code=item.key.removeprefix('a:'))}?{back}"
        return f"{visit.path('accounts')}?{urlencode({'counterparty': item.key})}" if item.key else ""

    values = {
        "run": run,
        "findings": [one for one in findings if one.count],
        "clean": [one for one in findings if not one.count],
        "place": place,
    }
    return visit.page("run_report.html", values, area=AREA)
