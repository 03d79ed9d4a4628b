"""A mailbox on this computer that speaks just enough of RFC 3501 for reading: folders, SEARCH and FETCH by UID."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.imap import Mailbox
from bookdesk.security.redaction import Secret

USER, PASSWORD = "acme-mailer", "pässword of a mailbox"
_FETCH = re.compile(rb"UID FETCH ([\d,]+) \(UID (BODY\.PEEK\[(.*)\])(<0\.(\d+)>)?\)", re.DOTALL)
_SEARCH = re.compile(rb"UID SEARCH (.*)")


@dataclass
class PostBox:
    """Folders of messages by UID, and what the server is like."""

    context: ssl.SSLContext | None = None
    security: MailSecurity = MailSecurity.NONE
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}, "Sent Items": {}})
    validity: int = 7
    plain: bool = True
    uid_last: bool = False
    """Whether FETCH names the UID behind the text instead of before it."""
    commands: list[bytes] = field(default_factory=list)
    breaks_at: bytes | None = None
    port: int = 0

    def mailbox(self, **said: Any) -> Mailbox:  # noqa: ANN401 - fields of a mailbox
        """Return how it is opened."""
        fields: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": self.security, "user": USER}
        return Mailbox(**{**fields, "password": Secret(PASSWORD.encode()), **said})

    def put(self, message: bytes, folder: str = "INBOX") -> int:
        """Let a message arrive; returns its UID."""
        box = self.folders[folder]
        uid = max(box, default=0) + 1
        box[uid] = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid


@contextmanager
def open_postbox(box: PostBox | None = None) -> Iterator[PostBox]:
    """Yield a mailbox that listens on the loopback interface."""
    box = box or PostBox()
    with socket.create_server(("127.0.0.1", 0)) as door:
        box.port = door.getsockname()[1]
        thread = threading.Thread(target=_answer, args=(door, box), daemon=True)
        thread.start()
        yield box
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _answer(door: socket.socket, box: PostBox) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:
            return
        with caller, suppress(OSError):
            caller.settimeout(10)
            if box.security is MailSecurity.TLS and box.context is not None:
                with box.context.wrap_socket(caller, server_side=True) as secured:
                    _serve(secured, box)
            else:
                _serve(caller, box)


def _serve(caller: socket.socket, box: PostBox) -> None:
    """Hold one conversation."""
    with caller.makefile("rwb", buffering=0) as raw:
        wire: BinaryIO = raw  # type: ignore[assignment] # a file of a socket, unbuffered
        wire.write(b"* OK ready\r\n")
        folder: dict[int, bytes] = {}
        while line := _line(wire):
            tag, _, command = line.partition(b" ")
            box.commands.append(command)
            if box.breaks_at is not None and command.startswith(box.breaks_at):
                return
            name = command.split(b" ")[0].upper()
            if name in {b"SELECT", b"EXAMINE"}:
                chosen = command.split(b" ", 1)[1].strip(b'"').decode()
                if chosen not in box.folders:
                    wire.write(tag + b" NO no such folder\r\n")
                    continue
                folder = box.folders[chosen]
                wire.write(b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] valid\r\n" % (len(folder), box.validity))
            elif not _told(wire, box, folder, tag, command):
                continue
            wire.write(tag + b" OK done\r\n")
            if name == b"LOGOUT":
                return


def _told(wire: BinaryIO, box: PostBox, folder: dict[int, bytes], tag: bytes, command: bytes) -> bool:
    """Answer one command; returns whether it is to be ended with OK."""
    name = command.split(b" ")[0].upper()
    if name == b"CAPABILITY":
        wire.write(b"* CAPABILITY IMAP4rev1%s\r\n" % (b" AUTH=PLAIN" if box.plain else b""))
    elif name == b"AUTHENTICATE":
        wire.write(b"+ \r\n")
        right = base64.b64decode(_line(wire)) == f"\0{USER}\0{PASSWORD}".encode()
        if not right:
            wire.write(tag + b" NO [AUTHENTICATIONFAILED] wrong\r\n")
        return right
    elif name == b"LOGIN":
        wire.write(tag + b" NO wrong\r\n")
        return False
    elif name == b"LIST":
        wire.write(b'* LIST (\\HasNoChildren) "/" "INBOX"\r\n* LIST (\\HasNoChildren \\Sent) "/" "Sent Items"\r\n')
    elif search := _SEARCH.match(command):
        wire.write(b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in _found(folder, search[1])))
    elif fetch := _FETCH.match(command):
        for number, uid in enumerate(map(int, fetch[1].split(b",")), 1):
            if uid in folder:
                wire.write(b"* %d FETCH (%s)\r\n" % (number, _fetched(box, uid, folder[uid], fetch)))
    return True


def _found(folder: dict[int, bytes], words: bytes) -> list[int]:
    """Search by UID, which finds the last message at least, or by Message-ID."""
    if by_uid := re.match(rb"UID (\d+):\*", words):
        above = [uid for uid in folder if uid >= int(by_uid[1])]
        return above or [max(folder, default=0)][: len(folder)]
    wanted = re.search(rb'"(.*)"', words)
    return [uid for uid, text in folder.items() if wanted and b"Message-ID: " + wanted[1] in text]


def _fetched(box: PostBox, uid: int, text: bytes, asked: re.Match[bytes]) -> bytes:
    if asked[3]:
        text = text.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if asked[5]:
        text = text[: int(asked[5])]
    place = asked[2].replace(b".PEEK", b"") + (b"<0>" if asked[4] else b"")
    before, after = (b"", b" UID %d" % uid) if box.uid_last else (b"UID %d " % uid, b"")
    return b"%s%s {%d}\r\n%s%s" % (before, place, len(text), text, after)


def _line(wire: BinaryIO) -> bytes:
    return wire.readline().rstrip(b"\r\n")
