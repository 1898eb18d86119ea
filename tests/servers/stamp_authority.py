"""A time stamp authority (RFC 3161) on a loopback port: `openssl ts` behind an HTTP server, with a root made for the test."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

_CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
_EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


class StampAuthority:
    """Stamps what is posted to `url`; `root` is the certificate to believe it by. `refuses`: answers with HTTP 500."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.refuses = False
        self.asked = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def root(self) -> Path:
        return self._folder / "root.pem"

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._make_certificates()
        (self._folder / "openssl.cnf").write_text(_CONFIGURATION.format(folder=self._folder))
        (self._folder / "serial").write_text("01\n")
        authority = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that the server calls
                authority.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = b"" if authority.refuses else authority.stamp(body)
                self.send_response(500 if authority.refuses else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments: object) -> None:
                """Not into the test's output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def stamp(self, query: bytes) -> bytes:
        """The answer to a request."""
        asked, answered = self._folder / "query.tsq", self._folder / "answer.tsr"
        asked.write_bytes(query)
        self._openssl(
            "ts", "-reply", "-config", str(self._folder / "openssl.cnf"), "-section", "one",
            "-queryfile", str(asked), "-out", str(answered),
        )  # fmt: skip
        return answered.read_bytes()

    def _make_certificates(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "tsa.ext").write_text(_EXTENSIONS)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        self._openssl(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root of a test", "-days", "30",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip
        self._openssl("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps of a test")
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-out", "tsa.pem", "-days", "30", "-extfile", "tsa.ext",
        )  # fmt: skip

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)
