"""A plumber short of money: bills are approved and stay unpaid, one is on hold, one disputed."""

from __future__ import annotations

from bookdesk.payments.bills import BillService
from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.months import Household, keep_up, settle_in
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.stories.overdue_sales import chase, sell
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.firm.take_on import Account
from bookdesk.sandbox.papers.truth import Truth

_HOME = Household(
    au.PLUMBER,
    Account("Everyday", "9200.00"),
    (au.PIPES, au.ELECTRICIAN, au.LANDLORD, au.STONE),
    (
        Habit("CUSTOMER RECEIPTS SQUARE", "5140.00", 21, "4-1000", spread=25),
        Habit("PAYROLL BAYSIDE", "-7480.00", 28, "6-1900", spread=4),
        Habit("ACCOUNT SERVICING FEE", "-10.00", 30, "6-0400"),
    ),
)
_UNPAID: tuple[tuple[Supplier, int, int], ...] = (
    *((au.PIPES, 41, 62), (au.PIPES, 42, 48), (au.ELECTRICIAN, 41, 40), (au.LANDLORD, 41, 33)),
    *((au.STONE, 41, 30), (au.ELECTRICIAN, 42, 22), (au.LANDLORD, 42, 8), (au.PIPES, 43, 26)),
)
"""Whose bill, which of his, how many days ago it was issued."""
_LOOKED = 4
"""Days ago up to which the bank was dealt with; the statement after it is for whoever tries the program."""


def tell(scene: Scene) -> None:
    """Enter and approve what nobody pays."""
    book = settle_in(scene, _HOME)
    sell(scene, book)
    scene.at(scene.workday(6))
    papers = [bill_of(one, _HOME.client, count, scene.day(issued)) for one, count, issued in _UNPAID]
    made = enter(scene, scene.ann, papers)
    approve(scene.ben, made)
    service = BillService(scene.ann.desk)
    service.hold(made[4], "two tonnes were never delivered; the driver is asked")
    service.dispute(made[2], disputed=True)
    keep_up(scene, book, _HOME, _LOOKED)
    chase(scene)
    _since(scene, book, papers[1].truth)


def _since(scene: Scene, book: Passbook, paid: Truth) -> None:
    """Let the bank go on: one late bill was paid by hand, and nobody knows it here."""
    book.move(scene.day(3), "-58.40", "CARD 2207 BOLT AND BUCKET HARDWARE")
    book.move(scene.day(3), "440.00", "OSKO D HARRIS JOB 2231")
    book.move(scene.day(2), f"-{paid.total}", f"PAYMENT {paid.supplier.name.upper()} {paid.number}")
    book.move(scene.day(2), "-31.90", "CARD 2207 SERVO SNACKS")


STORY = Story(
    "overdue",
    _HOME.client,
    "Approved bills nobody paid, and customers who are late: reminders, promises, a dispute.",
    tell,
)
