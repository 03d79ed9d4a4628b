"""Vets with a payment run about to be released: changed bank details block one payment, another is paid first time."""

from __future__ import annotations

from dataclasses import replace

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.vocabulary import BankScheme
from bookdesk.payments.payees import PayeeService
from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import britain as gb
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account
from bookdesk.sandbox.papers import Paper

_HOME = Household(
    gb.VETS,
    Account("Current", "22800.00"),
    (gb.VETSUPPLY, gb.LABORATORY, gb.PETFOOD),
    (
        Habit("CARD TAKINGS SETTLEMENT", "8140.00", 21, "4000", spread=15),
        Habit("BACS PAYROLL THORNBURY", "-7420.00", 28, "7000", spread=3),
        Habit("ACCOUNT CHARGES", "-12.00", 30, "7901"),
    ),
    (gb.WASTE,),
)
_MOVED_TO = BankDetails(BankScheme.SORT_CODE, routing="040075", account_number="38812209")
_CALLED = "called 01291 555 014, the number on their card: Dr Pryce read the account out"


def tell(scene: Scene) -> None:
    """Pay a month, then prepare a run with something to look at."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 57, 43))
    scene.at(scene.workday(9), 11)
    bills = enter(scene, scene.ann, _papers(scene))
    locum = bill_of(gb.LOCUM, _HOME.client, 7, scene.day(12))
    approve(scene.ann, enter(scene, scene.ben, [locum], {"account": gb.LOCUM.account}))
    scene.at(scene.day(3), 10)
    PayeeService(scene.ben.desk).enter(gb.LABORATORY.name, _MOVED_TO)
    approve(scene.ben, bills)
    scene.at(scene.day(1), 11)
    PayeeService(scene.thea).confirm(gb.LOCUM.name, _CALLED)
    keep_up(scene, book, _HOME, 1)
    service = scene.ben.payments
    service.propose(service.bank_account(_HOME.account.name).id, scene.workday(-3), due_by=scene.day(-7))


def _papers(scene: Scene) -> list[Paper]:
    """Return the bills of the known suppliers; on the laboratory's stands another account than ever before."""
    moved = replace(gb.LABORATORY.party, bank=f"{_MOVED_TO.shown}")
    laboratory = replace(gb.LABORATORY, seller=replace(gb.LABORATORY.seller, party=moved))
    due = ((gb.VETSUPPLY, 26), (laboratory, 10), (gb.PETFOOD, 24), (gb.WASTE, 27))
    return [bill_of(one, _HOME.client, 31, scene.day(issued)) for one, issued in due]


STORY = Story("draft run", _HOME.client, "A payment run to release: one payment is blocked, another warned of.", tell)
