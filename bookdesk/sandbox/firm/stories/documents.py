"""A gallery whose inbox holds what is no bill: files that failed, duplicates, a statement of account."""

from __future__ import annotations

from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import germany as de
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import bill_of, drop
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account
from bookdesk.sandbox.papers import Paper, bill_pdf
from bookdesk.sandbox.papers.trade import account_statement, invoice, paper

_HOME = Household(
    de.GALLERY,
    Account("Girokonto", "8600.00"),
    (de.STATIONER, de.FRAMER, de.CARRIER, de.POWER, de.TELEPHONE),
    (
        Habit("VERKAUFSERLOESE KARTENZAHLUNG", "4290.00", 21, "8400", spread=25),
        Habit("GEHALT LEHMANN", "-2140.00", 30, "4120"),
        Habit("KONTOFUEHRUNG", "-12.90", 30, "4970"),
    ),
)
_NOTE = b"Liebe Ann,\n\ndie Rechnung vom Schreiner kommt noch per Post.\n\nGruss aus der Galerie\n"


def tell(scene: Scene) -> None:
    """Keep a month of books, then hand in a mixed lot."""
    client = _HOME.client
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 58, 44))
    keep_up(scene, book, _HOME, 1)
    scene.at(scene.day(2), 16)
    framed = bill_of(de.FRAMER, client, 31, scene.day(5))
    paid = invoice(de.STATIONER.seller, client, 11, scene.day(59))
    again = Paper("rechnung-kopie.pdf", "application/pdf", bill_pdf(paid, "classic"), paid)
    listed = account_statement(
        de.CARRIER.seller,
        client,
        "K-1077",
        scene.day(3),
        [invoice(de.CARRIER.seller, client, count, scene.day(ago)) for count, ago in ((11, 61), (31, 4))],
    )
    moved = bill_of(de.CARRIER, client, 31, scene.day(4))
    damaged = Paper("scan0007.pdf", "application/pdf", moved.data[: len(moved.data) // 3], moved.truth)
    note = Paper("notiz.txt", "text/plain", _NOTE, framed.truth)
    lot = (framed, Paper("rahmen.pdf", framed.media_type, framed.data, framed.truth), again)
    drop(scene, scene.ann, (*lot, paper(de.CARRIER.seller, listed), moved, damaged, note))


STORY = Story("documents", _HOME.client, "Papers that are no bills: failed files, duplicates, a statement.", tell)
