"""A bicycle shop that has just paid its suppliers: no statement shows it yet."""

from __future__ import annotations

from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import britain as gb
from bookdesk.sandbox.firm.months import Household, entered_and_approved, keep_up, month, paid_all, settle_in, shown
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account

_HOME = Household(
    gb.CYCLES,
    Account("Business Current", "15350.00"),
    (gb.PARTS, gb.FRAMES, gb.CLOTHING),
    (
        Habit("SHOP TAKINGS CARD SETTLEMENT", "6240.00", 21, "4000", spread=20),
        Habit("BACS WAGES CALDER CYCLES", "-3980.00", 28, "7000", spread=3),
        Habit("ACCOUNT CHARGES", "-9.00", 30, "7901"),
    ),
)


def tell(scene: Scene) -> None:
    """Pay a month and see it at the bank, then pay again on the last day on which banks worked."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 56, 42))
    entered_and_approved(scene, _HOME, 31, 8)
    paid = (scene.today - scene.workday(1)).days
    keep_up(scene, book, _HOME, paid + 1)
    shown(book, _HOME, paid_all(scene, _HOME, 1))
    book.move(scene.day(1), "-12.40", "CARD 3310 POST OFFICE SOWERBY BRIDGE")
    book.move(scene.day(1), "-850.00", "STANDING ORDER WHARF STREET UNIT RENT")


STORY = Story("released run", _HOME.client, "A run just released, its file ready, that no statement shows yet.", tell)
