"""The section of the settings about backups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.security.backups import BackupSet
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.safekeeping import Known
from bookdesk.ui.settings.backups.presenter import EVERY, BackupsPresenter
from bookdesk.ui.settings.backups.table import sets_model

_SAID = (
    "A backup is encrypted and checked by opening it, and once a week the newest is brought back to see that it comes"
    " back. Keep one on a stick that is not always here; a folder that a service copies elsewhere serves as well. Kept"
    " are all of two days, one a day for 30 days, one a week for 12 weeks, one a month for 24 months."
)


class BackupsSection(QWidget):
    """Folder, how often, how it stands, what there is. The settings put it on a card of its own."""

    def __init__(self, desktop: Desktop, chooser: Callable[[], Chooser], parent: QWidget | None = None) -> None:
        """Show nothing yet; `refresh` asks. `chooser` gives what asks for a folder."""
        super().__init__(parent)
        self._presenter, self._chooser = BackupsPresenter(desktop), chooser
        self.choose, self.open_folder = push("Choose folder…"), push("Open folder", "flat")
        self.make, self.test = push("Back up now"), push("Test the newest now")
        self.every = Options("How often", [Choice(value, words) for value, words in EVERY], "24")
        self.facts, self.result = Facts(), Banner()
        self._sets = sets_model()
        self.sets = RecordTable(self._sets, "backups", desktop.memory, "Backups in this folder")
        self.client, self.bring, self.prompt = ChoiceField("Client to bring back"), push("Bring it back…"), Prompt()
        self._one = FormRow("One client only", self.client, "As it was in the chosen backup.", beside=self.bring)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask how backups stand."""
        self._presenter.look()

    # -- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for part in (
            quiet(_SAID),
            self.facts,
            FormRow("How often", self.every),
            _row(self.choose, self.open_folder, self.make, self.test),
            self.result,
            self.sets,
            self._one,
            self.prompt,
        ):
            column.addWidget(part)

    def _connect(self) -> None:
        for one, sign in (
            (self.choose, "folder"),
            (self.open_folder, "folder"),
            (self.make, "backup"),
            (self.test, "verify"),
        ):
            one.setIcon(icon(sign, "text"))
        self.choose.clicked.connect(self._choose)
        self.open_folder.clicked.connect(lambda: self._chooser().show_folder(Path(self._presenter.folder())))
        self.make.clicked.connect(self._make)
        self.test.clicked.connect(self._test)
        self.bring.setIcon(icon("undo", "text"))
        self.bring.clicked.connect(self._ask_to_bring)
        self.sets.current_changed.connect(lambda _: self._suit())
        self.client.settled.connect(self._judge)
        self.every.chosen.connect(self._presenter.choose_every)
        self._presenter.known.connect(self._show)
        self._presenter.listed.connect(self._list)
        self._presenter.told.connect(self._tell)

    def _choose(self) -> None:
        folder = self._chooser().folder(self, "Where backups are kept", self._presenter.folder())
        if folder is not None:
            self.result.clear()
            self._presenter.choose_folder(folder)

    def _make(self) -> None:
        if not self._presenter.folder():
            self._choose()  # a folder that is chosen gets its first one at once
            return
        self._work(on=True)
        self._presenter.make()

    def _test(self) -> None:
        self._work(on=True)
        self._presenter.test()

    def _set(self) -> BackupSet | None:
        found = self.sets.current_record()
        return found if isinstance(found, BackupSet) else None

    def _suit(self) -> None:
        """Offer the clients of the chosen backup."""
        offered = self._presenter.clients_in(self._set())
        self.client.offer(offered)
        if self.client.exact() not in {one.value for one in offered}:
            self.client.clear()
        self._one.setVisible(bool(offered))
        self.prompt.drop()
        self._judge()

    def _judge(self) -> None:
        self.bring.setEnabled(bool(self.client.exact()))

    def _ask_to_bring(self) -> None:
        one, client = self._set(), self.client.exact()
        if one is not None and client:
            self.prompt.ask(
                f"Bring {self.client.text()} back to {wording.moment(one.made_at)}? What was done since is in its books"
                " no more; its present folder is set aside, not deleted. Both histories say that it was done.",
                "Bring it back",
                lambda _: self._bring(one, client),
                needed=False,
            )

    def _bring(self, one: BackupSet, client: str) -> None:
        self._work(on=True)
        self._presenter.bring_back(one, client)

    def _work(self, *, on: bool) -> None:
        self.make.setEnabled(not on)
        self.test.setEnabled(not on)
        self.bring.setEnabled(not on and bool(self.client.exact()))
        if on:
            self.result.clear()

    def _tell(self, message: Message | None) -> None:
        self._work(on=False)
        if message is None:
            self.result.clear()
        else:
            self.result.say(message)

    def _show(self, known: Known) -> None:
        plan = known.standings.plan
        self.facts.show_facts(self._presenter.facts(known))
        self.every.show_value(self._presenter.shown_every(plan))
        self.every.setEnabled(known.manages and bool(plan.folder))
        self.choose.setEnabled(known.manages)
        self.open_folder.setVisible(bool(plan.folder))
        self.test.setVisible(bool(plan.folder) and known.standings.made is not None)

    def _list(self, sets: list[BackupSet]) -> None:
        self._sets.show_rows(sets)
        self.sets.setVisible(bool(sets))
        self._suit()
        self.sets.show_all_rows()


def _row(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = FlowLayout(GRID)
    made.setLayout(row)
    for part in parts:
        row.addWidget(part)
    return made
