"""A landscaper whose bank nobody looked at for ten days: thirty lines, most of which match clearly."""

from __future__ import annotations

from bookdesk.banking.service import BankingService
from bookdesk.sandbox.firm.bank_work import Habit, clear, take_in
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.months import Household, month, settle_in, shown
from bookdesk.sandbox.firm.office_work import approve, bill_of, enter
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.take_on import Account, Owing, open_account, open_invoices

_SAVINGS = Account("Savings", "30000.00", "1-1020", "086-112 660216")
_HOME = Household(
    au.GARDENS,
    Account("Everyday", "21500.00"),
    (au.NURSERY, au.STONE, au.FUEL, au.TELCO, au.ENERGY),
    (
        Habit("ACCOUNT SERVICING FEE", "-10.00", 12, "6-0400"),
        Habit("CARD 8815 BOLT AND BUCKET HARDWARE", "-86.40", 15, "5-2000", spread=40),
        Habit("CARD 8815 SERVO SNACKS", "-14.80", 18, "6-1700", "FRE", spread=30),
        Habit("PAYROLL KURRAJONG", "-6900.00", 28, "6-1900", spread=4),
        Habit("PROGRESS CLAIM RECEIVED", "11800.00", 21, "4-1000", spread=20),
    ),
)
_OWED = (
    Owing("Hilton Park Strata", "KL-0311", 12, "4180.00"),
    Owing("Marlow and Reid", "KL-0312", 11, "1265.00"),
    Owing("Samson Primary School", "KL-0314", 9, "7920.00"),
    Owing("D. Okafor", "KL-0315", 8, "638.00"),
    Owing("Beeliar Retirement Village", "KL-0317", 6, "3300.00"),
    Owing("P. and L. Santoro", "KL-0318", 5, "2475.00"),
)
_LOOKED = 11
"""Days since somebody dealt with the bank."""


def tell(scene: Scene) -> None:
    """Deal with the bank until eleven days ago, and then not any more."""
    book = settle_in(scene, _HOME)
    savings = open_account(scene, _HOME.client, _SAVINGS)
    shown(book, _HOME, month(scene, _HOME, 11, 64, 50))
    scene.at(scene.day(_LOOKED - 1), 8)
    take_in(scene, book, scene.day(_LOOKED))
    clear(scene, book, _HOME.habits)
    _learn(scene)
    open_invoices(scene, _OWED, scene.day(_LOOKED - 1))
    _debits(scene, book)
    shown(book, _HOME, month(scene, _HOME, 12, 8, 6), later=1)
    _since(scene, book, savings)
    scene.at(scene.today)
    take_in(scene, book, scene.day(1))
    take_in(scene, savings, scene.day(1))


def _learn(scene: Scene) -> None:
    """Enable the coding rules that the months before have borne out."""
    banking = BankingService(scene.ann.desk)
    for rule in banking.rule_proposals():
        banking.enable_rule(rule.contains)


def _debits(scene: Scene, book: Passbook) -> None:
    """Enter and approve what will be debited, and let it be."""
    debited = (au.FUEL, au.TELCO, au.ENERGY, au.FUEL)
    papers = [bill_of(one, _HOME.client, 20 + ago, scene.day(ago + 8)) for ago, one in enumerate(debited, start=2)]
    approve(scene.ben, enter(scene, scene.ann, papers))
    for ago, one in enumerate(papers, start=2):
        text = f"DIRECT DEBIT {one.truth.supplier.name.upper()} {one.truth.number}"
        book.move(scene.day(ago), f"-{one.truth.total}", text)


def _since(scene: Scene, book: Passbook, savings: Passbook) -> None:
    """Let customers pay, money go to the savings, cards be used, and three things come that nobody knows yet."""
    for ago, owing in enumerate(_OWED, start=1):
        book.move(scene.day(ago), owing.amount, f"OSKO {owing.customer.upper()} {owing.number}")
    book.move(scene.day(4), "-5000.00", "TRANSFER TO SAVINGS 660216")
    savings.move(scene.day(4), "5000.00", "TRANSFER FROM EVERYDAY 660215")
    savings.move(scene.day(2), "61.20", "CREDIT INTEREST")
    spent = ((9, "42.15"), (8, "118.60"), (7, "63.90"), (5, "27.45"), (3, "204.00"), (2, "88.25"))
    for ago, amount in spent:
        book.move(scene.day(ago), f"-{amount}", f"CARD 8815 BOLT AND BUCKET HARDWARE {ago:02}")
    for ago in (7, 4, 2):
        book.move(scene.day(ago), f"-1{ago}.60", f"CARD 8815 SERVO SNACKS {ago:02}")
    book.move(scene.day(9), "-1845.00", "ATO BPAY PAYG INSTALMENT")
    book.move(scene.day(6), "-390.00", "TRANSFER J HARTLEY TIPPER HIRE")
    book.move(scene.day(5), "250.00", "CASH DEPOSIT FREMANTLE")
    book.move(scene.day(3), "-72.00", "CITY OF ARMADALE TIP FEES")


STORY = Story(
    "bank", _HOME.client, "Thirty bank lines to match: a run, direct debits, receipts, cards, a transfer.", tell
)
