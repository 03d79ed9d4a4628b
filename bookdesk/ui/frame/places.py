"""The screens, in the order of the navigation. A screen is imported when somebody first goes there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.screen import Screen


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """One screen: its name in places, how it is called, its icon, its key, and where its class is.

    `of_client` says that it shows the client in front; the others show all clients. One that is `of_practice`, too, has
    something to show where no client is in front. `hidden` ones are reached from others only, unless they are
    `searched` for as well; one `under` another is marked as that one in the navigation.
    """

    name: str
    words: str
    icon: str
    key: str
    target: str
    of_client: bool = True
    of_practice: bool = False
    hidden: bool = False
    searched: bool = False
    under: str = ""

    def make(self, desktop: Desktop) -> Screen:
        """Import and make the screen."""
        module, _, name = self.target.partition(":")
        made: Screen = getattr(import_module(module), name)(desktop)
        return made


SCREENS = (
    ScreenEntry("clients", "Desk", "clients", "Ctrl+1", "bookdesk.ui.clients.view:ClientsScreen", of_client=False),
    ScreenEntry(
        "new client",
        "New client",
        "add",
        "",
        "bookdesk.ui.new_client.view:NewClientScreen",
        of_client=False,
        hidden=True,
    ),
    ScreenEntry("inbox", "Inbox", "inbox", "Ctrl+2", "bookdesk.ui.inbox.view:InboxScreen"),
    ScreenEntry("review", "Review", "edit", "", "bookdesk.ui.review.view:ReviewScreen", hidden=True),
    ScreenEntry(
        "compare", "Side by side", "duplicate", "", "bookdesk.ui.compare.view:CompareScreen", hidden=True, under="inbox"
    ),
    ScreenEntry("split", "Take apart", "part", "", "bookdesk.ui.split.view:SplitScreen", hidden=True, under="inbox"),
    ScreenEntry(
        "capture rules",
        "Rules of capture",
        "code",
        "",
        "bookdesk.ui.rules.view:CaptureRulesScreen",
        hidden=True,
        searched=True,
        under="inbox",
    ),
    ScreenEntry("bills", "Bills", "bill", "Ctrl+3", "bookdesk.ui.bills.view:BillsScreen"),
    ScreenEntry(
        "approvals", "Approve", "approve", "Ctrl+4", "bookdesk.ui.approvals.view:ApprovalsScreen", of_client=False
    ),
    ScreenEntry("payments", "Pay", "pay", "Ctrl+5", "bookdesk.ui.payments.view:PaymentsScreen"),
    ScreenEntry("bank", "Bank", "bank", "Ctrl+6", "bookdesk.ui.bank.view:BankScreen"),
    ScreenEntry("sales", "Sales", "sales", "Ctrl+I", "bookdesk.ui.sales.view:SalesScreen"),
    ScreenEntry(
        "invoice", "Invoice", "edit", "", "bookdesk.ui.sales.editor.view:EditorScreen", hidden=True, under="sales"
    ),
    ScreenEntry(
        "estimates",
        "Estimates",
        "sales",
        "",
        "bookdesk.ui.sales.estimates.view:EstimatesScreen",
        hidden=True,
        under="sales",
    ),
    ScreenEntry(
        "schedules",
        "Recurring",
        "clock",
        "",
        "bookdesk.ui.sales.schedules.view:SchedulesScreen",
        hidden=True,
        under="sales",
    ),
    ScreenEntry(
        "receipts",
        "Receipts",
        "receipt",
        "",
        "bookdesk.ui.sales.receipts.view:ReceiptsScreen",
        hidden=True,
        under="sales",
    ),
    ScreenEntry(
        "online",
        "Paid online",
        "card",
        "",
        "bookdesk.ui.sales.online.view:OnlineScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry(
        "invoice settings",
        "Invoice settings",
        "settings",
        "",
        "bookdesk.ui.letterhead.view:LetterheadScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry(
        "outbox",
        "Outbox",
        "send",
        "",
        "bookdesk.ui.outbox.view:OutboxScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry(
        "reminders",
        "Reminders",
        "clock",
        "",
        "bookdesk.ui.reminders.view:RemindersScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry(
        "reminder rules",
        "Rules of reminding",
        "settings",
        "",
        "bookdesk.ui.reminders.rules.view:RulesScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry(
        "statements",
        "Statements of account",
        "statement",
        "",
        "bookdesk.ui.reminders.statements.view:StatementsScreen",
        hidden=True,
        searched=True,
        under="sales",
    ),
    ScreenEntry("contacts", "Contacts", "contacts", "Ctrl+7", "bookdesk.ui.contacts.view:ContactsScreen"),
    ScreenEntry("reports", "Reports", "reports", "Ctrl+T", "bookdesk.ui.reports.view:ReportsScreen"),
    ScreenEntry("sync", "Sync", "sync", "Ctrl+8", "bookdesk.ui.sync_status.view:SyncScreen"),
    ScreenEntry("history", "History", "clock", "Ctrl+9", "bookdesk.ui.history.view:HistoryScreen", of_practice=True),
    ScreenEntry(
        "people", "People", "contacts", "", "bookdesk.ui.people.view:PeopleScreen", of_client=False, hidden=True
    ),
    ScreenEntry(
        "settings", "Settings", "settings", "Ctrl+,", "bookdesk.ui.settings.view:SettingsScreen", of_client=False
    ),
)


def entry(name: str) -> ScreenEntry:
    """Return a screen by name; `KeyError` if there is none."""
    return {one.name: one for one in SCREENS}[name]
