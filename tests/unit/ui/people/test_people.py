from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import Locked
from bookdesk.office.equipment import ChildEquipment
from bookdesk.office.newclient import start_books
from bookdesk.office.opened import Office
from bookdesk.office.people import limit_of, set_limit
from bookdesk.security.roles import Role
from bookdesk.security.rotation import Rotated
from bookdesk.security.stepup import LASTS
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.people.presenter import removal_words, taken_words
from bookdesk.ui.people.view import CLIENTS, COMPUTERS_TAB, PEOPLE, PeopleScreen
from bookdesk.ui.tasks import Door
from tests.support.firm import BEN, DELI, KOALA, OWNER, PASSPHRASE, STAPLE
from tests.support.window import Seat, new_firm, seated

NEW = "zwei rote Schuhe im Schnee"


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    with seated(qtbot, new_firm(tmp_path / "home")) as made:
        yield made


def screen_of(seat: Seat, view: str = PEOPLE) -> PeopleScreen:
    window = seat.window()
    window.desktop.go(Place("people", view=view))
    seat.settle()
    screen = window.current()
    assert isinstance(screen, PeopleScreen)
    return screen


def rows(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(screen: PeopleScreen, name: str) -> None:
    table = screen.page.table
    row = next(place for place, one in enumerate(rows(table)) if one[0] == name)
    table.setCurrentIndex(table.model().index(row, 0))


def test_people_are_seen_with_their_roles_and_what_these_are_for(seat: Seat) -> None:
    screen = screen_of(seat)
    assert rows(screen.page.table) == [
        [OWNER, "owner, bookkeeper, reviewer, approver, payer", "2", "You"],
        [BEN, "approver", "1", "Works here"],
    ]
    choose(screen, BEN)
    assert screen.pane.about.text() == "Approver: Approves bills up to a limit, never his own; confirms bank details."
    assert rows(screen.pane.table) == [[KOALA.name, "", "approves"]]


def test_owners_see_at_a_glance_who_can_open_what_and_where_a_second_person_is_missing(seat: Seat) -> None:
    screen = screen_of(seat, CLIENTS)
    assert rows(screen.page.table) == [
        [DELI.name, "2 gaps", "works, approves, pays", ""],
        [KOALA.name, "Complete", "works, approves, pays", "approves"],
    ]
    choose(screen, DELI.name)
    assert f"Nobody can approve what {OWNER} entered." in screen.pane.gaps.text()
    choose(screen, KOALA.name)
    assert screen.pane.gaps.isHidden()


def test_somebody_is_added_with_roles_and_a_passphrase_he_types(seat: Seat) -> None:
    screen = screen_of(seat)
    screen.acts["new"].trigger()
    form = screen.form
    form.save.click()
    assert form._name_row.said() == "This is needed."  # noqa: SLF001 - what is said below the field
    form.name.setText("  Cleo   Clark ")
    form.save.click()
    assert form._roles_row.said() == "Choose at least one."  # noqa: SLF001 - as above
    form.roles.ticks[Role.BOOKKEEPER].setChecked(True)
    form.every.setChecked(True)
    form.passphrase.first.line.setText(NEW)
    form.passphrase.again.line.setText(NEW)
    assert screen.unsaved() == "a person"
    form.save.click()
    seat.settle()
    assert form.isHidden()
    assert form.passphrase.first.text() == "", "no passphrase stays behind"
    assert ["Cleo Clark", "bookkeeper", "2", "Works here"] in rows(screen.page.table)
    member = screen.member()
    assert member is not None
    assert member.name == "Cleo Clark", "the next key is about her"


def test_a_passphrase_may_be_made_and_is_shown_once(seat: Seat) -> None:
    screen = screen_of(seat)
    choose(screen, BEN)
    screen.acts["keys"].trigger()
    form = screen.form
    form.way.buttons["made"].click()
    made = form.made.secret()
    assert len(made.split()) == 5
    form.save.click()
    seat.settle()
    assert form.made.secret() == ""
    seat.practice.close()
    with pytest.raises(Locked):
        seat.firm.open(BEN, STAPLE)
    seat.firm.open(BEN, made).close()


def test_a_refusal_keeps_what_was_typed_and_says_why(seat: Seat) -> None:
    screen = screen_of(seat)
    screen.acts["new"].trigger()
    form = screen.form
    form.name.setText(BEN)
    form.roles.ticks[Role.READER].setChecked(True)
    form.way.buttons["made"].click()
    form.save.click()
    seat.settle()
    assert form.problem.text() == "There is already a user Ben. Choose another name."
    assert (form.isVisible(), form.save.isEnabled(), form.name.text()) == (True, True, BEN)


def test_half_typed_is_not_left_and_escape_leaves_it(seat: Seat) -> None:
    screen = screen_of(seat)
    screen.acts["new"].trigger()
    screen.form.name.setText("Cleo")
    screen.desktop.go(Place("clients"))
    assert screen.isVisible()
    assert screen.form.problem.text() == "A person is typed and not saved. “Add him” keeps it. Escape drops it."
    QTest.keyClick(screen.form.name, Qt.Key.Key_Escape)
    assert screen.form.isHidden()
    assert screen.page.table.isVisible()
    assert screen.leave()


def test_other_roles_hold_from_then_on(seat: Seat) -> None:
    screen = screen_of(seat)
    choose(screen, BEN)
    screen.acts["roles"].trigger()
    assert screen.form.roles.roles() == (Role.APPROVER,)
    screen.form.roles.ticks[Role.PAYER].setChecked(True)
    screen.form.save.click()
    seat.settle()
    assert [BEN, "approver, payer", "1", "Works here"] in rows(screen.page.table)


def test_a_client_is_given_with_roles_of_its_own_until_a_day_and_with_a_limit(seat: Seat) -> None:
    deli = seat.client(DELI.name)
    with seat.office.workspace(deli) as workspace:
        start_books(workspace)
    screen = screen_of(seat)
    choose(screen, BEN)
    screen.acts["give"].trigger()
    form = screen.access
    assert (form.person.text(), form.client.text()) == (BEN, "")
    form.client.setText("Dublin")
    form.client.editingFinished.emit()
    seat.settle()
    form.way.buttons["own"].click()
    form.roles.show_roles([Role.APPROVER])
    form.until.setText("2026-07-31")
    told = list[Message]()
    seat.desktop.told.connect(told.append)
    form.how_far.buttons["up to"].click()
    form.amount.setText("500")
    form.save.click()
    seat.settle()
    assert form.isHidden()
    assert screen.staff is not None
    ben = next(one.id for one in screen.staff.members if one.name == BEN)
    served = screen.staff.client(deli)
    assert served is not None
    assert (served.access[ben].roles, served.access[ben].until) == ((Role.APPROVER,), date(2026, 7, 31))
    amount = limit_of(seat.office, ben, deli).amount
    assert amount is not None
    assert str(amount) == "500.00 EUR"
    day = wording.day(date(2026, 7, 31))
    assert told[-1].words == f"{BEN} may open {DELI.name} until {day}."
    choose(screen, BEN)
    seat.settle()
    assert [DELI.name, day, "approves up to 500.00"] in rows(screen.pane.table)
    screen.page.show_tab(CLIENTS)
    screen._choose_tab(CLIENTS)  # noqa: SLF001 - as a click on it does
    choose(screen, DELI.name)
    seat.settle()
    assert [BEN, day, "approves up to 500.00"] in rows(screen.pane.table)
    in_full = [line.in_full for line in screen.pane._model.rows() if line.name == BEN]  # noqa: SLF001 - its tool tip
    assert in_full == ["approver; approves up to 500.00 EUR"]
    assert [row[3] for row in rows(screen.page.table) if row[0] == DELI.name] == [f"until {day}: approves"]


def test_an_approver_without_a_limit_is_shown_to_approve_nothing_yet(seat: Seat) -> None:
    with seat.office.workspace(seat.client(KOALA.name)) as workspace:
        start_books(workspace)
    screen = screen_of(seat)
    choose(screen, BEN)
    seat.settle()
    assert rows(screen.pane.table) == [[KOALA.name, "", "approves nothing yet"]]
    ben, koala = screen.member(), seat.client(KOALA.name)
    assert ben is not None
    set_limit(seat.office, ben.id, koala, None)
    screen.presenter.look()
    seat.settle()
    assert rows(screen.pane.table) == [[KOALA.name, "", "approves"]]


def test_a_client_is_taken_away_after_a_question(seat: Seat) -> None:
    screen = screen_of(seat, CLIENTS)
    choose(screen, KOALA.name)
    screen.pane.table.setCurrentIndex(screen.pane.table.model().index(1, 0))
    screen.acts["take"].trigger()
    assert "Take Koala Kafe away from Ben?" in screen.page.prompt.answer.accessibleName()
    screen.page.prompt.do.click()
    seat.settle()
    assert [KOALA.name, "2 gaps", "works, approves, pays", ""] in rows(screen.page.table)


def test_who_is_removed_gets_new_keys_all_round_and_is_told_of_with_its_limits(seat: Seat) -> None:
    screen = screen_of(seat)
    choose(screen, BEN)
    screen.acts["remove"].trigger()
    screen.page.prompt.do.click()
    seat.settle()
    assert [BEN, "approver", "0", "Removed"] in rows(screen.page.table)
    choose(screen, BEN)
    assert not any(screen.acts[name].isEnabled() for name in ("roles", "give", "remove"))
    with seat.office.workspace(seat.client(KOALA.name)) as workspace, workspace.desk.books.query():
        pass  # the owner's own keys are the new ones


def test_what_is_said_of_keys_tells_which_are_still_known() -> None:
    done, half = Rotated(("a", "b"), (), practice=True), Rotated((), ("a",), practice=False)  # type: ignore[arg-type] # ids
    assert removal_words("Ben", done).words == "Ben was removed; the practice and 2 clients have new keys."
    assert (
        removal_words("Ben", half).words == "Ben was removed, but still knows the keys of 1 client and of the practice."
    )
    assert taken_words("Gone", done).words == "Gone; the keys are new."
    only = Rotated((), (), practice=False)
    assert taken_words("Gone", only).words == "Still known to somebody who left: the key of the practice."


def test_nobody_but_an_owner_changes_anything(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with firm.open(BEN, STAPLE) as practice:
        office, door = Office(practice, firm.clock), Door()
        equipment = ChildEquipment()
        seat = Seat(qtbot, firm, practice, office, door, Desktop(office, door, Memory(), equipment))
        screen = screen_of(seat)
        message = screen.page.banner.message()
        assert message is not None
        assert message.words.startswith("You see who works here")
        assert [one[0] for one in rows(screen.page.table)] == [OWNER, BEN]
        assert not any(action.isEnabled() for name, action in screen.acts.items() if name != "filter")
        seat.desktop.intake.close()
        door.close()
        equipment.close()


def test_the_computer_in_use_is_not_withdrawn(seat: Seat) -> None:
    screen = screen_of(seat, COMPUTERS_TAB)
    assert rows(screen.page.table)[0][-1] == "This one"
    assert not screen.acts["withdraw"].isEnabled()


def test_who_was_long_at_the_desk_proves_himself_once_more(seat: Seat) -> None:
    screen = screen_of(seat)
    seat.firm.clock.advance(LASTS.total_seconds() + 1)
    choose(screen, BEN)
    screen.acts["roles"].trigger()
    screen.form.roles.ticks[Role.READER].setChecked(True)
    screen.form.save.click()
    seat.settle()
    window = screen.window()
    assert isinstance(window, MainWindow)
    dialog = window.step_ups.dialog
    assert dialog is not None
    dialog.passphrase.line.setText(PASSPHRASE)
    dialog.go_on.click()
    seat.settle()
    assert [BEN, "approver, reader", "1", "Works here"] in rows(screen.page.table)
