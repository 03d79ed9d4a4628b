"""A bookshop that buys abroad: bills in pounds and dollars, one paid with an exchange difference, one without rate."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.banking.clearing import Choice
from bookdesk.banking.service import BankingService
from bookdesk.sandbox.firm.bank_work import Habit, clear, open_lines, take_in
from bookdesk.sandbox.firm.cast import ireland as ie
from bookdesk.sandbox.firm.months import Household, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, drop, enter
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.firm.take_on import Account

_HOME = Household(
    ie.BOOKSHOP,
    Account("Current", "12000.00"),
    (ie.PRINTER, ie.HEATING, ie.PUBLISHER),
    (
        Habit("LODGEMENT SHOP TAKINGS", "5310.00", 21, "4000", "Z", spread=15),
        Habit("WAGES LIFFEY LANE", "-3360.00", 28, "7000", spread=2),
        Habit("ACCOUNT FEES", "-11.20", 30, "7901"),
    ),
    (ie.TAMAR, ie.HUDSON),
)
_POUND, _DOLLAR = "1.1652", "0.8914"
"""Euro for one unit when the bills were entered."""
_PAID_AT = Decimal("1.1804")
_PAYMENT = "FX PAYMENT TAMAR HOUSE PRESS GBP"


def tell(scene: Scene) -> None:
    """Keep a month at home, then buy abroad."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 58, 44))
    paid = _abroad(scene, book)
    scene.at(scene.today, 8)
    take_in(scene, book, scene.day(1))
    clear(scene, book, _HOME.habits)
    BankingService(scene.ann.desk).accept_many([open_lines(scene, book)[_PAYMENT]], [Choice(f"bill:{paid}")])
    drop(scene, scene.ann, [bill_of(ie.TAMAR, _HOME.client, 33, scene.day(3))])


def _abroad(scene: Scene, book: Passbook) -> str:
    """Enter bills in pounds and dollars, some late, one paid by the bank; returns the id of that one."""
    scene.at(scene.workday(14), 10)
    paid, *_ = made = [
        *_enter(scene, ie.TAMAR, _POUND, (31, 33), (32, 18)),
        *_enter(scene, ie.HUDSON, _DOLLAR, (31, 51), (32, 40)),
        *_enter(scene, ie.PUBLISHER, None, (31, 27)),
    ]
    approve(scene.ben, made)
    total = bill_of(ie.TAMAR, _HOME.client, 31, scene.day(33)).truth.total
    book.move(scene.day(4), f"-{(total * _PAID_AT).quantize(Decimal('0.01'))}", _PAYMENT)
    return paid


def _enter(scene: Scene, supplier: Supplier, rate: str | None, *bills: tuple[int, int]) -> list[str]:
    """Enter bills by count and age, at a rate where they are foreign."""
    papers = [bill_of(supplier, _HOME.client, count, scene.day(age)) for count, age in bills]
    return enter(scene, scene.ann, papers, {"rate": rate} if rate else None)


STORY = Story(
    "foreign", _HOME.client, "Bills in pounds and dollars: due, overdue, paid at another rate, one without.", tell
)
