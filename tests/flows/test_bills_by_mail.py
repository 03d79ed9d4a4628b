"""A bill arrives by mail while the program is closed; the next start takes it once, and it is reviewed."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bookdesk.capture.arrivals import came_in_words
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.jobs.arriving import Arriving, Came, MailCame
from bookdesk.jobs.intakes import Intakes
from bookdesk.jobs.runner import Runner
from bookdesk.mail.documents import ImapDocuments, open_documents
from bookdesk.mail.imap import Mailbox
from bookdesk.models.document import DocumentState
from bookdesk.models.mailbox import MailAfter, RouteKind
from bookdesk.office.mailboxes import EnteredBox, Mailboxes
from bookdesk.office.opened import Office
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.einvoice import ubl
from tests.support import intakes
from tests.support.dovecot import ABSENT, Dovecot, installed, running
from tests.support.firm import KOALA
from tests.support.intakes import Ear, GatedReader
from tests.support.letters import ACME, letter


@pytest.fixture
def server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip(ABSENT)
    with running() as server:
        yield server


def start(office: Office, server: Dovecot) -> list[str]:
    """Open the desk, let what came by mail be taken and read, and close it; returns the clients who had news."""

    def opened(mailbox: Mailbox) -> ImapDocuments:
        return open_documents(mailbox, context=server.context, patience=20)

    heard: queue.SimpleQueue[Came] = queue.SimpleQueue()
    runner, ear = Runner(1), Ear()
    arriving = Arriving(office, heard.put, runner=runner, open_box=opened)
    arriving.look()
    came = heard.get(timeout=60)
    assert isinstance(came, MailCame)
    assert came.fetched.error is None
    with closing(Intakes(office, ear)) as reading:
        for client_id in came.fetched.clients:
            reading.resume_waiting(client_id)
            ear.ended()
    arriving.close()
    assert runner.close()
    return sorted(came.fetched.clients)


def test_a_bill_that_came_while_nobody_was_there_is_taken_once_and_reviewed(tmp_path: Path, server: Dovecot) -> None:
    home = tmp_path / "home"
    with intakes.office(home) as office:
        mailbox = server.mailbox()
        boxes = Mailboxes(office.practice)
        box = EnteredBox("bills", mailbox.host, mailbox.user, mailbox.security, mailbox.port, mailbox.password)
        boxes.keep(box)
        boxes.route("bills", RouteKind.ADDRESS, ACME, KOALA.name)
    server.put(letter(("tidewater.xml", ubl(bills.CLEANING)), subject="Invoice for May"))
    with intakes.reopened(home) as office:
        client_id = intakes.client_of(office)
        assert start(office, server) == [client_id]
        with office.workspace(client_id) as workspace:
            inbox = InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader()))
            (row,) = inbox.list()
            assert (row.file_name, row.state) == ("tidewater.xml", DocumentState.TO_REVIEW)
            inbox.set("1", {"customer": "ok", "line.1.account": "6-1700", "line.2.account": "6-1700"})
            came = inbox.show("1").arrival.came
            assert came is not None
            assert came_in_words(came).startswith('By mail of Harbour Foods <accounts@harbour.example>: "Invoice')
            inbox.confirm("1")
            assert inbox.list()[0].state is DocumentState.CONFIRMED
    with intakes.reopened(home) as office:
        Mailboxes(office.practice).keep(
            EnteredBox("bills", box.host, box.user, box.security, box.port, after=MailAfter.MOVE)
        )
        assert start(office, server) == []
        with office.workspace(client_id) as workspace:
            inbox = InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader()))
            assert len(inbox.list()) == 1
