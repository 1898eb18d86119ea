"""One API key at all four services of a running product: at once when it is made, and not any more when it is revoked."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from tests.product.operator import Operator, eventually
from tests.product.processes import embedded
from tests.servers.smtp_sink import SmtpSink

SOMEWHERE = {
    "campaign": "/campaigns",
    "aggregator": "/imports",
    "mailer": "/messages",
    "responses": "/responses",
}


async def test_a_key_works_everywhere_at_once_and_nowhere_seconds_after_it_was_revoked(
    tmp_path: Path, smtp_sink: SmtpSink
) -> None:
    product = embedded(tmp_path, smtp_sink.port)
    await product.start()
    operator = Operator(product)
    await operator.register()
    made = await operator.post("campaign", "/api-keys", {"name": "ERP", "scopes": ["read"]})
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {made['key']}"}) as erp:

        async def answers() -> list[int]:
            paths = [f"{product.url(service)}/api/v1{path}" for service, path in SOMEWHERE.items()]
            return [(await erp.get(path)).status_code for path in paths]

        assert await answers() == [200] * 4
        wrong = await erp.post(f"{product.url('aggregator')}/api/v1/runs", json={"period": "2026-10"})
        assert wrong.status_code == 403

        await operator.post("campaign", f"/api-keys/{made['id']}/revoke", {})
        revoked = time.monotonic()
        await eventually(answers, lambda seen: seen == [401] * 4, within=10, every=0.2)
        assert time.monotonic() - revoked < 6
    assert made["key"] not in product.logs()
    await operator.close()
    await product.stop()
