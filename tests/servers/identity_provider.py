"""A small OpenID provider with real signatures, whose every claim, key and answer a test can bend, in a thread of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.servers.ports import free_port

CLIENT_ID, CLIENT_SECRET = "mutabakat", "bir istemci sırrı"


@dataclass
class IdentityProvider:
    """Signs in whoever `claims` say, without asking; `bend` changes the claims of the next tokens."""

    claims: dict[str, Any] = field(default_factory=dict)
    bend: Callable[[dict[str, Any]], None] = lambda _claims: None
    algorithm: str = "RS256"
    now: Callable[[], float] = time.time
    asked: list[str] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    key: Any = None
    shown: list[Any] = field(default_factory=list)
    """The keys that the key set shows; tokens are signed with `key`."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/firma"

    def rotate(self, *, show: bool = True, curve: bool = False) -> None:
        """From now on another key signs."""
        name = secrets.token_hex(4)
        self.key = ECKey.generate_key("P-256", {"kid": name}) if curve else RSAKey.generate_key(2048, {"kid": name})
        self.algorithm = "ES256" if curve else "RS256"
        if show:
            self.shown = [self.key]

    def start(self) -> None:
        self.rotate()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if parts.path == "/firma/.well-known/openid-configuration":
                    self._json(200, provider.discovery())
                elif parts.path == "/firma/keys":
                    self._json(200, {"keys": [key.as_dict(private=False) for key in provider.shown]})
                elif parts.path == "/firma/authorize":
                    self.send_response(302)
                    self.send_header("location", provider.authorize(dict(parse_qsl(parts.query))))
                    self.send_header("content-length", "0")
                    self.end_headers()
                else:
                    self._json(404, {})

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                length = int(self.headers.get("content-length", 0))
                self._json(*provider.token(dict(parse_qsl(self.rfile.read(length).decode()))))

            def _json(self, status: int, document: dict[str, Any]) -> None:
                content = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code is good once, for its client, with its verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        if query is None or form.get("client_secret") != CLIENT_SECRET or form["redirect_uri"] != query["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != query["code_challenge"] or query["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": query["client_id"],
            "sub": "kisi-1",
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            "email_verified": True,
            **self.claims,
        }
        self.bend(claims)
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.signed(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts)
                + "."
            )
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
