"""An own Postfix: submission with STARTTLS and implicit TLS, logins checked by Dovecot, bounces like in real life.

What it takes for `LOCAL` lands in Dovecot's mailboxes. What it takes for `REMOTE` it hands to another server, whose word for each
address a test scripts; what that server refuses comes back as a delivery report. Every other domain does not exist.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.servers.ports import answers, free_port, until
from tests.servers.process import ChildProcess, unprivileged_account

LOCAL = "platform.test"
REMOTE = "cari.test"
HOLDS = "firma.test"
"""A domain of which mail is accepted and never delivered."""

USERS = tuple(f"kutu{number}" for number in range(400))
"""Whose mailboxes there are, at `LOCAL`; `user+anything` is the user's too."""

PROGRAMS = Path("/usr/lib/postfix/sbin")

# service type private unpriv chroot wakeup maxproc command
_SERVICES = """
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

_QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop"),
    *("private", "public", "saved", "trace"),
)


class PostfixServer:
    """Postfix in `folder`; `auth` is the socket at which Dovecot checks logins, `chain` and `other_chain` are certificates."""

    def __init__(self, folder: Path, *, auth: Path, chain: Path, other_chain: Path, remote_port: int) -> None:
        self.starttls_port, self.tls_port, self.misnamed_port = free_port(), free_port(), free_port()
        self._folder = folder
        self._auth = auth
        self._chains = chain, other_chain
        self._remote_port = remote_port
        self._server: ChildProcess | None = None

    def start(self) -> None:
        """Start and return once it accepts connections."""
        if not (PROGRAMS / "master").exists():
            raise RuntimeError("Postfix is not installed: run `make packages`")
        self._make_folders()
        self._write_configuration()
        environment = {"PATH": os.environ.get("PATH", "") + ":/usr/sbin", "MAIL_CONFIG": str(self._config)}
        command: list[str | Path] = [PROGRAMS / "master", "-c", self._config, "-d"]
        self._server = ChildProcess(command, self._folder / "postfix.log", env=environment)
        for port in (self.starttls_port, self.tls_port, self.misnamed_port):
            until("Postfix answers", lambda port=port: self._serves(port), timeout=30)  # type: ignore[misc]  # bound early

    def stop(self) -> None:
        """End it; its folder belongs to whoever made it."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def log(self) -> str:
        """What it wrote about the mails."""
        path = self._folder / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def _config(self) -> Path:
        return self._folder / "config"

    def _serves(self, port: int) -> bool:
        assert self._server is not None
        self._server.require_running()
        return answers(port)

    def _make_folders(self) -> None:
        account = unprivileged_account("postfix")
        self._config.mkdir()
        queue = self._folder / "queue"
        for path in (queue, queue / "pid"):
            path.mkdir(mode=0o755)
        for path in (*(queue / name for name in _QUEUES), self._folder / "data"):
            path.mkdir(mode=0o700)
            if account is not None:
                shutil.chown(path, account.pw_uid)

    def _write_configuration(self) -> None:
        folder = self._folder
        account = unprivileged_account()
        uid, gid = (account.pw_uid, account.pw_gid) if account else (os.getuid(), os.getgid())
        chain, other_chain = self._chains
        mailboxes = folder / "mailboxes"
        _write(mailboxes, "".join(f"{user}@{LOCAL} {user}/Maildir/\n" for user in USERS))
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": folder / "queue",
            "data_directory": folder / "data",
            "maillog_file": folder / "mail.log",
            "maillog_file_prefixes": folder,
            "myhostname": f"mx.{LOCAL}",
            "mydestination": "",
            "mynetworks": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "alias_maps": "",
            "alias_database": "",
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
            "smtpd_sasl_auth_enable": "yes",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": self._auth,
            "smtpd_tls_auth_only": "yes",
            "smtpd_tls_security_level": "may",
            "smtpd_tls_chain_files": chain,
            "smtp_tls_security_level": "none",
            "virtual_mailbox_domains": LOCAL,
            "virtual_mailbox_base": folder.parent / "mail",
            "virtual_mailbox_maps": f"texthash:{mailboxes}",
            "virtual_uid_maps": f"static:{uid}",
            "virtual_gid_maps": f"static:{gid}",
            "virtual_minimum_uid": "1",
            "recipient_delimiter": "+",
            "transport_maps": f"inline:{{ {REMOTE}=smtp:[127.0.0.1]:{self._remote_port} {HOLDS}=discard:silent }}",
            "default_transport": "error:5.1.2 this domain does not exist",
            "smtp_dns_support_level": "disabled",
            "smtp_host_lookup": "native",
            "smtpd_error_sleep_time": "0",
            # A mail that is refused for now is given up after half a minute; a notice of the delay goes out before.
            "maximal_queue_lifetime": "30s",
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s",
            "queue_run_delay": "1s",
            "bounce_queue_lifetime": "30s",
        }
        _write(self._config / "main.cf", "".join(f"{name} = {value}\n" for name, value in settings.items()))
        listeners = "".join(
            f"127.0.0.1:{port} inet n - n - - smtpd{options}\n"
            for port, options in (
                (self.starttls_port, ""),
                (self.tls_port, " -o smtpd_tls_wrappermode=yes"),
                (self.misnamed_port, f" -o smtpd_tls_chain_files={other_chain}"),
            )
        )
        _write(self._config / "master.cf", listeners + _SERVICES)


def _write(path: Path, text: str) -> None:
    """Make a file look old: Postfix waits two seconds for the rest of a young one."""
    path.write_text(text)
    os.utime(path, (1_600_000_000, 1_600_000_000))
