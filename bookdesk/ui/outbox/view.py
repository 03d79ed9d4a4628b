"""The screen of the outbox: lists of mails at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

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
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_screen import ListScreen, ListWords
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.sales_ways import SalesWays

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


class OutboxScreen(ListScreen[OutboxPresenter, MailRow]):
    """Lists of mails of the client in front."""

    WORDS = ListWords(
        "mail",
        "outbox",
        "Mails",
        "customer, address, subject and number",
        "send",
        {
            MailList.TO_DECIDE: "Nothing is to be decided.",
            MailList.WAITING: "No mail waits.",
            MailList.SENT: "No mail has left yet.",
            MailList.NOT_SENT: "No mail was taken out.",
        },
    )

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "outbox", OutboxPresenter)
        self.chooser = Chooser()
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = MailPane([self.acts[name] for name in IN_PANE], self.presenter.person)
        self.way = NoteLine("Mail settings")
        page = ListPage(
            "outbox",
            "Sales",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["send all"],
            others=[self.acts["bounces"]],
            beside=self.pane,
        )
        page.put_ways(SalesWays(desktop, "outbox"))
        page.put_above(self.way)
        self.lay_out(page)
        page.show_tab(self.presenter.query.list)
        self._connect()
        self.judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one mail (`item`); else the first that has something on it."""
        if not (place.view or place.item):
            self.ask(text=self.page.filter.text().strip())
            return
        super().show_place(place)

    def forget(self) -> None:
        """Show no mail any more."""
        super().forget()
        self.way.say(None)

    def record(self) -> Place | None:
        """Return where the history of the chosen mail is."""
        rows = self.chosen()
        return history_of("mail_message", rows[0].id) if rows else None

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "send all": self.presenter.send,
            "bounces": self.presenter.look_for_bounces,
            "send": lambda: self.presenter.send(self.chosen()),
            "hold": self._hold,
            "take out": self._take_out,
            "arrived": self._arrived,
            "again": self._again,
            "unsent": self._unsent,
            "settle": self._settle,
            "mend": lambda: self.presenter.show_customer(self.chosen()[0]),
            "document": lambda: self.presenter.show_document(self.chosen()[0]),
            "file": self._look_at_paper,
            "filter": self.focus_filter,
        }

    def _connect(self) -> None:
        presenter = self.presenter
        self.table.opened.connect(lambda _: self._look_at_paper())
        presenter.shown.connect(self._show_mail)
        presenter.told_way.connect(self._show_way)
        presenter.saved.connect(self._tell_saved)
        presenter.paper.drawn.connect(self.pane.show_page)
        presenter.paper.failed.connect(lambda error: self.pane.paper.show_nothing(wording.local(str(error))))
        self.pane.paper.page_wanted.connect(presenter.paper.show_page)
        self.pane.paper_wanted.connect(presenter.draw)
        self.pane.save_wanted.connect(self._save_paper)
        self.pane.letter.whole_asked.connect(self.show_history)
        self.way.followed.connect(presenter.show_settings)

    def look_again(self) -> None:
        """Look again at what is shown, where a list is shown at all."""
        if self.presenter.chosen or self.model.rowCount():
            self.presenter.refresh(self.model.looked_at())
        else:
            self.ask()

    # -- what was found

    def about_to_show(self, found: MailsFound) -> None:
        """Mark the list on which there was something."""
        self.page.show_tab(found.query.list)

    def show_nothing(self) -> None:
        """Show no mail beside the list any more."""
        self.pane.show_mail(None, None)

    def first_step(self) -> Message:
        """Return what comes here."""
        remedy = "Invoices, receipts, reminders and statements wait here until they leave."
        act = partial(self.desktop.go, Place("sales"))
        return Message("No mail was written yet.", remedy=remedy, label="Invoices", act=act)

    def _show_mail(self, details: MailDetails) -> None:
        row = self.current()
        if isinstance(row, MailRow) and row.id == details.view.id:
            self.pane.show_mail(details, row)
        self.judge()

    def _show_way(self, way: WayOut) -> None:
        """Say how mail leaves; that it cannot is a warning."""
        if not way.address:
            remedy = "What waits goes once one is set."
            self.way.say(Message("No mail account is set, so nothing leaves.", Tone.WARN, remedy))
            return
        whose = "the firm’s account" if way.firms else "the client’s own account"
        by_itself = "by itself once a minute" if way.by_itself else "only when you send it"
        self.way.say(Message(f"Mail leaves {by_itself}, from {way.address} ({whose})."))

    # -- acts

    def judge(self) -> None:
        """Offer what can be done with what is chosen; to whoever does not send mail for this client, only to look."""
        rows, may = self.chosen(), self.presenter.may_decide()
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

    def _hold(self) -> None:
        rows = self.chosen()
        if all(row.held for row in rows):
            self.presenter.release(rows)
        else:
            self.presenter.hold(rows)

    def _take_out(self) -> None:
        rows = self.chosen()
        question = f"Take {_named(rows)} out of the outbox for good? To send it after all, it is written anew."
        self.page.prompt.ask(question, "Take out", lambda _: self.presenter.take_out(rows), needed=False, final=True)

    def _arrived(self) -> None:
        row = self.chosen()[0]
        question = f"{_named([row])} left? It is not sent again then."
        act = partial(self.presenter.resolve, row, Word.ARRIVED)
        self.page.prompt.ask(question, "It left", lambda _: act(), needed=False, final=True)

    def _again(self) -> None:
        row = self.chosen()[0]
        if row.stage is MailStage.REFUSED:
            question = f"Send {_named([row])} once more? It goes to the same address, which the server refused."
        else:
            question = f"Send {_named([row])} once more? If it did leave, the customer gets it twice."
        act = partial(self.presenter.resolve, row, Word.AGAIN)
        self.page.prompt.ask(question, "Send it again", lambda _: act(), needed=False, final=True)

    def _unsent(self) -> None:
        row = self.chosen()[0]
        question = f"Leave {_named([row])} unsent for good? It stays among what was not sent."
        act = partial(self.presenter.resolve, row, Word.UNSENT)
        self.page.prompt.ask(question, "Leave it unsent", lambda _: act(), needed=False, final=True)

    def _settle(self) -> None:
        rows = self.chosen()
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


def _named(rows: list[MailRow]) -> str:
    if len(rows) != 1:
        return wording.count(len(rows), "mail")
    return f"“{rows[0].subject}” to {rows[0].customer or ', '.join(rows[0].recipients)}"
