"""The reconciliation grid: lines at the left, what they may be at the right, the balance always in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bookdesk.banking.importing import Imported
from bookdesk.banking.listing import LineRow, LineState
from bookdesk.banking.standing import Standing
from bookdesk.core.errors import BookDeskError
from bookdesk.ledger.banklists import LineList
from bookdesk.models.bank import Statement
from bookdesk.ui import wording
from bookdesk.ui.bank.account.view import AccountForm
from bookdesk.ui.bank.balance.view import BalanceLine, question_of
from bookdesk.ui.bank.code.view import CodePane
from bookdesk.ui.bank.match.view import MatchPane
from bookdesk.ui.bank.presenter import BankFound, BankPresenter, is_signed, looks_like_statement, why_empty
from bookdesk.ui.bank.statement.view import ImportForm
from bookdesk.ui.bank.table import LinesModel
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser as Dialogs
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.fields import money_typed
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.taking_over import not_taken_over

TABS = (
    ListTab(LineList.OPEN, "Open"),
    ListTab(LineList.MATCHED, "Matched", quiet=True),
    ListTab(LineList.CODED, "Coded", quiet=True),
    ListTab(LineList.TRANSFERS, "Transfers", quiet=True),
    ListTab(LineList.SIGNED_OFF, "Signed off", quiet=True),
    ListTab(LineList.ALL, "All", quiet=True),
)
COMMANDS = (
    Command("accept", "Accept the suggestion", ("A",), "accept"),
    Command("accept clear", "Accept all clear ones", ("Ctrl+Return",), "clear"),
    Command("mode", "Match mode or code mode", ("F6",), "transfer"),
    Command("find", "Find and match", ("F",), "search"),
    Command("match", "Match what is chosen", ("M",), "match"),
    Command("code", "Code", ("C",), "code"),
    Command("split", "Split", ("S",), "split"),
    Command("transfer", "Transfer", ("T",), "transfer"),
    Command("unmatch", "Take the match back", ("U",), "undo"),
    Command("same", "Same payee", ("P",), "filter"),
    Command("import", "Import a statement", ("I",), "statement"),
    Command("withdraw", "Take the last import back", (), "undo"),
    Command("sign", "Sign off", ("Ctrl+Shift+Return",), "lock"),
    Command("reopen", "Reopen the last reconciliation", (), "undo"),
    Command("report", "Save the report of the last reconciliation…", ("Ctrl+Shift+S",), "print"),
    Command("add account", "Add a bank account", ("N",), "add"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
    *(Command(f"take {rank}", f"Accept suggestion {rank}", (str(rank),), "", "Suggestions") for rank in range(1, 10)),
)
Chooser = Callable[[QWidget], str]


def choose_statement(parent: QWidget) -> str:
    """Ask for a statement file with the system's own dialog."""
    return str(Dialogs().file(parent, "Statement of the bank") or "")


class BankScreen(Screen):
    """One bank account of the client in front."""

    def __init__(self, desktop: Desktop, chooser: Chooser = choose_statement) -> None:
        """Build the grid; the account comes with `show_place`."""
        super().__init__(desktop, "bank")
        self.presenter = BankPresenter(desktop, self)
        self._chooser = chooser
        self.model = LinesModel(self.presenter.page, self)
        self.table = RecordTable(self.model, "bank lines", desktop.memory, "Bank lines")
        self.form = AccountForm(desktop)
        handlers = self._handlers()
        self.acts = bind(self, COMMANDS, {name: partial(self._go_on, act) for name, act in handlers.items()})
        self.match, self.code = MatchPane(self.presenter, desktop.memory), CodePane(self.presenter, desktop.memory)
        self.balance, self.importing = BalanceLine(self.acts), ImportForm(self.presenter, desktop.memory)
        self.page = self._make_page()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.page, self.balance, self.form):
            column.addWidget(part, 0 if part is self.balance else 1)
        self.found: BankFound | None = None  # what is shown
        self._standing: Standing | None = None
        self._none = False
        """Whether the client has no account."""
        self._asked: set[str] = set()
        """The lines of the clear matches that the person is asked about."""
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show the lines of an account: `item` is its id, `view` a list. An account that is half typed is kept."""
        if not self.leave():
            return
        self.form.put_away()
        on = LineList(place.view) if place.view else LineList.OPEN
        self.page.show_tab(on)
        self.page.show_filter("")
        self.page.banner.clear()
        self.importing.put_away()
        self.presenter.start(account=place.item or None, on=on)
        if place.files:
            self.presenter.look_at_file(place.files[0], of_any_account=True)

    def forget(self) -> None:
        """Show no account and no line any more."""
        super().forget()
        self.form.put_away()
        self.found, self._standing, self._none = None, None, False
        self._show_account_parts()
        self.account.offer(())
        self.account.clear()
        self.balance.forget()
        self.importing.put_away()
        self.presenter.forget()
        self.match.forget()
        self.code.forget()
        self._current_changed()

    def take_keyboard(self) -> None:
        """Begin in the grid, or go on with the account that is typed."""
        if self.form.isHidden():
            self.page.focus_list()
        else:
            self.form.take_keyboard()

    def record(self) -> Place | None:
        """Return where the history of the current line is, else that of the account."""
        return self.presenter.record_of(self.table.current_record())

    def wants(self, files: Sequence[Path]) -> bool:
        """Take a single file that looks like a statement."""
        return len(files) == 1 and looks_like_statement(files[0])

    def says_of(self, files: Sequence[Path]) -> str:
        """Say that it is looked at first."""
        return f"Look at the statement {files[0].name}"

    def take(self, files: Sequence[Path]) -> None:
        """Look at a statement before it is taken in."""
        if not self.leave():
            return
        self.form.put_away()
        self.presenter.look_at_file(files[0])

    def chosen(self) -> list[LineRow]:
        """Return the chosen lines."""
        return self.table.selected_records()

    # -- building

    def _make_page(self) -> ListPage:
        self._modes = QStackedWidget()
        self._coding = Scrolling(self.code)
        self._modes.addWidget(self.match)
        self._modes.addWidget(self._coding)
        self._mode: QWidget = self.match
        page = ListPage(
            "bank",
            "Bank",
            TABS,
            self.table,
            self.desktop.memory,
            primary=self.acts["accept clear"],
            others=[self.acts["import"]],
            beside=self._modes,
            share=33,
        )
        page.put_above(self.importing)
        self.account = ChoiceField("Bank account")
        page.put_in_head(self.account)
        return page

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "accept": partial(self._accept, 1),
            "accept clear": self._accept_clear,
            "mode": self._change_mode,
            "find": self._find,
            "match": self._match_chosen,
            "code": partial(self._code, split=False),
            "split": partial(self._code, split=True),
            "transfer": self._transfer,
            "unmatch": self._unmatch,
            "same": self._same_payee,
            "import": self._import,
            "withdraw": lambda: self.presenter.ask_last_import(self._withdraw),
            "sign": self._sign_off,
            "reopen": partial(self._on_signed, self.presenter.reopen),
            "report": partial(self._on_signed, lambda day: self.presenter.report(day, Dialogs().folder(self, "Where"))),
            "add account": self.form.open,
            "filter": lambda: self.page.filter.setFocus(),  # noqa: PLW0108 - the page is made after its acts
            **{f"take {rank}": partial(self._accept, rank) for rank in range(1, 10)},
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(on=LineList(name), same_payee_as=None))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.current_changed.connect(lambda _: self._current_changed())
        table.selection_changed.connect(self._selection_changed)
        table.opened.connect(lambda _: self._accept(1))
        self.account.chosen.connect(self._choose_account)
        presenter.found.connect(self._show_found)
        presenter.no_account.connect(self._say_no_account)
        self.form.came.connect(partial(self._show_form, shown=True))
        self.form.left.connect(partial(self._show_form, shown=False))
        self.form.homeless.connect(page.focus_list)
        self.form.presenter.barred.connect(self._tell_barred)
        self.form.presenter.added.connect(self._show_added)
        presenter.proposed.connect(self._show_proposals)
        presenter.targets.connect(self.match.show_targets)
        presenter.weighed.connect(self.match.show_weighing)
        presenter.unfolded.connect(self.match.show_match)
        presenter.suggested.connect(self.code.show_suggestions)
        presenter.names.connect(self.code.offer)
        presenter.names.connect(self.match.offer)
        presenter.looked_at.connect(self.importing.show_file)
        presenter.imported.connect(self._tell_imported)
        presenter.failed.connect(self._tell_failure)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._current_changed())
        for pane in (self.match, self.code):
            pane.done.connect(page.banner.clear)  # what was said of the act before is over
            pane.done.connect(self.table.setFocus)
        table.clicked.connect(lambda _: page.banner.clear())
        self.importing.shown.connect(lambda shown: page.give_way(on=shown))
        self.importing.shown.connect(lambda shown: self.desktop.make_room() if shown else None)

    # -- showing

    def _show_found(self, found: BankFound) -> None:
        self.found, self._standing, self._none = found, found.standing, False
        self._show_account_parts()
        self.account.offer([Choice(one, name) for one, name in found.accounts])
        self.account.show_value(found.standing.account_id)
        self.model.show_list(found.lines)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self.page.show_counts({one.value: number for one, number in found.counts.items()})
        self.balance.show_standing(found.standing)
        rows = self.model.rowCount()
        others = "   ".join(f"{name}: {count:,} open" for name, count in found.elsewhere)
        self.page.show_footer(wording.count(rows, "line"), others)
        if rows:
            self.page.show_table()
            self.table.choose_first()
        else:
            self._say_empty(found)
        self._selection_changed()
        self._current_changed()

    def _say_empty(self, found: BankFound) -> None:
        sign, clear = self.acts["sign"].trigger, self._clear_filter
        self.page.show_empty("bank", why_empty(found, clear=clear, sign=sign, take=self._import))

    def _say_no_account(self) -> None:
        """Say what this screen is for, and that it begins with an account."""
        self._none = True
        self._show_account_parts()
        remedy = "With one, its statements are imported here, matched with bills and payments, and reconciled."
        act = self.acts["add account"]
        words = "This client has no bank account yet."
        self.page.show_empty("bank", Message(words, remedy=remedy, label=act.text(), act=act.trigger))

    def _show_form(self, *, shown: bool) -> None:
        """Let the form of a new account take the place of the grid, and its acts that of the grid's."""
        self.page.setVisible(not shown)
        self._show_account_parts()
        here, there = (self.form.acts, self.acts) if shown else (self.acts, self.form.acts)
        for action in there.values():
            self.removeAction(action)
        self.addActions(list(here.values()))

    def _show_account_parts(self) -> None:
        """Show what only an account has, unless there is none, or its form stands in the place of the grid."""
        self.account.setVisible(not self._none)
        self.balance.setVisible(not self._none and self.form.isHidden())
        self.acts["import"].setEnabled(not self._none)

    def _tell_barred(self, error: BookDeskError) -> None:
        self.page.banner.say(not_taken_over(error, self.desktop, self, self.form.open))

    def _show_added(self, account_id: str) -> None:
        self.page.focus_list()
        self.show_place(Place("bank", item=account_id))

    def _show_proposals(self, _proposals: object) -> None:
        self.model.suggest(self.presenter.best())
        if self._asked and self._asked != self._clear_lines():
            self._drop_question()
        self._current_changed()

    def _current_changed(self) -> None:
        row = self.table.current_record()
        known = row if isinstance(row, LineRow) else None
        proposals = self.presenter.proposals.get(known.id, []) if known is not None else []
        self.match.show_line(known, proposals)
        matched = known is not None and known.state is not LineState.OPEN  # what became of it is told by one pane
        self._modes.setCurrentWidget(self.match if matched else self._mode)
        if self._modes.currentWidget() is self._coding:
            self.code.show_lines(self.chosen())
        self._judge()

    def _selection_changed(self) -> None:
        self.match.show_chosen([row for row in self.chosen() if row.state is LineState.OPEN])
        if self._modes.currentWidget() is self._coding:
            self.code.show_lines(self.chosen())
        self._judge()

    def _judge(self) -> None:
        rows = self.chosen()
        opened = [row for row in rows if row.state is LineState.OPEN]
        current = self.table.current_record()
        proposals = self.presenter.proposals.get(current.id, []) if isinstance(current, LineRow) else []
        clear = len(self.presenter.clear_ones())
        self.acts["accept clear"].setText(f"Accept {clear} clear" if clear else "Accept all clear ones")
        self.acts["accept clear"].setEnabled(clear > 0)
        self.acts["accept"].setEnabled(bool(proposals))
        for rank in range(1, 10):
            self.acts[f"take {rank}"].setEnabled(any(one.rank == rank for one in proposals))
        for name in ("code", "match"):
            self.acts[name].setEnabled(bool(opened))
        for name in ("split", "transfer"):
            self.acts[name].setEnabled(len(opened) == 1)
        self.acts["unmatch"].setEnabled(len(opened) < len(rows))
        self.acts["same"].setEnabled(bool(rows))
        standing = self._standing
        self.acts["sign"].setEnabled(standing is not None and not is_signed(standing))
        for name in ("reopen", "report"):
            self.acts[name].setEnabled(standing is not None and standing.signed_off_through is not None)

    # -- acting

    def _go_on(self, act: Callable[[], object]) -> None:
        """Do what the person chose: a question that was not answered is left."""
        self._drop_question()
        self.page.banner.clear()
        act()

    def _drop_question(self) -> None:
        self._asked = set()
        self.page.prompt.drop()

    def _clear_lines(self) -> set[str]:
        return {one.line.id for one in self.presenter.clear_ones()}

    def _accept(self, rank: int) -> None:
        row = self.table.current_record()
        if isinstance(row, LineRow) and row.state is LineState.OPEN:
            self.presenter.accept(row, rank)

    def _accept_clear(self) -> None:
        clear = self.presenter.clear_ones()
        sums: dict[str, int] = {}
        for one in clear:
            sums[one.line.currency] = sums.get(one.line.currency, 0) + one.line.amount
        self._asked = self._clear_lines()
        samples = "; ".join(one.line.description for one in clear[:3])
        question = f"Accept {wording.count(len(clear), 'clear match', 'clear matches')}? Among them: {samples}."
        self.page.prompt.ask(question, f"Accept {len(clear)}", lambda _: self.presenter.accept_clear(), needed=False)

    def _change_mode(self) -> None:
        self._show_mode(self.match if self._mode is self._coding else self._coding)

    def _show_mode(self, pane: QWidget) -> None:
        self._mode = pane
        self._current_changed()

    def _find(self) -> None:
        self._show_mode(self.match)
        self.match.search.setFocus()

    def _match_chosen(self) -> None:
        self._show_mode(self.match)
        self.match.accept()

    def _code(self, *, split: bool) -> None:
        self._show_mode(self._coding)
        self.code.show_lines(self.chosen())
        self.code.begin(split=split)

    def _transfer(self) -> None:
        row, standing = self.table.current_record(), self._standing
        if isinstance(row, LineRow) and standing is not None:
            others = [one for one in self.account.choices() if one.value != standing.account_id]
            names = ", ".join(one.words for one in others)
            if not others:
                self.desktop.tell(Message("This client has no other account.", remedy="Code the line instead."))
                return
            self.page.prompt.ask(
                f"Transfer {wording.money(row.amount)} with which account: {names}?",
                "Transfer",
                partial(self.presenter.transfer, row.id),
                answer=others[0].words,
            )

    def _unmatch(self) -> None:
        """Ask first: what a match booked is reversed, which no Undo brings back."""
        matched = [row for row in self.chosen() if row.state not in (LineState.OPEN, LineState.SIGNED_OFF)]
        if not matched:
            self._tell("This line is signed off.", f"{self.acts['reopen'].text()} first.")
            return
        first = matched[0]
        what = f"{first.description}, {wording.money(first.amount)}" if len(matched) == 1 else f"{len(matched)} lines"
        question = f"Take the match of {what} back, with all that it joins? What it booked is reversed, for good."
        act = partial(self.presenter.undo, [row.id for row in matched])
        self.page.prompt.ask(question, "Take it back", lambda _: act(), needed=False)

    def _same_payee(self) -> None:
        row = self.table.current_record()
        if isinstance(row, LineRow):
            again = self.presenter.query.same_payee_as is not None
            self.presenter.show(same_payee_as=None if again else row.id)

    def _import(self) -> None:
        path = self._chooser(self)
        if path:
            self.presenter.look_at_file(Path(path))

    def _withdraw(self, last: Statement | None) -> None:
        if last is None:
            self._tell("Nothing was imported into this account.", "")
            return
        span = f"{wording.day(last.from_day)} to {wording.day(last.to_day)}"
        question = f"Take the import of {last.file_name}, {span}, back? Its lines count for nothing from then on."
        act = partial(self.presenter.withdraw, last.id)
        self.page.prompt.ask(question, "Take it back", lambda _: act(), needed=False)

    def _sign_off(self) -> None:
        """Ask for the balance on the bank's paper where no balance of its files proves that day."""
        now = self._standing
        if now is None:
            return
        if now.unmatched:
            self._tell(f"{wording.count(now.unmatched, 'line')} of {now.name} are open.", "Match or code them first.")
            return
        question, asks = question_of(now)
        act = self._sign_off_at if asks else lambda now, _: self.presenter.sign_off(now.day, now.statement_balance)
        hint, currency = "as printed" if asks else "", now.statement_balance.currency
        reads = (lambda text: money_typed(text, currency)) if asks else None
        self.page.prompt.ask(question, "Sign off", partial(act, now), needed=asks, hint=hint, check=reads)

    def _sign_off_at(self, now: Standing, printed: str) -> None:
        try:
            self.presenter.sign_off(now.day, money_typed(printed, now.statement_balance.currency))
        except BookDeskError as error:
            self._tell_failure(error)

    def _on_signed(self, act: Callable[..., None]) -> None:
        standing = self._standing
        if standing is not None and standing.signed_off_through is not None:
            act(standing.signed_off_through)

    def _clear_filter(self) -> None:
        self.page.show_filter("")
        self.presenter.show(text="", same_payee_as=None)

    def _choose_account(self, account_id: str) -> None:
        if account_id and account_id != self.presenter.query.account:
            self.presenter.start(account=account_id, on=self.presenter.query.on)
            self.importing.look_again()

    def _tell_imported(self, imported: list[Imported]) -> None:
        self.importing.put_away()
        new, known = sum(one.new for one in imported), sum(one.known for one in imported)
        problems = " ".join(problem for one in imported for problem in one.problems)
        words = f"{wording.count(new, 'new line')} imported, {known} were here already."
        if problems or known:  # that new lines came is said by the note with its Undo
            self.page.banner.say(Message(words, Tone.WARN if problems else Tone.GOOD, problems))
        self.table.setFocus()

    def _tell(self, words: str, remedy: str) -> None:
        self.page.banner.say(Message(words, Tone.WARN, remedy))

    def _tell_failure(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.page.banner.say(Message(named(error.what), Tone.BAD, named(error.remedy)))
