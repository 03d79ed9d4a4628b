"""The demo's steps of money in: a bookshop offers, invoices, is paid and looks at who owes it. No mail leaves."""

from __future__ import annotations

from datetime import date, timedelta

from bookdesk.cli.rehearsal import Rehearsal, expect
from bookdesk.core.dates import add_months
from bookdesk.core.money import Money
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.sandbox.papers import cast

_SHOP = cast.BOOKSHOP.name
_READER, _CIRCLE = "Maeve Nolan", "Ranelagh Reading Circle"
_LETTERHEAD = (
    *("street=12 Quay Street", "city=Dublin", "postcode=D01 AB12", "from_name=Liffey Lane Books"),
    *("reply_to=accounts@liffeylane.example", "bank_account=Current", "terms=net 30", "discount=2% 10"),
)
_ADDRESS = ("email=maeve@nolan.example", "street=4 Bath Avenue", "city=Dublin", "postcode=D04 XY12", "country=IE")


def sell(show: Rehearsal, _today: date) -> None:
    """Say how the client invoices, offer something, and turn the accepted estimate into an invoice with a deposit."""
    _by(show, "sales", "set", *_LETTERHEAD, quiet=True)
    _by(show, "sales", "series", "invoice", "--prefix", "QB-")
    _by(show, "customer", "add", _READER, "kind=consumer", *_ADDRESS, quiet=True)
    line = ("--line", "Poetry evening; quantity=3; price=120; unit=h; tax=S23; account=4000")
    (draft,) = _by(show, "estimate", "new", "Maeve", *line, quiet=True)
    (offered,) = _by(show, "estimate", "offer", draft["id"], quiet=True)
    _by(show, "estimate", "accept", offered["number"], "--by", "Maeve Nolan, by phone")
    (invoice,) = _by(show, "estimate", "bill", offered["number"], quiet=True)
    _by(
        show,
        "invoice",
        "edit",
        invoice["id"],
        "--part",
        "Deposit; 30%; net 0",
        "--part",
        "Rest; rest; net 30",
        quiet=True,
    )
    (issued,) = _by(show, "invoice", "issue", invoice["id"])
    expect(issued["number"], "QB-0001")
    _by(show, "invoice", "paper", "QB-0001", "--out", show.root / "QB-0001.pdf")
    _by(show, "invoice", "mail", "QB-0001", quiet=True)
    _by(show, "mail", "outbox")


def recur(show: Rehearsal, today: date) -> None:
    """Catch a monthly schedule up after weeks without a start of the program, once."""
    begun = (add_months(today, -2) - timedelta(days=2)).isoformat()
    made = ("--first", begun, "--every", "month", "--makes", "an issued invoice")
    line = ("--line", "Story hour {period}; quantity=1; price=80; tax=S23; account=4000")
    _by(show, "schedule", "new", "Story hour", "Ranelagh", *made, *line, quiet=True)
    expect(len(_by(show, "schedule", "bill")), 3)
    expect(_by(show, "schedule", "bill"), [])


def receive(show: Rehearsal, today: date) -> None:
    """Let a bank line pay three invoices at once and a cheque too much; the surplus is paid back."""
    bookings = [Booking(today, Money.of("295.20", "EUR"), "RANELAGH READING CIRCLE QB-0002 0003 0004")]
    bank = Account("", cast.BOOKSHOP.bank or "", "EUR")
    _by(show, "bank", "import", show.write("sales.ofx", ofx(bank, Money.of("9842.60", "EUR"), bookings)), quiet=True)
    (line,) = _by(show, "bank", "lines", "--open", quiet=True)
    three = [word for number in (2, 3, 4) for word in ("--with", f"invoice:QB-000{number}")]
    _by(show, "bank", "accept", line["id"], *three)
    _by(show, "receipt", "add", _READER, "450.00", "--way", "cheque", "--reference", "001234", "--invoice", "QB-0001")
    (surplus,) = (row for row in _by(show, "receipt", "list", quiet=True) if row["customer"] == _READER)
    expect(surplus["on_account"], "7.20")
    back = ("--account", "Current", "--way", "bank", "--why", "paid too much")
    _by(show, "receipt", "refund", surplus["number"], "7.21", *back, status=1)
    _by(show, "receipt", "refund", surplus["number"], "7.20", *back)
    _by(show, "receipt", "account", _READER)


def chase(show: Rehearsal, _today: date) -> None:
    """Look at who would be reminded before anything is written, and at what is owed."""
    _by(show, "customer", "edit", _CIRCLE, "email=hello@ranelagh.example", quiet=True)
    _by(show, "remind", "policy", "--on", quiet=True)
    held, shown = _by(show, "remind", "preview")
    expect(held["why"], "first list not approved")
    _by(show, "remind", "approve", shown["hash"], quiet=True)
    _by(show, "remind", "send")
    _by(show, "report", "ageing")
    _by(show, "report", "dso")


def _by(show: Rehearsal, *words: object, status: int = 0, quiet: bool = False) -> list[dict[str, object]]:
    return show.by("ann", *map(str, words), client=_SHOP, status=status, quiet=quiet)
