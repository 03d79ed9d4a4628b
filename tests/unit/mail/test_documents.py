"""A mailbox that documents arrive in, on a real Dovecot: looked into, fetched from, flagged, moved in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail import documents
from bookdesk.mail.documents import TAKEN_FOLDER, open_documents
from bookdesk.mail.foldernames import on_the_wire
from bookdesk.mail.imap import Seen
from bookdesk.mail.smtp import NotNow
from bookdesk.security.redaction import Secret
from tests.support.certified import server_context, trusting
from tests.support.dovecot import ABSENT, Dovecot, installed, running
from tests.support.letters import letter

SINCE = date(2026, 7, 1)
opened = partial(open_documents, patience=20)


@pytest.fixture(scope="module")
def running_server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip(ABSENT)
    with running() as server:
        yield server


@pytest.fixture
def server(running_server: Dovecot) -> Dovecot:
    return running_server.fresh()


def test_heads_of_what_is_new_come_with_place_size_and_day(server: Dovecot) -> None:
    server.put(letter(("a.pdf", b"x" * 4000)), at=datetime(2026, 7, 14, 23, 5, 9, tzinfo=UTC))
    server.put(letter(number=2), at=datetime(2026, 6, 2, tzinfo=UTC))
    with opened(server.mailbox(), context=server.context) as box:
        first = box.look("INBOX", None, SINCE)
        (head,) = first.heads
        assert head.arrived_at == datetime(2026, 7, 14, 23, 5, 9, tzinfo=UTC)
        assert head.size > 4000
        assert b"Subject: Your invoice" in head.head
        assert b"find our invoice" not in head.head
        assert (first.seen.uid, first.more) == (1, False)
        assert box.look("INBOX", first.seen, SINCE).heads == ()
        server.put(letter(number=3))
        second = box.look("INBOX", first.seen, SINCE)
        assert [one.place.uid for one in second.heads] == [3]
        whole = box.whole(head.place)
        assert whole is not None
        assert whole.startswith(head.head)
    assert all("Seen" not in one for one in server.flags())


def test_much_comes_in_several_looks(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_AT_ONCE", 2)
    for number in range(3):
        server.put(letter(number=number))
    with opened(server.mailbox(), context=server.context) as box:
        first = box.look("INBOX", None, SINCE)
        second = box.look("INBOX", first.seen, SINCE)
    assert [(len(one.heads), one.more) for one in (first, second)] == [(2, True), (1, False)]


def test_a_folder_that_was_made_anew_is_read_from_its_beginning(server: Dovecot) -> None:
    server.put(letter())
    with opened(server.mailbox(), context=server.context) as box:
        first = box.look("INBOX", None, SINCE)
    server.begin_anew()
    with opened(server.mailbox(), context=server.context) as box:
        again = box.look("INBOX", first.seen, SINCE)
        assert again.seen.validity != first.seen.validity
        assert [one.head for one in again.heads] == [one.head for one in first.heads]
        assert box.whole(first.heads[0].place) is None, "a UID of before means nothing now"


def test_what_was_taken_is_flagged_or_moved_and_nothing_is_deleted(server: Dovecot) -> None:
    for number in (1, 2):
        server.put(letter(number=number))
    with opened(server.mailbox(), context=server.context) as box:
        one, other = box.look("INBOX", None, SINCE).heads
        box.flag(one.place)
        box.move(other.place)
        assert box.whole(other.place) is None
        taken = box.look(TAKEN_FOLDER, None, SINCE)
        assert [head.head for head in taken.heads] == [other.head]
        box.move(one.place)
        assert len(box.look(TAKEN_FOLDER, None, SINCE).heads) == 2
        box.flag(Seen("INBOX", one.place.validity, 999))
    assert server.flags() == []
    assert [r"\Flagged" in one for one in server.flags(f'"{TAKEN_FOLDER}"')] == [False, True]


def test_a_server_that_moves_nothing_is_asked_for_a_flag(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put(letter())
    with opened(server.mailbox(), context=server.context) as box:
        monkeypatch.setattr(box, "_can", lambda what: what != "MOVE")
        box.move(box.look("INBOX", None, SINCE).heads[0].place)
    assert [r"\Flagged" in one for one in server.flags()] == [True]


def test_folders_are_named_as_people_name_them(server: Dovecot) -> None:
    server.make(on_the_wire("Kunden/Müller & Söhne").replace(" ", "_"))
    server.put(letter(), on_the_wire("Kunden/Müller_&_Söhne"))
    with opened(server.mailbox(), context=server.context) as box:
        assert len(box.look("Kunden/Müller_&_Söhne", None, SINCE).heads) == 1
        with pytest.raises(NotNow, match="no folder Nowhere"):
            box.look("Nowhere", None, SINCE)


def test_folders_below_a_prefix_and_parted_by_a_dot_are_found() -> None:
    if not installed():
        pytest.skip(ABSENT)
    with running(prefix="INBOX.", separator=".") as server:
        server.make("INBOX.Clients.Acme")
        server.put(letter(), "INBOX.Clients.Acme")
        with opened(server.mailbox(), context=server.context) as box:
            (head,) = box.look("Clients/Acme", None, SINCE).heads
            box.move(head.place)
            assert len(box.look(TAKEN_FOLDER, None, SINCE).heads) == 1
            assert box.look("inbox", None, SINCE).heads == ()


def test_it_is_opened_over_a_checked_connection_by_who_knows_the_password(server: Dovecot) -> None:
    server_context(server.folder / "strange")
    with pytest.raises(NotNow, match="not to be trusted"):
        opened(server.mailbox(), context=trusting(server.folder / "strange"))
    with opened(server.mailbox(port=server.plain, security=MailSecurity.STARTTLS), context=server.context) as box:
        assert box.look("INBOX", None, SINCE).heads == ()
    with opened(server.mailbox(port=server.plain, security=MailSecurity.NONE)) as box:
        assert box.look("INBOX", None, SINCE).heads == ()
    with pytest.raises(NotNow, match="does not accept") as refused:
        opened(
            server.mailbox(password=Secret(b"Kookaburra-4711"), command="bookdesk mailbox add"), context=server.context
        )
    assert refused.value.command == "bookdesk mailbox add"
    assert "Kookaburra" not in repr(refused.value)
    with pytest.raises(InputError, match="in the clear"):
        opened(server.mailbox(host="imap.example", security=MailSecurity.NONE))
    with pytest.raises(NotNow, match="takes no connection"):
        opened(server.mailbox(port=1))
