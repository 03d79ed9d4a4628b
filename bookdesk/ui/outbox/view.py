"""The screen of the outbox: lists of mails at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.listing import MailList, MailRow
from bookdesk.mail.service import MailDetails, Word
from bookdesk.models.paper import Paper as PaperRow
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.outbox.pane.view import MailPane
from bookdesk.ui.outbox.presenter import MailsFound, OutboxPresenter, WayOut
from bookdesk.ui.outbox.table import COLUMNS
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable

TABS = (
    ListTab(MailList.TO_DECIDE, "To decide"),
    ListTab(MailList.WAITING, "Waiting"),
    ListTab(MailList.SENT, "Sent"),
    ListTab(MailList.NOT_SENT, "Not sent"),
    ListTab(MailList.ALL, "All", quiet=True),
)
COMMANDS = (
    Command("send all", "Send what is due", ("Shift+S",), "send"),
    Command("bounces", "What came back", ("F5",), "refresh"),
    Command("send", "Send now", ("S",), "send"),
    Command("hold", "Hold", ("H",), "hold"),
    Command("take out", "Take out…", ("Shift+V",), "void"),
    Command("arrived", "It left…", ("L",), "check"),
    Command("again", "It did not leave: send it…", ("A",), "refresh"),
    Command("unsent", "Leave it unsent…", ("U",), "void"),
    Command("settle", "Seen to…", ("D",), "accept"),
    Command("mend", "Mend the address", ("M",), "contact"),
    Command("document", "Open the document", ("O",), "right"),
    Command("file", "Look at the paper", ("P",), "file"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
IN_PANE = ("arrived", "again", "unsent", "settle", "mend", "send", "hold", "take out", "document")
_DOUBTFUL = (MailStage.UNKNOWN, MailStage.REFUSED)


class OutboxScreen(Screen):
    """Lists of mails of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "outbox")
        self.presenter, self.chooser = OutboxPresenter(desktop, self), Chooser()
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "outbox", desktop.memory, "Mails")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = MailPane([self.acts[name] for name in IN_PANE], self.presenter.person)
        self.way = NoteLine("Mail settings")
        self.page = ListPage(
            "outbox",
            "Sales",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["send all"],
            others=[self.acts["bounces"]],
            beside=self.pane,
        )
        self.page.put_ways(SalesWays(desktop, "outbox"))
        self.page.put_above(self.way)
        self.page.show_tab(self.presenter.query.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one mail (`item`); else the first that has something on it."""
        if not (place.view or place.item):
            self._ask(text=self.page.filter.text().strip())
            return
        view = MailList(place.view) if place.view else MailList.ALL
        self.page.show_tab(view)
        self.page.show_filter("")
        self._ask(list=view, text="", wanted=place.item)

    def forget(self) -> None:
        """Show no mail any more."""
        super().forget()
        self.presenter.begin_anew()
        self.page.show_tab(self.presenter.query.list)
        self.way.say(None)
        self.pane.show_mail(None, None)
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen mail is."""
        rows = self._chosen()
        return history_of("mail_message", rows[0].id) if rows else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "send all": self.presenter.send,
            "bounces": self.presenter.look_for_bounces,
            "send": lambda: self.presenter.send(self._chosen()),
            "hold": self._hold,
            "take out": self._take_out,
            "arrived": self._arrived,
            "again": self._again,
            "unsent": self._unsent,
            "settle": self._settle,
            "mend": lambda: self.presenter.show_customer(self._chosen()[0]),
            "document": lambda: self.presenter.show_document(self._chosen()[0]),
            "file": self._look_at_paper,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: self._ask(list=MailList(name)))
        page.filter_changed.connect(lambda text: self._ask(text=text))
        table.order_chosen.connect(lambda order, down: self._ask(order=order, descending=down))
        table.current_changed.connect(self._current_changed)
        table.selection_changed.connect(self._selection_changed)
        table.opened.connect(lambda _: self._look_at_paper())
        presenter.found.connect(self._show_found)
        presenter.completed.connect(self._show_completed)
        presenter.shown.connect(self._show_mail)
        presenter.counted.connect(page.show_counts)
        presenter.told_way.connect(self._show_way)
        presenter.saved.connect(self._tell_saved)
        presenter.stale.connect(self._look_again)
        presenter.paper.drawn.connect(self.pane.show_page)
        presenter.paper.failed.connect(lambda error: self.pane.paper.show_nothing(wording.local(str(error))))
        self.pane.paper.page_wanted.connect(presenter.paper.show_page)
        self.pane.paper_wanted.connect(presenter.draw)
        self.pane.save_wanted.connect(self._save_paper)
        self.pane.letter.whole_asked.connect(self.show_history)
        self.way.followed.connect(presenter.show_settings)
        self.model.dataChanged.connect(lambda *_: self._judge())

    def _ask(self, **terms: Any) -> None:  # noqa: ANN401 - as the presenter takes them
        """Ask for a list, from its top unless the person is further down or chose several: those are found again."""
        self.presenter.show(from_top=self.table.is_at_top(), **terms)

    def _look_again(self) -> None:
        """Look again at what is shown, where a list is shown at all."""
        if self.presenter.chosen or self.model.rowCount():
            self.presenter.refresh(self.model.looked_at())
        else:
            self._ask()

    # -- what was found

    def _show_found(self, found: MailsFound) -> None:
        self.page.show_tab(found.query.list)
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self._show_total()
        if self.model.rowCount():
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
            self._current_changed()
        else:
            self.pane.show_mail(None, None)
            self._say_empty(found)
        self._judge()

    def _show_completed(self, found: MailsFound) -> None:
        self.model.show_rest(found.list)
        self._show_total()

    def _show_mail(self, details: MailDetails) -> None:
        row = self.table.current_record()
        if isinstance(row, MailRow) and row.id == details.view.id:
            self.pane.show_mail(details, row)
        self._judge()

    def _show_way(self, way: WayOut) -> None:
        """Say how mail leaves; that it cannot is a warning."""
        if not way.address:
            remedy = "What waits goes once one is set."
            self.way.say(Message("No mail account is set, so nothing leaves.", Tone.WARN, remedy))
            return
        whose = "the firm’s account" if way.firms else "the client’s own account"
        by_itself = "by itself once a minute" if way.by_itself else "only when you send it"
        self.way.say(Message(f"Mail leaves {by_itself}, from {way.address} ({whose})."))

    def _say_empty(self, found: MailsFound) -> None:
        if found.query.text:
            message = Message(
                f"No mail here matches “{found.query.text}”.",
                remedy="The filter looks in customer, address, subject and number of the mails in this list.",
                label="Clear the filter",
                act=self.page.filter.clear,
            )
        elif found.none_at_all:
            message = Message(
                "No mail was written yet.",
                remedy="Invoices, receipts, reminders and statements wait here until they leave.",
                label="Invoices",
                act=lambda: self.desktop.go(Place("sales")),
            )
        else:
            message = Message(_EMPTY.get(found.query.list, "No mail is in this list."))
        self.page.show_empty("send", message)

    def _show_total(self) -> None:
        chosen = len(self.table.selected_places())
        if not self.model.is_whole():
            self.page.show_footer("")
        elif chosen > 1:
            self.page.show_footer(f"{wording.count(chosen, 'mail')} chosen")
        else:
            self.page.show_footer(wording.count(self.model.rowCount(), "mail"))

    def _current_changed(self, *_: object) -> None:
        row = self.table.current_record()
        if isinstance(row, MailRow):
            self.presenter.show_details(row.id)

    def _selection_changed(self) -> None:
        self._show_total()
        self._judge()

    # -- acts

    def _judge(self) -> None:
        """Offer what can be done with what is chosen; to whoever does not send mail for this client, only to look."""
        rows, may = self._chosen(), self.presenter.may_decide()
        one = rows[0] if len(rows) == 1 else None
        waiting = bool(rows) and all(row.stage is MailStage.QUEUED for row in rows)
        held = waiting and all(row.held for row in rows)
        leaves = waiting and not any(row.stopped for row in rows)
        on = {
            "send all": may,
            "bounces": may,
            "send": may and leaves and not any(row.held for row in rows),
            "hold": may and leaves and (held or not any(row.held for row in rows)),
            "take out": may and waiting,
            "arrived": may and one is not None and one.stage is MailStage.UNKNOWN,
            "again": may and one is not None and one.stage in _DOUBTFUL,
            "unsent": may and one is not None and one.stage in _DOUBTFUL,
            "settle": may and bool(rows) and all(row.to_settle for row in rows),
            "mend": one is not None and one.contact_id is not None and self._is_bad(one),
            "document": one is not None and self.presenter.leads_on(one),
            "file": one is not None and bool(self.pane.letter.files),
        }
        for name, enabled in on.items():
            self.acts[name].setEnabled(enabled)
        self.acts["hold"].setText("Release" if held else "Hold")
        refused = one is not None and one.stage is MailStage.REFUSED
        self.acts["again"].setText("Send it again…" if refused else "It did not leave: send it…")
        self.judge_history()

    def _is_bad(self, row: MailRow) -> bool:
        """Whether something speaks against an address of a mail."""
        shown = self.pane.letter.shown()
        shut = shown is not None and shown.view.id == row.id and bool(shown.shut)
        return shut or bool(row.back or row.refused) or row.stage is MailStage.REFUSED

    def _chosen(self) -> list[MailRow]:
        return self.table.selected_records()

    def _hold(self) -> None:
        rows = self._chosen()
        if all(row.held for row in rows):
            self.presenter.release(rows)
        else:
            self.presenter.hold(rows)

    def _take_out(self) -> None:
        rows = self._chosen()
        question = f"Take {_named(rows)} out of the outbox for good? To send it after all, it is written anew."
        self.page.prompt.ask(question, "Take out", lambda _: self.presenter.take_out(rows), needed=False, final=True)

    def _arrived(self) -> None:
        row = self._chosen()[0]
        question = f"{_named([row])} left? It is not sent again then."
        act = partial(self.presenter.resolve, row, Word.ARRIVED)
        self.page.prompt.ask(question, "It left", lambda _: act(), needed=False, final=True)

    def _again(self) -> None:
        row = self._chosen()[0]
        if row.stage is MailStage.REFUSED:
            question = f"Send {_named([row])} once more? It goes to the same address, which the server refused."
        else:
            question = f"Send {_named([row])} once more? If it did leave, the customer gets it twice."
        act = partial(self.presenter.resolve, row, Word.AGAIN)
        self.page.prompt.ask(question, "Send it again", lambda _: act(), needed=False, final=True)

    def _unsent(self) -> None:
        row = self._chosen()[0]
        question = f"Leave {_named([row])} unsent for good? It stays among what was not sent."
        act = partial(self.presenter.resolve, row, Word.UNSENT)
        self.page.prompt.ask(question, "Leave it unsent", lambda _: act(), needed=False, final=True)

    def _settle(self) -> None:
        rows = self._chosen()
        addresses = ", ".join(dict.fromkeys(one for row in rows for one in (*row.back, *row.refused)))
        question = f"What was done about {addresses}? From then on mail is written there by itself again."
        self.page.prompt.ask(
            question, "Seen to", partial(self.presenter.settle, rows), hint="e.g. called: the box was full"
        )

    def _look_at_paper(self) -> None:
        if self.pane.letter.files:
            self.pane.letter.files[0].click()

    def _save_paper(self, paper: PaperRow) -> None:
        folder = self.chooser.folder(self, f"Where to save {paper.file_name}")
        if folder is not None:
            self.presenter.save(paper, folder)

    def _tell_saved(self, path: Path) -> None:
        shown = partial(self.chooser.show_folder, path.parent)
        self.desktop.tell(Message(f"Saved {path.name}.", Tone.GOOD, label="Open the folder", act=shown))

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()


_EMPTY = {
    MailList.TO_DECIDE: "Nothing is to be decided.",
    MailList.WAITING: "No mail waits.",
    MailList.SENT: "No mail has left yet.",
    MailList.NOT_SENT: "No mail was taken out.",
}


def _named(rows: list[MailRow]) -> str:
    if len(rows) != 1:
        return wording.count(len(rows), "mail")
    return f"“{rows[0].subject}” to {rows[0].customer or ', '.join(rows[0].recipients)}"
