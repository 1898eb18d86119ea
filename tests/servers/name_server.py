"""A small name server on loopback whose zone a test writes down, over UDP and TCP's silence."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

END = b""


@dataclass
class NameServer:
    """`records`: (name, type) → texts of the records. Names that are not in it do not exist; `silent` ones get no answer."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    _socket: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._socket.bind(("127.0.0.1", 0))
        self._thread.start()

    def stop(self) -> None:
        """Closing alone would leave the thread waiting for ever, and a test run has hundreds of these."""
        self._socket.sendto(END, self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def text(self, name: str, *texts: str) -> None:
        """TXT records, quoted as long as they may be."""
        pieces = [[text[start : start + 255] for start in range(0, len(text), 255)] for text in texts]
        self.records[name, "TXT"] = [" ".join(f'"{piece}"' for piece in parts) for parts in pieces]

    def _serve(self) -> None:
        while True:
            wire, sender = self._socket.recvfrom(4096)
            if wire == END:
                return
            answer = self._answer(dns.message.from_wire(wire))
            if answer is not None:
                self._socket.sendto(answer.to_wire(), sender)

    def _answer(self, query: Any) -> Any:
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        texts = self.records.get((name, kind))
        if texts:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response
