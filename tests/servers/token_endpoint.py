"""A token endpoint with TLS whose every answer a test can script, in a thread of its own."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.servers.ports import free_port


class _Quiet(ThreadingHTTPServer):
    """A client that hangs up is what some tests are about."""

    def handle_error(self, *_: Any) -> None:
        return


@dataclass
class TokenEndpoint:
    """Answers POSTs with what `answers` holds, in order, the last one again and again; keeps the forms it was sent."""

    context: ssl.SSLContext
    answers: list[tuple[int, Any]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    """Answers wait for it, for ten seconds at most."""
    port: int = field(default_factory=free_port)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/token"

    def gives(self, token: str, *, seconds: int = 3600, refresh_token: str | None = None) -> None:
        """From now on this token."""
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
        self.answers = [(200, answer | ({"refresh_token": refresh_token} if refresh_token else {}))]

    def refuses(self, error: str, description: str = "", status: int = 400) -> None:
        self.answers = [(status, {"error": error, "error_description": description})]

    def start(self) -> None:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                endpoint.forms.append(dict(parse_qsl(body.decode())))
                endpoint.paths.append(self.path)
                if endpoint.hold is not None:
                    endpoint.hold.wait(10)
                status, answer = endpoint.answers.pop(0) if len(endpoint.answers) > 1 else endpoint.answers[0]
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in endpoint.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self._server = _Quiet(("127.0.0.1", self.port), Handler)
        self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
