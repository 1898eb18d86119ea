"""An own Dovecot: mailboxes over IMAPS, and the check of logins for Postfix. Every name is a user; all have one password."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.servers.ports import answers, free_port, until
from tests.servers.process import ChildProcess, unprivileged_account

PASSWORD = "gizli-7"


class DovecotServer:
    """Dovecot in `folder`; a user's mails lie in `mail/<name before the @>/Maildir` beside it."""

    def __init__(self, folder: Path, *, chain: Path) -> None:
        self.port = free_port()
        self.auth = folder / "auth"
        """Socket for Postfix."""
        self._folder = folder
        self._chain = chain
        self._server: ChildProcess | None = None

    def start(self) -> None:
        """Start and return once it accepts connections."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
        program = shutil.which("dovecot", path=path)
        if program is None:
            raise RuntimeError("Dovecot is not installed: run `make packages`")
        configuration = self._folder / "dovecot.conf"
        configuration.write_text(self._configuration())
        self._server = ChildProcess([program, "-F", "-c", configuration], self._folder / "dovecot.log")
        until("Dovecot answers", self._serves, timeout=30)

    def stop(self) -> None:
        """End it; its folder belongs to whoever made it."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _serves(self) -> bool:
        assert self._server is not None
        self._server.require_running()
        return answers(self.port) and self.auth.exists()

    def _configuration(self) -> str:
        folder = self._folder
        account = unprivileged_account()
        uid, gid = (account.pw_uid, account.pw_gid) if account else (os.getuid(), os.getgid())
        return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{self._chain}
ssl_key = <{self._chain}
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir:INDEX=MEMORY
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder.parent}/mail/%n
}}
namespace inbox {{
  inbox = yes
}}
# A wrong password is answered at once: the tests have no one to slow down.
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {self.auth} {{
    mode = 0666
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {self.port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""
