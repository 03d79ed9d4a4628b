"""Why a mailbox was not opened or read, in a person's words, and which of its settings to look at."""

from __future__ import annotations

import errno
import imaplib
import socket
import ssl
from enum import StrEnum
from typing import Final

from bookdesk.mail.smtp import NotNow


class Setting(StrEnum):
    """What of a mailbox's settings a failure is about."""

    HOST = "host"
    PORT = "port"
    SECURITY = "security"
    PASSWORD = "password"  # noqa: S105 - the name of a setting
    FOLDER = "folder"


class Unopened(NotNow):
    """A mailbox cannot be used at the moment; `about` names the setting to look at first, where one may be wrong."""

    def __init__(self, what: str, remedy: str, about: Setting | None = None, *, command: str = "") -> None:
        """Keep what it is about beside the sentences."""
        super().__init__(what, remedy, command=command)
        self.about = about


WAYS: Final = "TLS goes with port 993, STARTTLS with port 143, unless its provider says otherwise."
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


def unopened(failure: OSError | imaplib.IMAP4.error | ValueError, host: str, port: int) -> Unopened:
    """Return what a failure of the connection to a mailbox means."""
    place = f"{host}, port {port}"
    if isinstance(failure, ssl.SSLError):
        return _unsafe(failure, place)
    if isinstance(failure, OSError) and not isinstance(failure, ConnectionResetError | BrokenPipeError):
        return _out_of_reach(failure, host, place)
    if isinstance(failure, OSError | imaplib.IMAP4.abort):
        return Unopened(
            f"The mailbox {place} cannot be read: it broke the connection off.",
            f"Check port and encryption if it never worked: {WAYS} Otherwise try again later.",
            Setting.SECURITY,
        )
    return Unopened(f"The mailbox {place} cannot be read.", "Check server, port and encryption, or try again later.")


def _out_of_reach(failure: OSError, host: str, place: str) -> Unopened:
    """Return why nobody answers."""
    if isinstance(failure, socket.gaierror):
        remedy = "Check how its name is written, and whether this computer is online."
        return Unopened(f"No server called {host} was found.", remedy, Setting.HOST)
    if isinstance(failure, ConnectionRefusedError):
        return Unopened(f"The mailbox {place} takes no connection.", f"Check the port: {WAYS}", Setting.PORT)
    if isinstance(failure, TimeoutError):
        remedy = "Check server and port, and whether a firewall stands in the way; it may also be busy just now."
        return Unopened(f"The mailbox {place} does not answer.", remedy, Setting.HOST)
    if failure.errno in _NO_WAY:
        remedy = "Check your connection, then try again."
        return Unopened(f"There is no way from this computer to {host}.", remedy, Setting.HOST)
    return Unopened(
        f"The mailbox {place} cannot be reached.", "Check server and port, or try again later.", Setting.HOST
    )


def _unsafe(failure: ssl.SSLError, place: str) -> Unopened:
    """Return why a connection is not safe: nobody vouches for the server, or it does not speak TLS."""
    if isinstance(failure, ssl.SSLCertVerificationError):
        why = failure.verify_message.rstrip(".")
        return Unopened(
            f"The certificate of the mailbox {place} is not to be trusted{f': {why}' if why else ''}.",
            "Write the server's name as its provider gives it; if it is right, ask whoever runs the server.",
            Setting.HOST,
        )
    return Unopened(
        f"The server {place} does not speak TLS there.", f"Choose another encryption: {WAYS}", Setting.SECURITY
    )
