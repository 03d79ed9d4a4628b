"""The months before today that every sample client has: take-on, bills entered and paid, statements taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.payments.views import RunView
from bookdesk.sandbox.firm.bank_work import Habit, clear, live, take_in
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter, pay
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.firm.take_on import Account, books_begin, open_account, open_bills, start
from bookdesk.sandbox.papers.truth import Party

_AHEAD = 60
"""Days ahead up to which a routine run pays: nothing is left open of what was entered for it."""
_RUN_TEXTS = {
    "AU": "DIRECT ENTRY PAYMENT 301500 SUPPLIERS",
    "GB": "BULK PAYMENT FASTER PAYMENTS",
    "IE": "SEPA CT BULK R{number}",
    "DE": "SAMMELUEBERWEISUNG SEPA R{number}",
}


@dataclass(frozen=True)
class Household:
    """A client with his everyday account, his suppliers, and what comes and goes at his bank."""

    client: Party
    account: Account
    suppliers: tuple[Supplier, ...]
    habits: tuple[Habit, ...] = ()
    occasional: tuple[Supplier, ...] = ()
    """Suppliers who are known, and bill in no routine."""
    owed: int = 2
    """How many of the suppliers had an open bill when the client was taken on."""

    @property
    def paid_by_transfer(self) -> tuple[Supplier, ...]:
        """The suppliers that payment runs pay."""
        return tuple(one for one in self.suppliers if one.way is WayOfPayment.TRANSFER)


def settle_in(scene: Scene, home: Household) -> Passbook:
    """Take the client on; what was open with his suppliers is paid in the first weeks, each by a line of its own."""
    start(scene, home.client, (*home.suppliers, *home.occasional))
    book = open_account(scene, home.client, home.account)
    began = books_begin(scene)
    for number, one in enumerate(open_bills(scene, home.client, home.paid_by_transfer[: home.owed]), start=1):
        amount = Money.of(one.total, one.currency)
        book.book(began + timedelta(days=3 * number), -amount, f"PAYMENT {one.supplier.name.upper()} {one.number}")
    live(book, home.habits, began, scene.day(1))
    return book


def month(scene: Scene, home: Household, count: int, entered: int, paid: int) -> RunView:
    """Enter a bill of each supplier, all numbered with `count`, approve and pay them so many days ago."""
    entered_and_approved(scene, home, count, entered)
    return paid_all(scene, home, paid)


def entered_and_approved(scene: Scene, home: Household, count: int, ago: int) -> None:
    """Enter a bill of each supplier, all numbered with `count`, and let Ben approve them."""
    scene.at(scene.workday(ago))
    papers = [
        bill_of(one, home.client, count, scene.day(ago + 1 + place)) for place, one in enumerate(home.paid_by_transfer)
    ]
    approve(scene.ben, enter(scene, scene.ann, papers))


def paid_all(scene: Scene, home: Household, ago: int) -> RunView:
    """Pay whatever is approved."""
    day = scene.workday(ago)
    scene.at(day, 14)
    return pay(scene, home.account.name, day, due_by=scene.day(-_AHEAD))


def shown(book: Passbook, home: Household, *runs: RunView, later: int = 0) -> None:
    """Let the bank book released runs, one line each."""
    for run in runs:
        text = _RUN_TEXTS[home.client.country].format(number=run.run.number)
        book.book(run.run.execution_date + timedelta(days=later), -run.total, text)


def keep_up(scene: Scene, book: Passbook, home: Household, ago: int) -> None:
    """Take the statement up to a day in and deal with all of it."""
    scene.at(scene.day(ago - 1), 8)
    take_in(scene, book, scene.day(ago))
    clear(scene, book, home.habits)
