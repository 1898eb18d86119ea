"""Client of Mutabakat's HTTP APIs: `Mutabakat` waits for answers, `AsyncMutabakat` awaits them."""

from __future__ import annotations

from types import TracebackType

import httpx

from mutabakat_client.aggregator import AggregatorApi, AsyncAggregatorApi
from mutabakat_client.campaign import AsyncCampaignApi, CampaignApi
from mutabakat_client.mailer import AsyncMailerApi, MailerApi
from mutabakat_client.responses import AsyncResponsesApi, ResponsesApi
from mutabakat_client.transport import ApiProblem, AsyncTransport, Transport

__all__ = ["ApiProblem", "AsyncMutabakat", "Mutabakat"]

TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class Mutabakat:
    """All services of one installation, in the name of an API key or an account."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        email: str | None = None,
        password: str | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._transport = Transport(
            http or httpx.Client(base_url=url, timeout=TIMEOUT), api_key=api_key, email=email, password=password
        )
        self.aggregator = AggregatorApi(self._transport)
        self.campaign = CampaignApi(self._transport)
        self.mailer = MailerApi(self._transport)
        self.responses = ResponsesApi(self._transport)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Mutabakat:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncMutabakat:
    """The same, to be awaited."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        email: str | None = None,
        password: str | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._transport = AsyncTransport(
            http or httpx.AsyncClient(base_url=url, timeout=TIMEOUT), api_key=api_key, email=email, password=password
        )
        self.aggregator = AsyncAggregatorApi(self._transport)
        self.campaign = AsyncCampaignApi(self._transport)
        self.mailer = AsyncMailerApi(self._transport)
        self.responses = AsyncResponsesApi(self._transport)

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> AsyncMutabakat:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
