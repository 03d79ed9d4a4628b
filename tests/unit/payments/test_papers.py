"""What is handed out of a run to be saved stands in the history, whoever asks for it and wherever he asks."""

from __future__ import annotations

from enum import StrEnum

import pytest

from bookdesk.core.errors import NotAllowed, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.payments.papers import take_advices, take_report
from bookdesk.payments.views import RunView
from bookdesk.store.history import latest_sets
from tests.unit.payments.office import PAY_DAY, Office


@pytest.fixture
def released(office: Office) -> RunView:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.bill("Milk Maids", "M-1", 4000)
    run = office.paying("maker").propose(office.bank, PAY_DAY).run.id
    return office.paying("bob").release(run)


def acts(office: Office) -> list[tuple[str, str, str]]:
    with office.desk.books.query() as session:
        return [(one.action, one.actor, one.reason) for one in latest_sets(session, 3)]


def test_the_bank_file_is_handed_out_with_an_entry_each_time(office: Office, released: RunView) -> None:
    file = office.paying("bob").take_file(released.run.id)
    again = office.paying("cara").take_file(released.run.id)
    assert file.content == again.content == office.paying().export(released.run.id)[1]
    assert acts(office)[:2] == [
        (Action.BANK_FILE_SAVED, "cara", "bank file of run 1 saved"),
        (Action.BANK_FILE_SAVED, "bob", "bank file of run 1 saved"),
    ]


def test_advices_and_report_are_handed_out_with_an_entry(office: Office, released: RunView) -> None:
    (advice,) = take_advices(office.as_("bob"), released, released.paying[:1])
    _, report = take_report(office.as_("bob"), released, str)
    assert advice[1].startswith(b"%PDF")
    assert report.startswith(b"%PDF")
    assert acts(office)[:2] == [
        (Action.REPORT_SAVED, "bob", "report of run 1 saved"),
        (Action.REPORT_SAVED, "bob", "remittance advices of run 1, 1 of 2, saved"),
    ]


def test_what_the_door_refuses_is_not_handed_out(office: Office, released: RunView) -> None:
    def guard(action: StrEnum, _: Origin) -> None:
        raise NotAllowed(f"{action} is refused.", "Ask an owner.")

    office.desk.books.guard = guard
    with pytest.raises(NotAllowed, match="bank file saved is refused"):
        office.paying("bob").take_file(released.run.id)
    with pytest.raises(NotAllowed, match="report saved is refused"):
        take_advices(office.as_("bob"), released, released.paying)
    with pytest.raises(NotAllowed, match="report saved is refused"):
        take_report(office.as_("bob"), released, str)


def test_where_there_is_nothing_to_hand_out_no_entry_is_left(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    draft = office.paying("maker").propose(office.bank, PAY_DAY)
    before = acts(office)
    with pytest.raises(RuleBroken, match="was not released"):
        office.paying("bob").take_file(draft.run.id)
    with pytest.raises(RuleBroken, match="was not released"):
        take_report(office.as_("bob"), draft, str)
    assert acts(office) == before
