"""A real mailbox server of the tests' own: Dovecot on a port of this computer, run by an ordinary user in his folder.

Everything it needs lies in one temporary folder: configuration, keys, mail, sockets. Messages are put in by IMAP's own
APPEND, as a mail program would. As root it is started as nobody in particular, who owns that folder.
"""

from __future__ import annotations

import imaplib
import os
import pwd
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.imap import Mailbox
from bookdesk.security.redaction import Secret
from tests.support.certified import server_context, trusting

PASSWORD = "pässword of the bills"  # noqa: S105 - of a server that lives for a test
_MOST_USERS = 99
ABSENT = "Dovecot is not installed on this machine"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log.txt
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
ssl = yes
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.pem
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u:INDEX={folder}/index/%u{layout}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{more}
"""


@dataclass
class Dovecot:
    """A running server, of whose mailboxes one is used at a time."""

    folder: Path
    plain: int
    tls: int
    number: int = 0

    @property
    def user(self) -> str:
        """Whose mailbox is used now."""
        return f"bills{self.number}@firm.test"

    def fresh(self) -> Dovecot:
        """Return the same server with a mailbox that nobody has used."""
        self.number += 1
        return self

    def mailbox(self, **said: Any) -> Mailbox:  # noqa: ANN401 - fields of a mailbox
        """Return how it is opened."""
        fields: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.tls,
            "security": MailSecurity.TLS,
            "user": self.user,
        }
        return Mailbox(**{**fields, "password": Secret(PASSWORD.encode()), **said})

    @property
    def context(self) -> ssl.SSLContext:
        """What trusts the server's certificate."""
        return trusting(self.folder / "tls")

    @contextmanager
    def hand(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Yield a connection of the person whose mailbox it is, with a folder open for writing."""
        with imaplib.IMAP4("127.0.0.1", self.plain, timeout=30) as imap:
            imap.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
            _ok(imap.select(folder))
            yield imap

    def make(self, folder: str) -> None:
        """Make a folder, named as it goes over the wire."""
        with self.hand() as imap:
            _ok(imap.create(folder))

    def put(self, message: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Let a message arrive."""
        lines = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        with self.hand() as imap:
            when = imaplib.Time2Internaldate(at or datetime(2026, 7, 14, 2, 30, tzinfo=UTC))
            _ok(imap.append(folder, "", when, lines))

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Return the flags of the messages in a folder, each in one text."""
        with self.hand(folder) as imap:
            _, found = imap.fetch("1:*", "(FLAGS)") if imap.search(None, "ALL")[1] != [b""] else ("OK", [])
        return [one.decode() for one in found if isinstance(one, bytes)]

    def begin_anew(self) -> None:
        """Let the UIDs of the inbox be of another validity, as those of a server are that was restored."""
        known = self.folder / "mail" / self.user / "dovecot-uidlist"
        text = known.read_text(encoding="ascii")
        known.write_text(re.sub(r"\bV(\d+)", lambda found: f"V{int(found[1]) + 1}", text, count=1), encoding="ascii")
        shutil.rmtree(self.folder / "index" / self.user)


def installed() -> bool:
    """Return whether the server is there."""
    return _program() is not None


@contextmanager
def running(*, prefix: str = "", separator: str = "/", layout: str = "", more: str = "") -> Iterator[Dovecot]:
    """Run a server for as long as the block lasts; `LookupError` where there is none on this machine."""
    program = _program()
    if program is None:
        raise LookupError(ABSENT)
    with tempfile.TemporaryDirectory(prefix="bookdesk-imap-", ignore_cleanup_errors=True) as name:
        server = Dovecot(Path(name), _free_port(), _free_port())
        who = _prepare(server, prefix, separator, layout, more)
        config = server.folder / "dovecot.conf"
        _run([program, "-c", str(config)], server, who)
        try:
            yield server
        finally:
            _stop(server)


def _prepare(server: Dovecot, prefix: str, separator: str, layout: str, more: str) -> dict[str, Any]:
    """Write down what the server reads, and return whose process it will be."""
    folder, root = server.folder, os.geteuid() == 0
    user = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    server_context(folder / "tls")
    users = "".join(f"bills{number}@firm.test:{{PLAIN}}{PASSWORD}\n" for number in range(_MOST_USERS))
    (folder / "users").write_text(users, encoding="utf-8")
    for one in ("run", "state", "mail", "index"):
        (folder / one).mkdir()
    said = {"folder": folder, "user": user.pw_name, "group": _group(user.pw_gid), "uid": user.pw_uid}
    said |= {"gid": user.pw_gid, "plain": server.plain, "tls": server.tls, "prefix": prefix, "separator": separator}
    text = _CONFIG.format(**said, layout=layout, more=more)
    (folder / "dovecot.conf").write_text(text, encoding="utf-8")
    if not root:
        return {}
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _stop(server: Dovecot) -> None:
    """End the server and wait until it is gone; its own way of stopping looks for that every other second."""
    pid = int((server.folder / "run" / "master.pid").read_text(encoding="ascii"))
    ending = os.pidfd_open(pid)
    try:
        os.kill(pid, signal.SIGTERM)
        select.select([ending], [], [], 30)
    finally:
        os.close(ending)


def _group(gid: int) -> str:
    import grp  # noqa: PLC0415 - there are no groups on Windows, where this is never asked

    return grp.getgrgid(gid).gr_name


def _program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _ok(answer: tuple[str, Any]) -> None:
    if answer[0] != "OK":
        raise AssertionError(answer)


def _run(command: list[str], server: Dovecot, who: dict[str, Any]) -> None:
    """Run a command; what it says goes to a file, since the server it leaves behind would hold a pipe open."""
    said = server.folder / "said.txt"
    with said.open("wb") as target:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=target,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            timeout=60,
            **who,
        )
    if done.returncode:
        raise RuntimeError(f"{command} failed: {said.read_text(encoding='utf-8', errors='replace')[-500:]}")
