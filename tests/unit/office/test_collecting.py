"""The round in which money is asked for, over all clients of a practice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import InUse
from bookdesk.office.collecting import collect_all
from bookdesk.workspace import Workspace
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
