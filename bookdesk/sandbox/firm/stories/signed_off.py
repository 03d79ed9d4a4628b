"""A joinery whose bank is reconciled and signed off to the end of the month, a run outstanding; the next is begun."""

from __future__ import annotations

from datetime import timedelta

from bookdesk.banking.service import BankingService
from bookdesk.sandbox.firm.bank_work import Habit, clear, take_in
from bookdesk.sandbox.firm.cast import ireland as ie
from bookdesk.sandbox.firm.months import Household, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, drop, enter
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account

_HOME = Household(
    ie.JOINERY,
    Account("Current", "27900.00"),
    (ie.TIMBER, ie.FIXINGS, ie.SPRAYSHOP),
    (
        Habit("LODGEMENT KITCHENS AND STAIRS", "9450.00", 21, "4000", spread=30),
        Habit("WAGES GLENMORE", "-10280.00", 28, "7000", spread=2),
        Habit("QUARTERLY FEES", "-32.40", 30, "7901"),
        Habit("POS DIESEL KILCOOLE", "-78.20", 18, "7300", spread=20),
    ),
)


def tell(scene: Scene) -> None:
    """Reconcile the month that ended, with the run of its last days outstanding; begin the new one."""
    book = settle_in(scene, _HOME)
    month_end = scene.today.replace(day=1) - timedelta(days=1)
    ended = (scene.today - month_end).days
    shown(book, _HOME, month(scene, _HOME, 11, ended + 9, ended), later=4)
    scene.at(scene.day(ended - 1), 9)
    take_in(scene, book, month_end)
    clear(scene, book, _HOME.habits)
    BankingService(scene.ann.desk).sign_off(book.name, month_end, book.balance(month_end))
    scene.at(scene.day(2), 9)
    approve(scene.ben, enter(scene, scene.ann, [bill_of(ie.SPRAYSHOP, _HOME.client, 21, scene.day(11))]))
    scene.at(scene.today, 8)
    if ended > 1:
        take_in(scene, book, scene.day(1))
    drop(
        scene,
        scene.ann,
        [bill_of(ie.TIMBER, _HOME.client, 21, scene.day(5)), bill_of(ie.FIXINGS, _HOME.client, 21, scene.day(3))],
    )


STORY = Story(
    "signed off", _HOME.client, "Reconciled and signed off to the end of last month, a run outstanding.", tell
)
