"""A surf school connected to its ledger: last month's bills are there, this month's wait in the outbox."""

from __future__ import annotations

from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.ledger import SampleLedger
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account
from bookdesk.sandbox.xero.consent import consent
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.service import SyncService

_HOME = Household(
    au.SURF,
    Account("Everyday", "16800.00"),
    (au.WETSUITS, au.CLEANER, au.LANDLORD),
    (
        Habit("STRIPE PAYOUT LESSONS", "6120.00", 21, "4-1000", spread=25),
        Habit("PAYROLL COASTLINE", "-4410.00", 28, "6-1900", spread=4),
        Habit("ACCOUNT SERVICING FEE", "-10.00", 30, "6-0400"),
    ),
    (au.REPAIRS,),
    owed=1,
)


def tell(scene: Scene) -> None:
    """Keep a month of books, send it to the ledger where there is one, and let the next bills wait."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 55, 41))
    keep_up(scene, book, _HOME, 1)
    ledger = scene.crew.ledger
    if ledger is not None:
        _connect(scene, ledger)
    new = ((au.WETSUITS, 31, 9), (au.REPAIRS, 31, 6), (au.CLEANER, 31, 4))
    papers = [bill_of(one, _HOME.client, count, scene.day(issued)) for one, count, issued in new]
    approve(scene.ben, enter(scene, scene.ann, papers))
    if ledger is not None:
        _service(scene).preview()


def _connect(scene: Scene, ledger: SampleLedger) -> None:
    """Connect, pull, map what maps itself, and send the month that is over."""
    connecting = Connecting(scene.ann.desk, "bookdesk-sample", base_url=ledger.base_url, practice=True)
    connecting.finish(consent(connecting.consent.url))
    service = _service(scene)
    service.pull()
    service.preview()
    service.send()


def _service(scene: Scene) -> SyncService:
    """Return the exchange; its pauses, by which it keeps to the limits of Xero itself, are skipped."""
    desk, pause = scene.ann.desk, scene.crew.clock.skip
    return SyncService(desk, connected(desk, practice=not scene.ann.real, pause=pause), pause=pause)


STORY = Story("connected", _HOME.client, "Connected to a stand-in for Xero, with an outbox to look at.", tell)
