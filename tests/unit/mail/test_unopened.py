"""A mailbox that does not open says why, what to do, and which of its settings it is about."""

from __future__ import annotations

import errno
import imaplib
import socket
import ssl
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.documents import open_documents
from bookdesk.mail.unopened import Setting, Unopened, unopened
from bookdesk.security.redaction import Secret
from tests.support.certified import server_context, trusting
from tests.support.imapserver import PostBox, open_postbox

HOST, PORT = "imap.firm.example", 993
DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("failure", "what", "about"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "No server called imap.firm.example was found.", Setting.HOST),
        (ConnectionRefusedError(), "takes no connection", Setting.PORT),
        (TimeoutError("timed out"), "does not answer", Setting.HOST),
        (OSError(errno.ENETUNREACH, "unreachable"), "There is no way from this computer", Setting.HOST),
        (OSError(errno.EIO, "input"), "cannot be reached", Setting.HOST),
        (ConnectionResetError(), "broke the connection off", Setting.SECURITY),
        (imaplib.IMAP4.abort("EOF"), "broke the connection off", Setting.SECURITY),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "does not speak TLS", Setting.SECURITY),
        (imaplib.IMAP4.error("unexpected"), "cannot be read", None),
        (ValueError("unexpected"), "cannot be read", None),
    ],
)
def test_each_failure_has_words_of_its_own(failure: OSError | ValueError, what: str, about: Setting | None) -> None:
    told = unopened(failure, HOST, PORT)
    assert what in told.what
    assert HOST in told.what
    assert told.about is about
    assert told.remedy.endswith(".")
    assert str(failure) not in str(told) or not str(failure), "what the system calls it is nobody's language"


def told_of(box: PostBox, *, trusted: Path | None = None, **said: MailSecurity | Secret) -> Unopened:
    context = trusting(trusted) if trusted is not None else None
    with pytest.raises(Unopened) as refused:
        open_documents(box.mailbox(**said), context=context, patience=10)
    return refused.value


def test_real_servers_are_told_apart(tmp_path: Path) -> None:
    box = PostBox(server_context(tmp_path / "known"), MailSecurity.TLS)
    server_context(tmp_path / "strange")
    with open_postbox(box):
        assert "is not to be trusted: " in told_of(box, trusted=tmp_path / "strange").what
        wrong = told_of(box, trusted=tmp_path / "known", password=Secret(b"Kookaburra-4711"))
        assert wrong.about is Setting.PASSWORD
        assert "Kookaburra" not in str(wrong)
    assert told_of(box, trusted=tmp_path / "known").about is Setting.PORT
    with open_postbox() as plain:
        assert told_of(plain, security=MailSecurity.TLS).about is Setting.SECURITY
        with open_documents(plain.mailbox(), patience=10) as inbox, pytest.raises(Unopened) as refused:
            inbox.look("Nowhere", None, DAY)
        assert refused.value.about is Setting.FOLDER
