from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail import mailbox
from bookdesk.mail.bounces import Fate
from bookdesk.mail.imap import Seen
from bookdesk.mail.mailbox import open_mailbox
from bookdesk.mail.smtp import NotNow
from bookdesk.security.redaction import Secret
from tests.support.certified import server_context, trusting
from tests.support.imapserver import PASSWORD, PostBox, open_postbox
from tests.unit.mail.test_bounces import ADA, LATE, OURS, PROPER

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
LETTER = b"From: Ada <ada@customer.example>\nSubject: Thanks\n\nPaid.\n"
opened = partial(open_mailbox, patience=10)


@pytest.mark.parametrize("uid_last", [False, True])
def test_only_what_is_new_is_read_and_nothing_is_changed(*, uid_last: bool) -> None:
    with open_postbox(PostBox(uid_last=uid_last)) as box:
        box.put(LETTER)
        box.put(PROPER.encode())
        with opened(box.mailbox()) as inbox:
            first = inbox.news(None, NOW)
        assert (first.notices[0].message_id, first.notices[0].recipient) == (OURS, ADA)
        assert (first.seen, first.more) == (Seen("INBOX", 7, 2), False)
        with opened(box.mailbox()) as inbox:
            assert inbox.news(first.seen, NOW).notices == ()
            box.put(LATE.encode())
            box.put(LETTER)
            second = inbox.news(first.seen, NOW)
        assert {one.fate for one in second.notices} == {Fate.DELAYED}
        assert second.seen.uid == 4
    searches = [one for one in box.commands if one.startswith(b"UID SEARCH")]
    assert searches[0] == b"UID SEARCH UID 1:* SINCE 17-Jun-2026"
    assert b"SINCE" not in searches[1]
    assert all(b"PEEK" in one for one in box.commands if b"FETCH" in one)
    assert not any(one.startswith((b"SELECT", b"UID STORE")) for one in box.commands)
    assert sum(b"BODY.PEEK[]" in one for one in box.commands) == 2, "what is no report is not fetched"


def test_a_folder_that_was_made_anew_is_read_from_its_beginning() -> None:
    with open_postbox() as box:
        box.put(PROPER.encode())
        with opened(box.mailbox()) as inbox:
            assert inbox.news(Seen("INBOX", 6, 99), NOW).notices
            assert inbox.news(Seen("Other", 7, 99), NOW).notices


def test_much_is_read_in_several_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_MOST_AT_ONCE", 3)
    monkeypatch.setattr(mailbox, "_HEADS_AT_ONCE", 2)
    with open_postbox() as box:
        for _ in range(4):
            box.put(LETTER)
        box.put(PROPER.encode())
        with opened(box.mailbox()) as inbox:
            first = inbox.news(None, NOW)
            assert (first.notices, first.seen.uid, first.more) == ((), 3, True)
            second = inbox.news(first.seen, NOW)
        assert (len(second.notices), second.seen.uid, second.more) == (2, 5, False)


def test_what_the_server_keeps_as_sent_is_found() -> None:
    with open_postbox() as box:
        box.put(f"Message-ID: {OURS}\nSubject: Invoice\n\nText\n".encode(), "Sent Items")
        with opened(box.mailbox()) as inbox:
            assert inbox.sent(OURS)
            assert not inbox.sent("<other@acme.example>")


def test_a_mailbox_is_read_over_a_checked_connection(tmp_path: Path) -> None:
    box = PostBox(server_context(tmp_path / "known"), MailSecurity.TLS)
    server_context(tmp_path / "strange")
    with open_postbox(box):
        with opened(box.mailbox(), context=trusting(tmp_path / "known")) as inbox:
            assert inbox.news(None, NOW).notices == ()
        with pytest.raises(NotNow, match="not to be trusted"):
            opened(box.mailbox(), context=trusting(tmp_path / "strange"))
    with pytest.raises(InputError, match="in the clear"):
        opened(PostBox().mailbox(host="imap.example"))


def test_what_cannot_be_read_is_tried_again_later() -> None:
    with open_postbox() as box:
        gone = box.mailbox()
        with pytest.raises(NotNow, match="does not accept") as refused:
            opened(box.mailbox(password=Secret(b"Kookaburra-4711")))
        assert "Kookaburra" not in repr(refused.value)
        with opened(box.mailbox(folder="Nowhere")) as inbox, pytest.raises(NotNow, match="no folder Nowhere"):
            inbox.news(None, NOW)
        with opened(box.mailbox(folder="Übergabe")) as inbox, pytest.raises(InputError):
            inbox.news(None, NOW)
        box.plain = False
        with pytest.raises(NotNow, match="does not accept") as unasked:
            opened(box.mailbox())
        assert PASSWORD not in repr(unasked.value)
        assert not any(one.startswith(b"LOGIN") for one in box.commands), "it cannot be said in ASCII"
        box.plain = True
        for breaks in (b"AUTHENTICATE", b"CAPABILITY"):
            box.breaks_at = breaks
            with pytest.raises(NotNow, match="cannot be read"):
                opened(box.mailbox())
        for breaks in (b"EXAMINE", b"UID SEARCH", b"UID FETCH"):
            box.breaks_at = breaks
            box.put(PROPER.encode())
            with opened(box.mailbox()) as inbox, pytest.raises(NotNow, match="cannot be read"):
                inbox.news(None, NOW)
    with pytest.raises(NotNow, match="takes no connection"):
        opened(gone)
