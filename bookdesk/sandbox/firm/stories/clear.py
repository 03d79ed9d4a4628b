"""Physiotherapists whose papers are all done: nothing waits for anybody."""

from __future__ import annotations

from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account

_HOME = Household(
    au.PHYSIO,
    Account("Everyday", "18400.00"),
    (au.MEDICAL, au.LANDLORD, au.CLEANER),
    (
        Habit("HICAPS SETTLEMENT", "7980.00", 21, "4-1000", spread=15),
        Habit("PAYROLL WATTLE GROVE", "-9210.00", 28, "6-1900", spread=4),
        Habit("ACCOUNT SERVICING FEE", "-10.00", 30, "6-0400"),
        Habit("CARD 4471 OFFICE BARN FREMANTLE", "-64.30", 40, "6-1000", spread=30),
    ),
)


def tell(scene: Scene) -> None:
    """Keep the books for three months, to the end."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 66, 52), month(scene, _HOME, 12, 36, 24))
    keep_up(scene, book, _HOME, 1)


STORY = Story("clear", _HOME.client, "All done: papers confirmed, bills paid, every bank line matched.", tell)
