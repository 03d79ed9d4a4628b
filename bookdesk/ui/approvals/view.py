"""The screen of approvals: the queue, the bill's page, and what is to be known before signing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import Channel
from bookdesk.office.queue import ManyApproved
from bookdesk.office.waiting import QueueItem, View, bulk, sums
from bookdesk.payments.safeguards import Severity
from bookdesk.ui import wording
from bookdesk.ui.approvals.alone.view import AlonePanel
from bookdesk.ui.approvals.presenter import ApprovalsPresenter
from bookdesk.ui.approvals.rules.view import RulesPanel
from bookdesk.ui.approvals.table import COLUMNS, WHOLE, finding_words, key_of, state_pill
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.chips import ChipDelegate
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sheets import PageShown

TABS = (
    ListTab(View.MINE, "Yours"),
    ListTab(View.OTHERS, "Waiting for others"),
    ListTab(View.RETURNED, "Sent back"),
    ListTab(View.LAPSED, "Changed since"),
)
COMMANDS = (
    Command("approve", "Approve", ("A", "Ctrl+Return"), "approve"),
    Command("comment", "Approve with a comment", ("Shift+A",), "ask"),
    Command("reject", "Send back", ("R",), "reject"),
    Command("hold", "Hold", ("H",), "hold"),
    Command("withdraw", "Take my approval back", ("W",), "undo"),
    Command("receive", "Approval came by mail or phone", ("M",), "receipt"),
    Command("confirm", "Confirm the received approval", ("C",), "accept"),
    Command("bill", "Show the bill", ("B",), "bill"),
    Command("document", "Open the document", ("O",), "file"),
    Command("alone", "Working alone…", ("Shift+W",), "contact"),
    Command("rules", "Who must approve…", ("Shift+R",), "approve"),
    Command("look", "Look again", ("F5",), "refresh"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
Chooser = Callable[[QWidget], str]


def choose_evidence(parent: QWidget) -> str:
    """Ask for the file that shows an approval with the system's own dialog."""
    return QFileDialog.getOpenFileName(parent, "The mail, or a note of the call")[0]


class ApprovalsScreen(Screen):
    """Bills of all clients that wait for a decision."""

    def __init__(self, desktop: Desktop, chooser: Chooser = choose_evidence) -> None:
        """Build the page; the queue comes with `show_place`."""
        super().__init__(desktop, "approvals")
        self.presenter = ApprovalsPresenter(desktop, self)
        self._chooser = chooser
        self._wanted = ""
        self.model = RowsModel(COLUMNS, key_of, self)
        self.table = WholeTable(self.model, "approvals", desktop.memory, "Bills to approve", WHOLE, "supplier")
        self.table.setItemDelegate(ChipDelegate(lambda item: (item.client_id, item.client), self.table))
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = DecisionPane(self)
        self.page = ListPage(
            "approvals",
            "Approve",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["approve"],
            others=[self.acts["hold"], self.acts["reject"], self.acts["alone"]],
            beside=self.pane,
            share=36,
        )
        self.alone = AlonePanel(desktop)
        self.rules = RulesPanel(desktop)
        self.page.put_above(self.alone)
        self.page.put_above(self.rules)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()

    def show_place(self, place: Place) -> None:
        """Show a view of the queue, or one bill (`item`)."""
        self._wanted = f"{place.client_id or self.desktop.client_id} {place.item}" if place.item else ""
        self.page.show_tab(place.view or self.presenter.view)
        self.presenter.view = View(place.view) if place.view else self.presenter.view
        self.presenter.refresh()

    def take_keyboard(self) -> None:
        """Begin in the queue."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the chosen bill is; its client comes to the front with it."""
        one = self._current()
        return history_of("bill", one.bill_id, one.client_id) if one is not None else None

    def leave(self) -> bool:
        """Let go of the page."""
        if not super().leave():
            return False
        self.presenter.leave()
        return True

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "approve": self._approve,
            "comment": self._comment,
            "reject": self._reject,
            "hold": self._hold,
            "withdraw": self._withdraw,
            "receive": self._receive,
            "confirm": self._confirm,
            "bill": self._show_bill,
            "document": self._open_document,
            "alone": self._work_alone,
            "rules": self._show_rules,
            "look": self.presenter.look_again,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(view=View(name)))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.current_changed.connect(lambda _: self._current_changed())
        table.selection_changed.connect(self._judge)
        table.opened.connect(lambda _: self._open_document())
        presenter.shown.connect(self._show)
        presenter.decided.connect(self._tell_decided)
        presenter.failed.connect(self._tell_failure)
        presenter.page_shown.connect(self.pane.show_page)
        presenter.page_failed.connect(lambda error: self.pane.paper.show_nothing(str(error)))
        self.pane.paper.page_wanted.connect(self._turn_to)
        self.alone.opened.connect(self._give_way)
        self.alone.presenter.decided.connect(presenter.look_again)
        self.rules.opened.connect(self._give_way)
        self.rules.presenter.changed.connect(presenter.look_again)

    # -- showing

    def _show(self, rows: list[QueueItem], counts: dict[str, int]) -> None:
        self.model.show_rows(rows)
        self.page.show_counts(counts)
        self.table.show_order(self.presenter.order, descending=self.presenter.descending)
        if rows:
            self.page.show_table()
            if self._wanted and self.table.choose(self._wanted):
                self._wanted = ""  # what the person does from now on is not undone by what is found later
            else:
                self.table.choose_first()
            if self.presenter.known:
                self._wanted = ""
        elif self.presenter.known:
            self._say_empty(counts)
        self._current_changed()

    def _say_empty(self, counts: dict[str, int]) -> None:
        others = counts[View.OTHERS]
        if self.presenter.text:
            message = Message(
                f"Nothing here matches “{self.presenter.text}”.", label="Clear the filter", act=self.page.filter.clear
            )
        elif self.presenter.view is View.MINE and others:
            words = wording.count(others, "bill waits", "bills wait")
            message = Message(
                "Nothing waits for you.",
                remedy=f"{words} for others.",
                label="Show them",
                act=lambda: self.show_place(Place("approvals", view=View.OTHERS)),
            )
        else:
            message = Message("Nothing is here.", remedy="Bills come here when they were reviewed.")
        self.page.show_empty("approve", message)

    def _current_changed(self) -> None:
        item = self._current()
        self.pane.show_item(item)
        if item is not None:
            self.presenter.look_at(item)
        self._judge()

    def _turn_to(self, number: int, width: int) -> None:
        item = self._current()
        if item is not None:
            self.presenter.look_at(item, number, width)

    def _judge(self) -> None:
        self.judge_history()
        items, one = self._chosen(), self._current()
        mine = self._to_approve()
        many = len(items) > 1
        self.acts["approve"].setText(f"Approve {len(mine)}" if many else "Approve")
        self.acts["approve"].setEnabled(bool(mine))
        self.acts["comment"].setEnabled(not many and one is not None and one.mine)
        single = one is not None and not many
        self.acts["reject"].setEnabled(single and one is not None and one.returned is None)
        held = one is not None and one.on_hold
        self.acts["hold"].setText("Lift the hold" if held and single else "Hold")
        self.acts["hold"].setEnabled(single and one is not None and self.presenter.may_hold(one))
        self.acts["withdraw"].setEnabled(
            single and one is not None and self.desktop.office.user_name() in one.given and one.returned is None
        )
        self.acts["receive"].setEnabled(single and one is not None and one.returned is None)
        self.acts["confirm"].setEnabled(single and one is not None and bool(one.to_confirm))
        self.acts["bill"].setEnabled(single)
        self.acts["document"].setEnabled(single and one is not None and one.document_id is not None)
        for name in ("alone", "rules"):
            self.acts[name].setEnabled(bool(self._in_hand()))
        self._show_footer(items, many=many)

    def _show_footer(self, items: list[QueueItem], *, many: bool) -> None:
        shown = items if many else self.model.rows()
        parts = [f"{one.client} {wording.money(one.total)}" for one in sums(shown)]
        apart = f"  ·  {len(items) - len(self._to_approve())} need a look of their own" if many else ""
        count = wording.count(len(shown), "bill")
        self.page.show_footer(f"{count} chosen{apart}" if many else count, "   ".join(parts[:4]))

    def _to_approve(self) -> list[QueueItem]:
        """Return what Approve would sign for: the one in front, or of several those with nothing to look at first."""
        items = self._chosen()
        if len(items) > 1:
            return list(bulk(items))
        return [item for item in items if item.mine]

    def _chosen(self) -> list[QueueItem]:
        return self.table.selected_records()

    def _current(self) -> QueueItem | None:
        item = self.table.current_record()
        return item if isinstance(item, QueueItem) else None

    def _in_hand(self) -> str:
        """Return the client of the bill in front, or the one in front of the person."""
        one = self._current()
        return one.client_id if one is not None else self.desktop.client_id

    # -- deciding

    def _give_way(self, on: bool) -> None:  # noqa: FBT001 - what the signal says
        self.page.give_way(on=on)
        if not on:
            self.page.focus_list()

    def _work_alone(self) -> None:
        self.rules.leave()
        self.alone.open(self._in_hand())

    def _show_rules(self) -> None:
        self.alone.leave()
        self.rules.open(self._in_hand())

    def _approve(self) -> None:
        items = self._to_approve()
        if len(items) == 1 and not items[0].warnings:
            self.presenter.approve(items)
            return
        if len(items) == 1:
            stops = "A payment of it would be stopped. " if items[0].serious else ""
            question = f"{stops}{wording.local(items[0].warnings[0].words)} Approve {items[0].number} all the same?"
        else:
            parts = "; ".join(f"{one.count} of {one.client}, {wording.money(one.total)}" for one in sums(items))
            largest = max(items, key=lambda item: item.total.minor)
            question = f"Sign for {parts}? The largest is {largest.supplier}, {wording.money(largest.total)}."
        act = f"Approve {len(items)}" if len(items) > 1 else "Approve"
        self.page.prompt.ask(question, act, lambda _: self.presenter.approve(items), needed=False)

    def _comment(self) -> None:
        item = self._current()
        if item is not None:
            self.page.prompt.ask(
                f"Approve {item.number} with which comment?", "Approve", partial(self._approve_with, item)
            )

    def _approve_with(self, item: QueueItem, comment: str) -> None:
        self.presenter.approve([item], comment)

    def _reject(self) -> None:
        item = self._current()
        if item is not None:
            question = f"Why is {item.number or 'this bill'} of {item.supplier} sent back?"
            self.page.prompt.ask(question, "Send back", partial(self.presenter.reject, item), hint="e.g. wrong price")

    def _hold(self) -> None:
        """Keep the bill from being paid until something happened, or let it go on."""
        item = self._current()
        if item is None:
            return
        if item.on_hold:
            self.presenter.lift_hold(item)
            return
        question = f"Why is {item.number or 'this bill'} of {item.supplier} held? It is not paid until that is lifted."
        hint = "e.g. waits for the credit note"
        self.page.prompt.ask(question, "Hold", partial(self.presenter.hold, item), hint=hint)

    def _withdraw(self) -> None:
        item = self._current()
        if item is not None:
            question = f"Why do you take your approval of {item.number} back?"
            self.page.prompt.ask(question, "Take back", partial(self.presenter.withdraw, item))

    def _receive(self) -> None:
        item = self._current()
        if item is not None:
            question = f"Who outside the practice approved {item.number}? You choose the mail or note next."
            self.page.prompt.ask(question, "Choose the evidence", partial(self._receive_from, item), hint="name")

    def _receive_from(self, item: QueueItem, given_by: str) -> None:
        path = self._chooser(self)
        if path:
            channel = Channel.MAIL if Path(path).suffix.lower() in (".eml", ".msg", ".pdf") else Channel.PHONE
            self.presenter.receive(item, given_by, channel, Path(path))

    def _confirm(self) -> None:
        item = self._current()
        if item is not None:
            self.presenter.confirm_received(item)

    def _show_bill(self) -> None:
        item = self._current()
        if item is not None:
            self.desktop.go(Place("bills", item.client_id, item=item.bill_id))

    def _open_document(self) -> None:
        item = self._current()
        if item is not None and item.document_id is not None:
            back = Place("approvals", item.client_id, view=self.presenter.view, item=item.bill_id)
            self.desktop.go(Place("review", item.client_id, item=item.document_id, back=back))

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _tell_decided(self, outcome: ManyApproved) -> None:
        if outcome.refused:
            said = "; ".join(dict.fromkeys(one.said for one in outcome.refused))
            words = f"{outcome.approved} approved, {len(outcome.refused)} not."
            self.page.banner.say(Message(words, Tone.WARN, wording.local(self.desktop.office.named(said))))
        else:
            self.page.banner.clear()

    def _tell_failure(self, error: BookDeskError) -> None:
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        self.page.banner.say(Message(what, Tone.BAD, remedy))


class DecisionPane(QWidget):
    """The bill's page, and below it what the rules ask, who gave what, and what to look at first."""

    def __init__(self, screen: ApprovalsScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self.paper = Paper(screen)
        self._title, self._warnings, self._facts = heading(""), label("", "warn", wraps=True), Facts()
        self._title.setWordWrap(True)
        self._shown = ""
        acts = FlowLayout(GRID // 2)
        for name in ("comment", "withdraw", "receive", "confirm", "bill", "rules"):
            acts.addWidget(button(screen.acts[name], hides=True))
        acts.addWidget(screen.history_button())
        body = QWidget()
        below = QVBoxLayout(body)
        below.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        for part in (self._title, self._warnings, self._facts):
            below.addWidget(part)
        below.addLayout(acts)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.paper, 3)
        column.addWidget(Scrolling(body), 2)

    def show_item(self, item: QueueItem | None) -> None:
        """Show a bill, or that none is chosen."""
        shown = item.document_id or "" if item is not None else ""
        if item is None or shown != self._shown or not shown:
            self.paper.show_nothing("" if shown or item is None else "This bill came without a document.")
        self._shown = shown
        self.paper.show_name(
            f"{item.supplier}  {item.number}" if item is not None else "", state_pill(item) if item else None
        )
        self._title.setText(f"{item.client}  ·  {wording.money(item.total)}" if item is not None else "Choose a bill.")
        findings = item.warnings if item is not None else ()
        self._warnings.setText("\n".join(map(finding_words, findings)))
        self._warnings.setProperty("kind", "bad" if any(one.severity is Severity.BLOCK for one in findings) else "warn")
        self._warnings.style().polish(self._warnings)
        self._warnings.setVisible(bool(findings))
        self._facts.show_facts(_facts_of(item) if item is not None else ())

    def show_page(self, page: PageShown) -> None:
        """Show a page of the bill's document."""
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.document_id, page.number, page.of, image, (), drawn=page.drawn)


def _facts_of(item: QueueItem) -> list[tuple[str, str]]:
    """Return what an approver asks about a bill, in his order."""
    return [
        ("You", wording.local(item.refusal or "may approve it now")),
        ("Approvals", f"{len(item.given)} of {item.needed}" + (f": {', '.join(item.given)}" if item.given else "")),
        ("May be next", ", ".join(item.waits_for)),
        ("To confirm", ", ".join(item.to_confirm)),
        ("Rule", item.policy),
        ("Changed since", wording.local("\n".join(item.lapsed))),
        ("Sent back", item.returned or ""),
        ("Due", wording.day(item.due)),
        ("Entered by", item.entered_by),
        ("Edited by", item.edited_by if item.edited_by != item.entered_by else ""),
        ("Waits since", wording.moment(item.since)),
        ("In base currency", wording.money(item.base) if item.base != item.total else ""),
    ]
