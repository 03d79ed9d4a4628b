"""A mill with rules about who may approve what: some bills wait for Ann, some for Ben, one for a second person."""

from __future__ import annotations

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Channel
from bookdesk.sandbox.firm.bank_work import Habit
from bookdesk.sandbox.firm.cast import britain as gb
from bookdesk.sandbox.firm.months import Household, keep_up, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account

_HOME = Household(
    gb.MILL,
    Account("Current", "64000.00"),
    (gb.YARNS, gb.DYER, gb.CARRIER),
    (
        Habit("BACS RECEIPT YARN CUSTOMERS", "16900.00", 21, "4000", spread=20),
        Habit("BACS PAYROLL AIRE VALLEY", "-12350.00", 28, "7000", spread=3),
        Habit("ACCOUNT CHARGES", "-18.50", 30, "7901"),
    ),
    (gb.MACHINES, gb.STUDIO),
)
_ANNS_LIMIT, _BENS_LIMIT, _TWO_FROM = "2000.00", "10000.00", "4000.00"
_MAIL = b"From: Helen Sugden\nSubject: Roundhay Freight\n\nAnn, yes, please pay the freight bill.\nHelen\n"


def tell(scene: Scene) -> None:
    """Keep the books for a month, set the limits, and let bills of the last days wait for their approvers."""
    book = settle_in(scene, _HOME)
    shown(book, _HOME, month(scene, _HOME, 11, 59, 45))
    _limit(scene)
    scene.at(scene.workday(4), 10)
    _entered_by_ben(scene)
    _entered_by_ann(scene)
    keep_up(scene, book, _HOME, 1)


def _limit(scene: Scene) -> None:
    """Let Ann approve small bills, Ben large ones, and ask for two from four thousand on."""
    rules = ApprovalRules(scene.ann.desk)
    rules.set_limit(scene.ann.desk.actor.user, Money.of(_ANNS_LIMIT, "GBP"))
    rules.set_limit(scene.ben.desk.actor.user, Money.of(_BENS_LIMIT, "GBP"))
    rules.set_step(Money.of(_TWO_FROM, "GBP"), 2)


def _entered_by_ben(scene: Scene) -> None:
    """Enter what Ann is to approve: three within her limit, one beyond it, and one the owner approved by mail."""
    client = _HOME.client
    small = [
        bill_of(gb.DYER, client, 31, scene.day(12), (90, 2)),
        bill_of(gb.CARRIER, client, 31, scene.day(20), (6, 1)),
        bill_of(gb.STUDIO, client, 31, scene.day(15), (0, 3, 20)),
    ]
    large = [bill_of(gb.YARNS, client, 31, scene.day(24), (60, 20))]
    *_, freight = enter(scene, scene.ben, [*small, *large, bill_of(gb.CARRIER, client, 32, scene.day(9), (8, 1))])
    mail = Evidence("approval-freight.eml", "message/rfc822", _MAIL)
    scene.ben.approvals.receive(freight, "Helen Sugden", Channel.MAIL, mail, colleagues=("ann", "ben"))


def _entered_by_ann(scene: Scene) -> None:
    """Enter what Ben is to approve: three, and one that he approved and a second person must."""
    client = _HOME.client
    waiting = [
        bill_of(gb.YARNS, client, 32, scene.day(19), (50, 30)),
        bill_of(gb.DYER, client, 32, scene.day(10), (110, 3)),
        bill_of(gb.MACHINES, client, 31, scene.day(13), (0, 1, 2)),
    ]
    enter(scene, scene.ann, waiting)
    approve(scene.ben, enter(scene, scene.ann, [bill_of(gb.MACHINES, client, 32, scene.day(6), (2, 1, 2))]))


_SAYS = "Bills that wait for Ann, for Ben, for a higher limit, for a second approval."
STORY = Story("approvals", _HOME.client, _SAYS, tell)
