"""Working alone from the command line: switched on, told everywhere, and switched off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.cli import approve, pay, payee, sole
from bookdesk.cli.parsing import Arguments
from bookdesk.cli.people import Peopled, telling_names
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.models.history import Actor
from bookdesk.security.roles import FOUNDER
from bookdesk.store.desk import Desk
from tests.support.books import empty_books
from tests.unit.approvals.people import Keys
from tests.unit.cli.test_paying import Shell
from tests.unit.payments.office import open_office

ON = ("approve", "sole", "on", "--way", "delay", "--reason", "a firm of one")


class Alone(Shell):
    """The program in a firm of one."""

    @contextmanager
    def people(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Peopled]:
        with super().people(arguments, writes=writes) as found:
            object.__setattr__(found.workspace.entry, "roles", FOUNDER)
            with telling_names(found):
                yield found


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Alone]:
    clock = MovableClock(datetime(2026, 6, 30, 1, tzinfo=UTC))
    with empty_books(tmp_path, "c1", clock) as books:
        office = open_office(Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock), "AU")
        office.people = Keys(working=frozenset({"maker"}))
        ApprovalRules(office.desk).set_limit("maker", None)
        made = Alone(office, capsys)
        for area in (approve, pay, payee, sole):
            monkeypatch.setattr(area, "open_peopled", made.people)
        yield made


def clock(shell: Alone) -> MovableClock:
    assert isinstance(shell.office.desk.clock, MovableClock)
    return shell.office.desk.clock


def test_it_is_off_until_an_owner_decides_and_says_what_holds(shell: Alone) -> None:
    (shown,) = shell("maker", "approve", "sole")
    assert (shown["on"], shown["way"], shown["workers"]) == (False, None, ["Mia"])
    assert "Two people" in shell.plain("maker", "approve", "sole", "show")
    (on,) = shell("maker", *ON, "--hours", "6")
    assert (on["on"], on["way"], on["hours"], on["user"], on["decided_by"]) == (True, "delay", 6, "Mia", "Mia")
    assert "Decided by Mia on 2026-06-30: a firm of one." in shell.plain("maker", "approve", "sole")
    (off,) = shell("maker", "approve", "sole", "off", "--reason", "Ann joined")
    assert (off["on"], off["way"]) == (False, "off")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("on", "--reason", "x"), 2),
        (("off", "--way", "delay", "--reason", "x"), 2),
        (("on", "--way", "client", "--hours", "5", "--reason", "x"), 2),
        (("on", "--way", "delay"), 1),
    ],
)
def test_what_is_said_wrongly_is_refused(shell: Alone, words: tuple[str, ...], status: int) -> None:
    shell("maker", "approve", "sole", *words, status=status)
    assert shell("maker", "approve", "sole")[0]["on"] is False


def test_hours_below_the_least_are_wrong_usage(shell: Alone) -> None:
    with pytest.raises(SystemExit):
        shell("maker", *ON, "--hours", "3")


def test_a_run_tells_of_it_before_and_after_its_release(shell: Alone) -> None:
    shell("maker", *ON)
    shell.office.bill("Bean Brothers", "INV-1", 10000, approve=False)
    (approved,) = shell("maker", "approve", "approve", "INV-1")
    assert approved["approved"] is True
    assert "Mia approved what he entered himself" in approved["why"]
    (run,) = shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-06-30")
    assert "4 hours after the approval" in run["sole"]
    assert [finding["words"] for finding in run["payments"][0]["findings"] if finding["severity"] == "block"] == [
        "Cooling off until 15:00."
    ]
    shell("maker", "pay", "release", "1", status=1)
    assert "Cooling off until 15:00." in shell.said
    clock(shell).advance(4 * 3600)
    shell("maker", "pay", "release", "1")
    assert "Sole practitioner: released after 4 h cooling off." in shell.plain("maker", "pay", "show", "1")


def test_bank_details_are_confirmed_by_who_entered_them_when_their_hours_are_over(shell: Alone) -> None:
    shell("maker", *ON)
    entering = ("payee", "enter", "Bean Brothers", "--bsb", "033-000", "--account-number", "555555")
    shell("maker", *entering)
    confirming = ("payee", "confirm", "Bean Brothers", "--note", "called Jo")
    shell("maker", *confirming, status=1)
    assert "Cooling off until 15:00." in shell.said
    clock(shell).advance(4 * 3600)
    assert shell("maker", *confirming)[0]["confirmed_by"] == "Mia"
