"""A cafe that hands in everything at once: a heap to review, a scan and a new supplier among it."""

from __future__ import annotations

from dataclasses import replace

from bookdesk.sandbox import papers
from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import bill_of, drop
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.firm.take_on import Account
from bookdesk.sandbox.papers import Paper, bills
from bookdesk.sandbox.papers.trade import credit_note, invoice
from bookdesk.sandbox.papers.trade import paper as printed

_HOME = Household(
    au.CAFE,
    Account("Everyday", "12000.00"),
    (au.ROASTER, au.GREENGROCER, au.CLEANER, au.TELCO),
    (
        Habit("EFTPOS TAKINGS SETTLED", "9350.00", 21, "4-1000", spread=12),
        Habit("PAYROLL HARBOUR LANE", "-6120.00", 28, "6-1900", spread=4),
        Habit("ACCOUNT SERVICING FEE", "-10.00", 30, "6-0400"),
    ),
    (au.BAKERY, au.DAIRY),
)
_ROUTINE: tuple[tuple[int, Supplier, int], ...] = (
    *((6, au.GREENGROCER, 31), (6, au.BAKERY, 30), (5, au.ROASTER, 31), (5, au.DAIRY, 31)),
    *((4, au.GREENGROCER, 32), (4, au.CLEANER, 31), (3, au.BAKERY, 32), (3, au.DAIRY, 33), (2, au.ROASTER, 33)),
    *((1, au.TELCO, 31), (1, au.GREENGROCER, 34)),
)
"""Days ago on which a known supplier's bill came, whose it is, and which of his."""


def tell(scene: Scene) -> None:
    """Keep two months of books, then let the papers of a week lie."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 60, 48))
    came = [(ago, bill_of(one, _HOME.client, count, scene.day(ago + 1))) for ago, one, count in _ROUTINE]
    for ago, paper in sorted([*came, *_others(scene)], key=lambda one: -one[0]):
        scene.at(scene.day(ago), 15)
        drop(scene, scene.ann, [paper])
    keep_up(scene, book, _HOME, 1)


def _others(scene: Scene) -> tuple[tuple[int, Paper], ...]:
    """Return what is not routine: a credit note, a new tradesman, a till's receipt, scanned."""
    buyer, roaster = _HOME.client, au.ROASTER.seller
    returned = credit_note(invoice(roaster, buyer, 31, scene.day(6)), "SRC-1042", scene.day(3))
    receipt = replace(bills.SCREWS, issued=scene.day(2))
    return (
        (2, printed(roaster, returned)),
        (4, bill_of(au.ELECTRICIAN, buyer, 291, scene.day(5))),
        (2, Paper("scan-receipt.pdf", "application/pdf", papers.scan(papers.receipt_pdf(receipt), 33), receipt)),
    )


STORY = Story("heap", _HOME.client, "A week of papers to review: known suppliers, a new one, a scan.", tell)
