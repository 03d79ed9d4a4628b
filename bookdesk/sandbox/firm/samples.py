"""Files for a newcomer to drop himself: ten documents as they come in real life, and two bank statements that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bookdesk.core.clock import Clock, today
from bookdesk.core.money import Money
from bookdesk.sandbox import papers
from bookdesk.sandbox.bank import Account, Booking, ofx, spreadsheet
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.facts import FirmFacts
from bookdesk.sandbox.firm.stories import heap, overdue, released_run
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.papers.numbers import german_vat, iban
from bookdesk.sandbox.papers.trade import Goods, Seller, account_statement, credit_note, invoice
from bookdesk.sandbox.papers.truth import Locale, Party, Truth

_CLIENT = au.CAFE
_ROASTERY = Seller(
    Party(
        "Hallesche Röstmaschinen GmbH",
        ("Reilstraße 88", "06114 Halle"),
        "DE",
        german_vat("90003018"),
        "0345 5550 18",
        "export@hallesche-roestmaschinen.example",
        None,
        iban("DE", "800537620000447120"),
        "NOLADE21HAL",
    ),
    Locale.GERMANY,
    "EUR",
    "letter",
    30,
    "HR-{:05d}",
    (
        Goods("Mahlscheiben 64 mm, Satz", "89.00", "0", 4),
        Goods("Fracht Australien", "64.50", "0"),
    ),
)
_SHARE_LEFT = 3
"""Of a damaged file only the first third is there."""
_OVERLAP = timedelta(days=5)
_NOTE = "Hi,\n\nthe roaster's delivery was two bags short, I told them. They will credit us.\n\nSam\n"
_README = """Sample files
============

Drop them onto the window, all at once or one by one.

Documents, for {client}:

{documents}

Bank statements:

{statements}

Nothing in these files is real: no business, no number, no account.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to drop: its name, what it is there to show, and its content."""

    name: str
    shows: str
    content: bytes


def write_samples(folder: Path, firm: FirmFacts, clock: Clock) -> tuple[Path, ...]:
    """Write the documents, the statements and a page that explains them; returns their paths, that page first."""
    folder.mkdir(parents=True, exist_ok=True)
    present = today(clock, heap.STORY.zone)
    documents, statements = sample_documents(present), sample_statements(firm, clock)
    told = {"documents": _listed(documents), "statements": _listed(statements)}
    page = folder / "README.txt"
    page.write_text(_README.format(client=_CLIENT.name, **told), encoding="utf-8")
    return (page, *(_written(folder, one) for one in (*documents, *statements)))


def sample_documents(present: date) -> tuple[Sample, ...]:
    """Return ten documents of the last days before a day."""
    made = _documents(present)
    return tuple(
        Sample(f"{number:02}-{name}", shows, content) for number, (name, shows, content) in enumerate(made, start=1)
    )


def sample_statements(firm: FirmFacts, clock: Clock) -> tuple[Sample, ...]:
    """Return two statements up to yesterday: each continues what the client's books know, some lines twice."""
    shop, pipes = released_run.STORY, overdue.STORY
    run = ofx(*_overlapping(firm, shop, clock)).encode("cp1252")
    account, since, bookings = _overlapping(firm, pipes, clock)
    odd = spreadsheet(f"{account.routing} {account.number}", since, bookings).encode("cp1252")
    return (
        Sample("11-bank-bicycle-shop.ofx", f"{shop.client.name}: it shows the run that was just released.", run),
        Sample("12-bank-plumber.csv", f"{pipes.client.name}: unusual columns, some lines known already.", odd),
    )


def _overlapping(firm: FirmFacts, story: Story, clock: Clock) -> tuple[Account, Money, list[Booking]]:
    """Return a client's account with its balance and bookings since some days before the books' last statement."""
    (book,) = firm.client(story.key).passbooks
    since, yesterday = book.given_to - _OVERLAP, today(clock, story.zone) - timedelta(days=1)
    return book.account, book.balance(since), book.between(since, yesterday)


def _documents(present: date) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, what it shows, and content of each document."""

    def ago(days: int) -> date:
        return present - timedelta(days=days)

    wiring = invoice(au.ELECTRICIAN.seller, _CLIENT, 307, ago(9), (5, 2, 0))
    beans = invoice(au.ROASTER.seller, _CLIENT, 41, ago(8), (18, 0, 2, 1))
    milk = invoice(au.DAIRY.seller, _CLIENT, 41, ago(5), (14, 3))
    flyer = papers.bill_pdf(invoice(au.BAKERY.seller, _CLIENT, 41, ago(4)), au.BAKERY.seller.layout)
    yield "crooked-scan.pdf", "A tradesman's bill, scanned askew.", papers.scan(_drawn(wiring, "trades"), 41)
    yield "photo.jpg", "A bill photographed on a desk.", papers.photo(_drawn(milk, "band"), 12)
    cleaning = invoice(au.CLEANER.seller, _CLIENT, 41, ago(6))
    yield "e-invoice.xml", "An e-invoice: nothing on it is guessed.", papers.ubl(cleaning)
    listed = account_statement(au.ROASTER.seller, _CLIENT, "HARLAN01", ago(1), [beans])
    yield "statement-of-account.pdf", "It lists bills and is none: never payable.", papers.statement_pdf(listed)
    yield "same-bill-again.pdf", "The scanned bill once more, as it was mailed.", _drawn(wiring, "trades")
    returned = credit_note(beans, "SRC-1077", ago(2))
    yield "credit-note.pdf", "It reduces what is owed to the roaster.", _drawn(returned, "classic")
    power = invoice(au.ENERGY.seller, _CLIENT, 204411, ago(7), (810, 260, 31))
    yield "two-pages.pdf", "A summary and its details; the supplier is new.", _drawn(power, "utility")
    abroad = invoice(_ROASTERY, _CLIENT, 2207, ago(10), (2, 1))
    yield "from-abroad.pdf", "In German and in euro: it needs a rate.", _drawn(abroad, "letter")
    yield "damaged.pdf", "Only a third of it arrived.", flyer[: len(flyer) // _SHARE_LEFT]
    yield "note.txt", "A mail's text, no document.", _NOTE.encode()


def _drawn(truth: Truth, layout: str) -> bytes:
    return papers.bill_pdf(truth, layout)


def _listed(samples: tuple[Sample, ...]) -> str:
    width = max(len(one.name) for one in samples)
    return "\n".join(f"  {one.name:{width}}  {one.shows}" for one in samples)


def _written(folder: Path, sample: Sample) -> Path:
    path = folder / sample.name
    path.write_bytes(sample.content)
    return path
