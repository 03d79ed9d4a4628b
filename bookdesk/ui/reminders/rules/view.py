"""The page of rules: a ladder step by step, its hours, and how many would be reminded today before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.policies import NamedPolicy, Rules
from bookdesk.receivables.presets import PRESETS
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.list_page import ListPage
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.reminders.presenter import may_invoice
from bookdesk.ui.reminders.rules.hours.view import HoursFields
from bookdesk.ui.reminders.rules.presenter import RulesPresenter, RulesRead, RulesTyped, arranged, new_name
from bookdesk.ui.reminders.rules.step.view import StepFields
from bookdesk.ui.reminders.rules.table import STEPS, StepRow

COMMANDS = (
    Command("keep", "Keep", ("Ctrl+Return",), "accept"),
    Command("switch", "Switch on", (), "play"),
    Command("back", "Back", ("Escape",), "left"),
    Command("add", "Add a step", ("N",), "add"),
    Command("remove", "Remove this step", ("Shift+Delete",), "delete"),
    Command("discard", "Discard", (), "undo"),
)
_STARTS = [Choice(name, name.capitalize()) for name in PRESETS]


class RulesScreen(Screen):
    """The rules of the client in front; nothing of what is typed counts before it is kept."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the rules come with `show_place`."""
        super().__init__(desktop, "reminder rules")
        self.presenter = RulesPresenter(desktop, self)
        self.rules: RulesRead | None = None
        self._ladder: NamedPolicy | None = None
        self._steps: tuple[Step, ...] = ()
        self._typed, self._kept = False, ""
        self.model = RowsModel(STEPS, lambda row: row.step.id, self)
        self.table = RecordTable(self.model, "reminder steps", desktop.memory, "Steps of the ladder")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.step, self.hours, self.called = StepFields(), HoursFields(), ChoiceField("Ladder")
        self.starts = Options("Start from", _STARTS, "")
        others = [self.acts["back"], self.acts["switch"]]
        self.page = ListPage(
            "reminder rules", "Reminder rules", (), self.table, desktop.memory,
            primary=self.acts["keep"], others=others, beside=self._pane(), share=48,
        )  # fmt: skip
        self.page.filter.hide()
        self.page.put_above(self._head())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show the rules as they are kept, unless others are typed."""
        del place
        if not self._typed:
            self.presenter.refresh()

    def forget(self) -> None:
        """Show no rules any more."""
        super().forget()
        self.rules = self._ladder = None
        self._steps, self._typed = (), False
        self.step.show_step(None)
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the list of steps."""
        self.page.focus_list()

    def unsaved(self) -> str:
        """Return whether rules are half typed."""
        return "the rules of reminding" if self._typed else super().unsaved()

    def leave(self) -> bool:
        """Stay while rules are half typed."""
        if self._typed:
            self.desktop.tell(Message("The rules are being changed.", Tone.INFO, "Keep them, or take it back."))
            return False
        return super().leave()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "keep": self._keep,
            "switch": self._ask_switch,
            "back": self._back,
            "add": self._add,
            "remove": self._remove,
            "discard": self._discard,
        }

    def _back(self) -> None:
        """Leave what is asked; where nothing is, go back to the reminders."""
        if self.page.prompt.isHidden():
            self.desktop.go(Place("reminders"))
        else:
            self.page.prompt.close_quietly()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.read.connect(self._show_read)
        presenter.tried.connect(self._show_tried)
        presenter.kept.connect(self._tell_kept)
        presenter.refused.connect(self._refused)
        presenter.stale.connect(self._changed_elsewhere)
        self.table.current_changed.connect(lambda _: self._show_step())
        self.step.changed.connect(self._step_typed)
        self.hours.changed.connect(self._something_typed)
        self.called.picked.connect(self._another_ladder)
        self.called.textEdited.connect(lambda _: self._name_typed())
        self.starts.chosen.connect(self._start_from)

    # -- what is shown

    def _show_read(self, read: RulesRead) -> None:
        if self._typed:
            return
        self.rules = read
        self.called.offer([Choice(one.name, one.name) for one in read.ladders])
        before = self._kept or (self._ladder.name if self._ladder is not None else "")
        self._kept = ""
        chosen = next((one for one in read.ladders if one.name == before), read.ladders[0])
        self.step.show_law(read.law)
        self._show_ladder(chosen)
        self._say_reached(read.reminded)

    def _show_ladder(self, ladder: NamedPolicy) -> None:
        self._ladder = ladder
        self.called.show_value(ladder.name)
        self.starts.show_value("")
        whom = f"Only for {', '.join(ladder.customers)}." if ladder.customers else "Nobody climbs it yet."
        self._whom.setText("For all customers who have none of their own." if ladder.usual else whom)
        if self.rules is not None:
            self.hours.show_rules(self.rules, ladder.policy.rest_days)
        self._show_steps(ladder.policy.steps)
        self._judge()

    def _show_steps(self, steps: tuple[Step, ...], chosen: str = "") -> None:
        self._steps = steps
        self.model.show_rows([StepRow(place, step) for place, step in enumerate(steps)])
        if not (chosen and self.table.choose(chosen)) and self.table.current_record() is None:
            self.table.choose_first()
        if not steps:
            said = "It has no step: nobody is reminded by it."
            add = self.acts["add"]
            self.page.show_empty("clock", Message(said, label=add.text(), act=add.trigger))
        else:
            self.page.show_table()
        self._show_step()

    def _show_step(self) -> None:
        row = self.table.current_record() if self._steps else None
        self.step.show_step(row.step if isinstance(row, StepRow) else None)
        self._of_step.setVisible(isinstance(row, StepRow))
        self._judge()

    def _show_tried(self, reached: int) -> None:
        if self._typed:
            self._say_reached(reached)

    def _say_reached(self, reached: int) -> None:
        """Say how many would be reminded today, and how many by what is kept where that is another number."""
        words = f"{wording.count(reached, 'customer')} would be reminded today"
        if self._typed and self.rules is not None:
            words += f"  ·  {self.rules.reminded} by the rules as they are kept"
        self.page.show_footer(words)

    def _judge(self) -> None:
        read = self.rules if may_invoice(self.desktop) else None
        on = self.rules is not None and self.rules.standing.active
        row = self.table.current_record() if self._steps else None
        self.acts["keep"].setEnabled(self._typed and read is not None)
        self.acts["discard"].setEnabled(self._typed)
        self.acts["switch"].setEnabled(read is not None and not self._typed)
        self.acts["switch"].setText("Switch off…" if on else "Switch on")
        self.acts["add"].setEnabled(read is not None)
        self.acts["remove"].setEnabled(isinstance(row, StepRow) and read is not None)
        for part in (self.step, self.hours, self.called, self.starts):
            part.setEnabled(read is not None)

    # -- what is typed

    def _something_typed(self) -> None:
        """Try what is typed, or say why it cannot be."""
        try:
            typed = self._understood()
        except BookDeskError as error:
            self._typed = True
            self._judge()
            self.step.say(str(error))
            self.page.show_footer("")
            return
        self.step.say("")
        self._typed = self._differs(typed)
        self._judge()
        if self._typed:
            self.page.show_footer("…")
            self.presenter.try_out(typed)
        elif self.rules is not None:
            self._say_reached(self.rules.reminded)

    def _differs(self, typed: RulesTyped) -> bool:
        """Whether what is typed is not what is kept: to come through a field changes nothing."""
        ladder, read = self._named(typed.rules.name), self.rules
        if ladder is None or read is None:
            return True
        kept = (ladder.policy, read.standing.hours, read.standing.statements_day, read.thanks)
        rules = typed.rules
        return kept != (rules.policy, rules.hours, rules.statements_day, typed.thanks)

    def _step_typed(self) -> None:
        row = self.table.current_record()
        try:
            step = self.step.typed()
        except BookDeskError as error:
            self.step.say(str(error))
            return
        if step is None or not isinstance(row, StepRow) or step == row.step:
            return
        steps = arranged([step if one.id == step.id else one for one in self._steps])
        self._show_steps(steps, step.id)
        self._something_typed()

    def _name_typed(self) -> None:
        self._typed = True
        self._judge()

    def _another_ladder(self) -> None:
        found = self._named(self.called.text())
        if found is not None and found is not self._ladder:
            self._typed = False
            self._show_ladder(found)
            self._say_reached(self.rules.reminded if self.rules is not None else 0)

    def _start_from(self, name: str) -> None:
        policy = PRESETS[name]
        self.hours.show_rest(policy.rest_days)
        self._show_steps(policy.steps, policy.steps[0].id)
        self._something_typed()

    def _add(self) -> None:
        after = [step.days for step in self._steps if step.days >= 0]
        step = Step(new_name(self._steps), max(after, default=0) + 7)
        self._show_steps(arranged([*self._steps, step]), step.id)
        self._something_typed()
        self.step.days.setFocus()

    def _remove(self) -> None:
        row = self.table.current_record()
        if isinstance(row, StepRow):
            self._show_steps(tuple(step for step in self._steps if step.id != row.step.id))
            self._something_typed()

    def _discard(self) -> None:
        self._typed = False
        self.step.say("")
        self.page.banner.clear()
        self.presenter.refresh()

    def _named(self, text: str) -> NamedPolicy | None:
        ladders = self.rules.ladders if self.rules is not None else ()
        return next((one for one in ladders if one.name.casefold() == text.strip().casefold()), None)

    def _understood(self) -> RulesTyped:
        """Return what is typed; a `BookDeskError` where it cannot be kept so."""
        ladder, read = self._named(self.called.text()), self.rules
        stored = ladder is not None and bool(ladder.version)
        rules = Rules(
            ladder.name if ladder is not None else self.called.text().strip(),
            Policy(self._steps, self.hours.rest_days()),
            self.hours.hours(),
            self.hours.statements_day(),
            ladder.version if ladder is not None and stored else None,
            read.standing.version if read is not None else None,
        )
        usual = ladder is not None and ladder.usual
        known = ladder.id if ladder is not None else ""
        return RulesTyped(known, usual, rules, self.hours.thanks.isChecked())

    # -- acts

    def _keep(self) -> None:
        read = self.rules
        if read is None:
            return
        try:
            typed = self._understood()
        except BookDeskError as error:
            self._refused(error)
            return
        self.presenter.keep(typed, read)

    def _ask_switch(self) -> None:
        read = self.rules
        if read is None:
            return
        if not read.standing.active:
            self.presenter.switch(on=True)
            return
        question = (
            "Switch reminders off? Those that wait in the outbox are withdrawn. Once they are on again, the first"
        )
        question += " list has to be approved anew."
        act = partial(self.presenter.switch, on=False)
        self.page.prompt.ask(question, "Switch them off", lambda _: act(), needed=False)

    def _tell_kept(self) -> None:
        self._typed, self._kept = False, self.called.text().strip()
        self.page.banner.clear()
        self.desktop.tell_here(Message("The rules are kept.", Tone.GOOD))
        self.presenter.refresh()

    def _refused(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.page.banner.say(Message(wording.local(named(error.what)), Tone.BAD, wording.local(named(error.remedy))))

    def _changed_elsewhere(self) -> None:
        if not self._typed:
            self.presenter.refresh()

    # -- the page

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("kind", "bar")
        self._whom = quiet("")
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(FormRow("Ladder; another name writes a new one", self.called), 1)
        row.addWidget(FormRow("Begin anew from", self.starts), 1)
        column = QVBoxLayout(head)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(row)
        column.addWidget(self._whom)
        return head

    def _pane(self) -> QWidget:
        body, self._of_step = QWidget(), heading("The chosen step")
        acts = FlowLayout(GRID // 2)
        for name in ("add", "remove", "discard"):
            acts.addWidget(button(self.acts[name]))
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(acts)
        for part in (self._of_step, self.step, heading("Hours, by the clock of each customer"), self.hours):
            column.addWidget(part)
        column.addStretch(1)
        pane = Scrolling(body)
        pane.setAccessibleName("The chosen step, and the hours")
        return pane
