"""The round in which money is asked for, over all clients of a practice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import InUse
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import Entered
from bookdesk.mail.smtp import Patience, connect
from bookdesk.models.invoice import Invoice
from bookdesk.office.collecting import collect, collect_all
from bookdesk.office.mailing import Ways, keep_firm_account, send_client
from bookdesk.workspace import Workspace
from tests.support.mailserver import open_house
from tests.unit.office.bureau import CAFE, Bureau
from tests.unit.receivables.owing import Owing


def late(bureau: Bureau) -> None:
    """Let a customer of the cafe be late, and its reminders be approved."""
    with bureau.anna.workspace(bureau.cafe) as workspace:
        owing = Owing(workspace.desk)
        today = workspace.desk.clock.now().date()
        owing.invoice(owing.customer(zone="Australia/Sydney"), "R-1", due=today - timedelta(days=2), currency="AUD")
        owing.policies.switch_on()
        owing.policies.approve(owing.reminders.preview().list_hash)


def test_each_client_of_the_round_is_served_once(bureau: Bureau) -> None:
    late(bureau)
    assert isinstance(bureau.anna.clock, MovableClock)
    bureau.anna.clock.instant += timedelta(days=1)
    practice = bureau.anna.practice
    done = {one.entry.name: one for one in collect_all(practice, bureau.anna.workspace)}
    cafe = done[CAFE.name].collected
    assert cafe is not None
    assert [mail.subject.split(" about")[0] for mail in cafe.written] == ["A note"]
    again = {one.entry.name: one.collected for one in collect_all(practice, bureau.anna.workspace)}
    assert again[CAFE.name] is not None
    assert not again[CAFE.name].written  # type: ignore[union-attr] # as asserted


def test_one_client_that_cannot_be_opened_keeps_no_other(bureau: Bureau) -> None:
    @contextmanager
    def borrow(client_id: str) -> Iterator[Workspace]:
        if client_id == bureau.cafe:
            raise InUse("Another BookDesk has it.", "Close it.")
        with bureau.anna.workspace(client_id) as workspace:
            yield workspace

    done = {one.entry.name: one for one in collect_all(bureau.anna.practice, borrow)}
    assert isinstance(done[CAFE.name].error, InUse)
    assert all(one.error is None for name, one in done.items() if name != CAFE.name)


@pytest.mark.parametrize("pays", [True, False])
def test_what_was_written_leaves_by_a_real_server_unless_the_customer_pays_first(bureau: Bureau, pays: bool) -> None:  # noqa: FBT001 - a case of the test
    late(bureau)
    assert isinstance(bureau.anna.clock, MovableClock)
    bureau.anna.clock.instant += timedelta(days=1)
    practice, ways = bureau.anna.practice, Ways(connect=partial(connect, patience=Patience(10, 10, 10)))
    with open_house() as house, bureau.anna.workspace(bureau.cafe) as workspace:
        server = Entered(address="post@firm.example", host="127.0.0.1", port=house.port, security=MailSecurity.NONE)
        keep_firm_account(practice, server)
        (mail,) = collect(workspace).written
        if pays:
            owing = Owing(workspace.desk)
            with workspace.desk.books.query() as session:
                invoice = session.scalars(select(Invoice).where(Invoice.number == "R-1")).one()
            day = workspace.desk.clock.now().date()
            owing.pays(invoice.contact_id, "100", day, (invoice.id, "100"), currency="AUD")
        report = send_client(practice, workspace, ways)
        assert (report.accepted, report.withdrawn) == ((0, 1) if pays else (1, 0))
        assert len(house.senders) == report.accepted
        assert send_client(practice, workspace, ways).accepted == 0
        assert collect(workspace).written == ()
        assert mail.recipients == ["acme@customer.example"]
