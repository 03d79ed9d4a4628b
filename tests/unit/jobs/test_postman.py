"""Mail on a real Dovecot becomes documents: each once, at the client it is for, and nothing is lost or guessed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest

from bookdesk.capture.arrivals import Came, how_it_came
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.views import InboxRow
from bookdesk.core import failpoints
from bookdesk.core.errors import InputError, Locked, NotAllowed, NotFound, RuleBroken
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.jobs import postman, taking
from bookdesk.jobs.postman import Fetched, Postman
from bookdesk.mail.documents import TAKEN_FOLDER, ImapDocuments, open_documents
from bookdesk.mail.imap import Mailbox
from bookdesk.mail.smtp import NotNow
from bookdesk.models.arrival import ArrivalWay
from bookdesk.models.document import DocumentState
from bookdesk.models.mailbox import MailAfter, MessageState, RouteKind
from bookdesk.office.mailboxes import EnteredBox, Mailboxes
from bookdesk.office.mailroom import Mailroom, Message
from bookdesk.office.opened import Office
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.roles import Role
from tests.support import intakes
from tests.support.dovecot import ABSENT, PASSWORD, Dovecot, installed, running
from tests.support.firm import DELI, KOALA, STAPLE, Firm
from tests.support.intakes import GatedReader
from tests.support.letters import ACME, NOBODY, letter
from tests.support.letters import DELI as TO_DELI

BOX = "bills"
BILL, OTHER = ("harbour.pdf", b"%PDF-1.7 a bill"), ("quay.pdf", b"%PDF-1.7 another bill")

SEALED = (
    b"From: a@b.example\nTo: bills+acme@firm.test\nMessage-ID: <9@x>\n"
    b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG\n"
)


@pytest.fixture(scope="module")
def running_server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip(ABSENT)
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def nobody_stops_us() -> Iterator[None]:
    yield
    failpoints.install(None)


@dataclass
class Desk:
    """A practice with a mailbox of two routed addresses, and the server that the mailbox is on."""

    office: Office
    server: Dovecot

    def fetch(self, *, office: Office | None = None) -> Fetched:
        """Look into the mailbox once."""
        at = office or self.office
        (fetched,) = Postman(at.practice, at.workspace, open_box=self.open).round()
        return fetched

    def open(self, mailbox: Mailbox) -> ImapDocuments:
        """Open a mailbox as the program does, trusting the test's certificate."""
        return open_documents(mailbox, context=self.server.context, patience=20)

    def rows(self, client: str = KOALA.name) -> list[InboxRow]:
        """Return a client's documents."""
        with self.office.workspace(intakes.client_of(self.office, client)) as workspace:
            return InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader())).list()

    def files(self, client: str = KOALA.name) -> list[str]:
        """Return the names of a client's documents."""
        return [row.file_name for row in self.rows(client)]

    @property
    def room(self) -> Mailroom:
        return Mailroom(self.office.practice)

    @property
    def boxes(self) -> Mailboxes:
        return Mailboxes(self.office.practice)

    def message(self) -> Message:
        """Return the one message that was seen."""
        (found,) = self.room.messages()
        return found


def came_of(desk: Desk, document_id: str, client: str = KOALA.name) -> Came:
    with desk.office.workspace(intakes.client_of(desk.office, client)) as workspace:
        query = workspace.desk.books.query()
        with query as session:
            came = how_it_came(session, document_id)
    assert came is not None
    return came


def entered(server: Dovecot, after: MailAfter = MailAfter.LEAVE) -> EnteredBox:
    mailbox = server.mailbox()
    return EnteredBox(BOX, mailbox.host, mailbox.user, mailbox.security, mailbox.port, mailbox.password, after=after)


@pytest.fixture
def desk(office: Office, running_server: Dovecot) -> Desk:
    server = running_server.fresh()
    desk = Desk(office, server)
    desk.boxes.keep(entered(server))
    desk.boxes.route(BOX, RouteKind.ADDRESS, ACME, KOALA.name)
    desk.boxes.route(BOX, RouteKind.ADDRESS, TO_DELI, DELI.name)
    return desk


def test_each_message_is_taken_once_at_the_client_it_is_for(desk: Desk) -> None:
    desk.server.put(letter(BILL, OTHER))
    desk.server.put(letter(("deli.pdf", b"deli"), to=TO_DELI, number=2))
    fetched = desk.fetch()
    assert (fetched.new, len(fetched.taken), len(fetched.documents), fetched.left) == (2, 2, 3, ())
    assert fetched.clients == {intakes.client_of(desk.office, one.name) for one in (KOALA, DELI)}
    again = desk.fetch()
    assert (again.new, again.taken) == (0, ())
    assert (desk.files(), desk.files(DELI.name)) == (["harbour.pdf", "quay.pdf"], ["deli.pdf"])
    assert {row.state for row in desk.rows()} == {DocumentState.RECEIVED}


def test_a_document_knows_of_which_mail_it_is(desk: Desk) -> None:
    desk.server.put(letter(BILL, subject="Invoice 1/2"))
    (taken,) = desk.fetch().documents
    came = came_of(desk, taken.document_id)
    assert (came.way, came.place, came.subject) == (ArrivalWay.MAIL, BOX, "Invoice 1/2")
    assert came.sender == "Harbour Foods <accounts@harbour.example>"
    assert (came.sent_at, came.chosen_by) == (desk.message().arrived_at, None)


@pytest.mark.parametrize(
    "point", ["capture: document sealed", "capture: row committed", "mailbox: documents kept", "mailbox: noted"]
)
def test_wherever_it_is_cut_off_nothing_is_lost_and_nothing_comes_twice(desk: Desk, point: str) -> None:
    desk.boxes.keep(entered(desk.server, MailAfter.MOVE))
    desk.server.put(letter(BILL, OTHER))

    def stop(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt(name)

    failpoints.install(stop)
    with pytest.raises(KeyboardInterrupt):
        desk.fetch()
    failpoints.install(None)
    desk.fetch()
    desk.fetch()
    assert desk.files() == ["harbour.pdf", "quay.pdf"]
    assert (desk.message().state, desk.message().documents) == (MessageState.TAKEN, 2)
    assert desk.message().filed
    assert (len(desk.server.flags()), len(desk.server.flags(f'"{TAKEN_FOLDER}"'))) == (0, 1)


def test_new_uids_bring_nothing_again_and_lose_nothing(desk: Desk) -> None:
    desk.server.put(letter(BILL))
    desk.server.put(letter(OTHER, number=None, to=NOBODY))
    desk.fetch()
    desk.server.begin_anew()
    desk.server.put(letter(("late.pdf", b"late"), number=3))
    fetched = desk.fetch()
    assert (fetched.new, [one.file_name for one in fetched.documents]) == (1, ["late.pdf"])
    waiting = desk.room.messages(MessageState.NOT_ROUTED)
    desk.room.assign(waiting[0].id, intakes.client_of(desk.office))
    assert len(desk.fetch().documents) == 1, "it is found under its new UID"
    assert desk.files() == ["harbour.pdf", "late.pdf", "quay.pdf"]


def test_the_same_letter_by_two_ways_is_taken_once(desk: Desk) -> None:
    desk.server.put(letter(BILL, delivered=ACME, to=f"{ACME}, {TO_DELI}"))
    desk.server.put(letter(BILL, delivered=TO_DELI, to=f"{ACME}, {TO_DELI}"))
    desk.server.put(letter(BILL, cc=ACME, to="somebody@firm.test"))
    fetched = desk.fetch()
    assert fetched.new == 3
    assert (desk.files(), desk.files(DELI.name)) == (["harbour.pdf"], ["harbour.pdf"])


def test_a_mailbox_set_anew_brings_nothing_again(desk: Desk) -> None:
    desk.server.put(letter(BILL))
    desk.fetch()
    desk.boxes.remove(BOX)
    desk.boxes.keep(entered(desk.server))
    desk.boxes.route(BOX, RouteKind.ADDRESS, ACME, KOALA.name)
    assert desk.fetch().new == 1
    assert desk.files() == ["harbour.pdf"]


def test_what_nobody_can_be_given_waits_for_a_person(desk: Desk) -> None:
    desk.server.put(letter(BILL, to=NOBODY))
    desk.server.put(letter(OTHER, to=f"{ACME}, {TO_DELI}", number=2))
    fetched = desk.fetch()
    assert (fetched.documents, fetched.not_routed) == ((), 2)
    unnamed, ambiguous = desk.room.messages(MessageState.NOT_ROUTED)
    assert "No rule names" in unnamed.why
    assert "several clients" in ambiguous.why
    chosen = desk.room.assign(unnamed.id, intakes.client_of(desk.office, DELI.name))
    assert (chosen.state, "chose the client" in chosen.why) == (MessageState.WAITING, True)
    desk.room.passed(ambiguous.id)
    (document,) = desk.fetch().documents
    assert (desk.files(), desk.files(DELI.name)) == ([], ["harbour.pdf"])
    came = came_of(desk, document.document_id, DELI.name)
    assert came.chosen_by == desk.office.practice.user.id
    with pytest.raises(RuleBroken, match="belongs to a client"):
        desk.room.assign(unnamed.id, intakes.client_of(desk.office))
    desk.room.assign(ambiguous.id, intakes.client_of(desk.office))
    assert len(desk.fetch().documents) == 1, "what was passed over is still there"


def test_a_rule_made_later_finds_what_waits(desk: Desk) -> None:
    desk.server.put(letter(BILL, to=NOBODY))
    desk.fetch()
    desk.boxes.route(BOX, RouteKind.ADDRESS, NOBODY, DELI.name)
    assert desk.room.route_anew() == 1
    assert len(desk.fetch().documents) == 1
    assert desk.files(DELI.name) == ["harbour.pdf"]


def test_a_folder_is_a_clients_and_filing_a_letter_there_routes_it(desk: Desk) -> None:
    desk.server.make("Clients")
    desk.boxes.route(BOX, RouteKind.FOLDER, "Clients", KOALA.name)
    desk.server.put(letter(BILL, to=NOBODY))
    desk.server.put(letter(OTHER, to=NOBODY, number=2), "Clients")
    assert [one.file_name for one in desk.fetch().documents] == ["quay.pdf"]
    with desk.server.hand() as imap:
        imap.uid("MOVE", "1", "Clients")
    assert [one.file_name for one in desk.fetch().documents] == ["harbour.pdf"]
    assert {one.why for one in desk.room.messages()} == {"It lay in the folder Clients."}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (letter(), "no attachment"),
        (letter(("empty.pdf", b"")), "empty"),
        (letter(("june.csv", b"Date,Description,Amount,Balance\n13/07/2026,Fee,-10.00,90.00\n")), "bank statement"),
        (SEALED, "encrypted"),
    ],
    ids=["no attachment", "empty", "statement", "encrypted"],
)
def test_what_cannot_be_taken_is_told_once_and_kept_in_the_list(desk: Desk, message: bytes, why: str) -> None:
    desk.server.put(message)
    ((_, told),) = desk.fetch().left
    assert why in told
    assert desk.fetch().left == ()
    kept = desk.message()
    assert (kept.state, kept.left[0][1]) == (MessageState.EMPTY, told)
    assert len(desk.server.flags()) == 1
    assert desk.files() == []


def test_a_letter_that_is_too_large_is_not_even_fetched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postman, "MOST_BYTES", 500)
    desk.server.put(letter(("large.pdf", b"x" * 600)))
    ((name, told),) = desk.fetch().left
    assert (name, "larger than" in told) == ("Your invoice.eml", True)
    monkeypatch.undo()
    desk.room.assign(desk.message().id, intakes.client_of(desk.office))
    assert len(desk.fetch().documents) == 1, "a person may ask for it again"


def test_an_archive_in_a_letter_is_opened_as_one_that_is_dropped(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (BILL, OTHER):
            archive.writestr(name, content)
    desk.server.put(letter(("june.zip", packed.getvalue())))
    assert [one.file_name for one in desk.fetch().documents] == ["harbour.pdf", "quay.pdf"]


def test_one_bad_attachment_keeps_no_other(desk: Desk) -> None:
    desk.server.put(letter(("empty.pdf", b""), BILL))
    fetched = desk.fetch()
    assert ([one.file_name for one in fetched.documents], len(fetched.left)) == (["harbour.pdf"], 1)
    assert desk.message().state is MessageState.TAKEN


def test_a_letter_that_somebody_deleted_is_told_and_taken_if_it_comes_back(desk: Desk) -> None:
    message = letter(BILL, to=NOBODY)
    desk.server.put(message)
    desk.fetch()
    with desk.server.hand() as imap:
        imap.store("1", "+FLAGS", r"(\Deleted)")
        imap.expunge()
    desk.room.assign(desk.message().id, intakes.client_of(desk.office))
    assert "no longer in the mailbox" in desk.fetch().left[0][1]
    assert desk.message().state is MessageState.GONE
    desk.server.put(message)
    assert len(desk.fetch().documents) == 1


@pytest.mark.parametrize("after", list(MailAfter))
def test_the_server_is_told_as_the_person_wants(desk: Desk, after: MailAfter) -> None:
    desk.boxes.keep(entered(desk.server, after))
    desk.server.put(letter(BILL))
    desk.server.put(letter(OTHER, to=NOBODY, number=2))
    desk.fetch()
    flags = desk.server.flags()
    assert len(flags) == (1 if after is MailAfter.MOVE else 2), "what was not taken stays"
    assert [r"\Flagged" in one for one in flags].count(True) == (after is MailAfter.FLAG)


def test_older_mail_is_nobodys_business_until_somebody_says_so(desk: Desk) -> None:
    desk.server.put(letter(BILL), at=desk.office.clock.now().replace(month=5))
    assert desk.fetch().new == 0
    mailbox = entered(desk.server)
    desk.boxes.keep(EnteredBox(BOX, mailbox.host, mailbox.user, port=mailbox.port, since=date(2026, 5, 1)))
    assert len(desk.fetch().documents) == 1


def test_a_mailbox_that_does_not_answer_says_so_and_is_tried_again(desk: Desk) -> None:
    mailbox = entered(desk.server)
    desk.boxes.keep(EnteredBox(BOX, mailbox.host, mailbox.user, port=1, password=mailbox.password))
    fetched = desk.fetch()
    assert isinstance(fetched.error, NotNow)
    assert "takes no connection" in (desk.boxes.show(BOX).problem or "")
    desk.boxes.keep(mailbox)
    desk.server.put(letter(BILL))
    assert len(desk.fetch().documents) == 1
    assert desk.boxes.show(BOX).problem is None
    assert desk.boxes.show(BOX).looked_at == desk.office.clock.now()


def test_a_trouble_of_the_desk_leaves_the_letter_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.server.put(letter(BILL))

    def full(*_: object) -> None:
        raise NotNow("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(taking, "take_in", full)
        assert str(desk.fetch().error) == "The disk is full. Make room."
    assert desk.message().state is MessageState.WAITING
    assert len(desk.fetch().documents) == 1


def test_mail_of_another_persons_client_waits_for_him(desk: Desk) -> None:
    practice = desk.office.practice
    add_user(practice, "Carl", [Role.BOOKKEEPER], passphrase_from(STAPLE), [DELI.name])
    desk.server.put(letter(BILL))
    desk.server.put(letter(OTHER, to=NOBODY, number=2))
    firm = Firm(practice.places, clock=desk.office.clock)  # type: ignore[arg-type] # the clock of the firm
    with firm.open("Carl", STAPLE, writes=False) as his:
        room = Mailroom(his)
        with desk.open(desk.server.mailbox()) as inbox:
            desk.room.look(desk.boxes.show(BOX), inbox, lambda: False)
        assert [one.subject for one in room.messages()] == ["Your invoice"], "he sees nobody's letter, not Koala's"
        with pytest.raises(NotFound):
            room.find(desk.room.messages(MessageState.WAITING)[0].id)
        waiting = room.messages(MessageState.NOT_ROUTED)[0]
        with pytest.raises(Locked):
            room.assign(waiting.id, intakes.client_of(desk.office))
        for act in (
            partial(Mailboxes(his).route, BOX, RouteKind.ADDRESS, NOBODY, DELI.name),
            partial(Mailboxes(his).remove, BOX),
            partial(Mailboxes(his).keep, entered(desk.server)),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert len(desk.fetch().documents) == 1


def test_for_who_may_capture_nowhere_no_mailbox_is_opened(desk: Desk) -> None:
    practice = desk.office.practice
    add_user(practice, "Dora", [Role.APPROVER], passphrase_from(STAPLE), [KOALA.name])
    desk.server.put(letter(BILL))
    firm = Firm(practice.places, clock=desk.office.clock)  # type: ignore[arg-type] # the clock of the firm
    with firm.open("Dora", STAPLE, writes=False) as hers:
        assert list(Postman(hers, desk.office.workspace, open_box=desk.open).round()) == []
        with pytest.raises(NotAllowed):
            Mailroom(hers).messages()
    assert desk.fetch().new == 1


def test_a_mailbox_is_entered_with_care(desk: Desk) -> None:
    right = entered(desk.server)
    with pytest.raises(InputError, match="another server or user"):
        desk.boxes.keep(EnteredBox(BOX, right.host, "somebody", port=right.port))
    with pytest.raises(InputError, match="no password"):
        desk.boxes.keep(EnteredBox("second", right.host, right.user))
    with pytest.raises(NotAllowed, match="for show"):
        desk.boxes.keep(EnteredBox("second", "imap.example.com", right.user, password=right.password))
    with pytest.raises(InputError, match="leads to a client already"):
        desk.boxes.route(BOX, RouteKind.ADDRESS, ACME.upper(), DELI.name)
    with pytest.raises(NotFound):
        desk.boxes.unroute(BOX, "nothing@firm.test")
    assert [one.value for one in desk.boxes.unroute(BOX, ACME).routes] == [TO_DELI]
    assert desk.boxes.test(BOX, open_box=desk.open).folders == ("INBOX",)
    desk.boxes.route(BOX, RouteKind.FOLDER, "Nowhere", KOALA.name)
    with pytest.raises(NotNow, match="no folder Nowhere"):
        desk.boxes.test(BOX, open_box=desk.open)
    assert PASSWORD not in repr(desk.boxes.list())
    with desk.office.practice.file.query() as session:
        words = session.connection().exec_driver_sql("SELECT group_concat(reason) FROM change_set").scalar_one()
    assert "bills+acme@firm.test to" in words
    assert PASSWORD not in words


def test_only_over_a_safe_way(desk: Desk) -> None:
    right = entered(desk.server)
    plain = EnteredBox(BOX, "127.0.0.1", right.user, MailSecurity.NONE, desk.server.plain, right.password)
    desk.boxes.keep(plain)
    desk.server.put(letter(BILL))
    assert len(desk.fetch().documents) == 1
