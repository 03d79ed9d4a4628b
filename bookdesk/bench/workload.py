"""A month-end in miniature with known answers: bank lines and open documents of the kinds that make matching hard.

Deterministic for a seed. Shares of the kinds are about those of a small firm's account: mostly payments that name
their document, some garbled, some naming nothing, several in one, parts, fees, other currencies, credit notes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from bookdesk.banking.matching import Document, DocumentKind, Line, Party, Rates, Workload

RATES: Rates = {"USD": Decimal("1.5"), "EUR": Decimal("1.65")}
_START = date(2026, 1, 1)
_WORDS = (
    "Adler Banksia Clover Drummond Everest Fennel Gannet Hazel Indigo Juniper Kestrel Lantern Mistral Nectar Osprey "
    "Poplar Quince Rosella Saffron Tamarind Umber Verbena Wattle Yarrow Zephyr|"
    "Roasters Carpentry Couriers Dairy Drainage Florists Glassworks Joinery Linen Mowing Pools Signs Tyres "
    "Upholstery Vets Welding Archery Bindery Ceramics Drones Elevators Framing Gutters Heating"
)
_FIRST, _SECOND = (half.split() for half in _WORDS.split("|"))
_LEGAL = ("Pty Ltd", "Limited", "", "& Co", "GmbH")
_STYLES = ("INV-{:05}", "{:06}", "R{:04}", "2026-{:04}", "Q{:05}")
_OWN_WORDS = ("ACCOUNT KEEPING FEE", "DEBIT INTEREST", "PAYROLL 12", "ATM WITHDRAWAL")
_KINDS: tuple[tuple[str, int], ...] = (
    ("named", 42),
    ("garbled", 13),
    ("unnamed", 13),
    ("several", 8),
    ("equal", 5),
    ("part", 4),
    ("fee", 4),
    ("foreign", 3),
    ("credit", 2),
    ("transfer", 3),
    ("own words", 3),
)


@dataclass
class Generated:
    """Documents and lines, and by line the documents it pays (none for bank's own words)."""

    parties: list[Party] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    answers: dict[str, frozenset[str]] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)

    def workload(self) -> Workload:
        """Return the question without the answers."""
        return Workload(tuple(self.lines), tuple(self.documents), tuple(self.parties), "AUD", RATES)

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield the question in the JSON form of `bookdesk match`."""
        yield {"t": "meta", "base_currency": "AUD", "rates": {code: str(rate) for code, rate in RATES.items()}}
        for party in self.parties:
            yield {"t": "party", "id": party.id, "client": party.client, "name": party.name, "aliases": []}
        for one in self.documents:
            yield {
                "t": "doc", "id": one.id, "client": one.client, "kind": one.kind.value, "party": one.party,
                "number": one.number, "currency": one.currency, "amount": one.amount,
                "date": one.issued_on.isoformat(), "due": one.due_on.isoformat(), "their_ref": None,
            }  # fmt: skip
        for line in self.lines:
            yield {
                "t": "line", "id": line.id, "client": line.client, "account": line.account, "currency": line.currency,
                "amount": line.amount, "date": line.booked_on.isoformat(), "text": line.text, "payee": line.payee,
                "ref": line.reference, "bank_id": line.bank_id, "seq": line.sequence,
            }  # fmt: skip


class _Maker:
    """Makes events until there are lines enough."""

    def __init__(self, seed: int, lines: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible samples, no secrets
        self.made = Generated()
        self.days = max(90, lines // 8)
        self.numbers: dict[str, int] = {}
        for position in range(max(8, int(lines**0.5) * 3)):
            words = f"{self.random.choice(_FIRST)} {self.random.choice(_SECOND)} {self.random.choice(_LEGAL)}"
            self.made.parties.append(Party(f"P{position}", "C", words.strip()))
            self.numbers[f"P{position}"] = self.random.randint(1, 3000)

    def document(
        self,
        party: Party,
        amount: int,
        *,
        kind: DocumentKind = DocumentKind.BILL,
        currency: str = "AUD",
        after: date | None = None,
    ) -> Document:
        """Add a document of a party, its number the party's next; issued within three weeks of `after`, if given."""
        self.numbers[party.id] += self.random.choice((1, 1, 1, 2, 4))
        style = _STYLES[int(party.id[1:]) % len(_STYLES)]
        first, days = (_START, self.days) if after is None else (after, 21)
        issued = first + timedelta(days=self.random.randrange(days))
        due = issued + timedelta(days=self.random.choice((0, 7, 14, 30)))
        number = style.format(self.numbers[party.id])
        identity = f"D{len(self.made.documents)}"
        made = Document(identity, "C", kind, party.id, number, currency, amount, issued, due)
        self.made.documents.append(made)
        return made

    def line(self, amount: int, day: date, text: str, answer: set[str], account: str = "A1") -> Line:
        """Add a line and its answer."""
        if self.random.random() < 0.2:  # noqa: PLR2004 - one line in five carries a trace number of the bank
            text += f" {self.random.randint(10**6, 10**8)}"
        identity = f"L{len(self.made.lines)}"
        made = Line(identity, "C", account, "AUD", amount, day, text, sequence=len(self.made.lines))
        self.made.lines.append(made)
        self.made.answers[identity] = frozenset(answer)
        return made

    def amount(self) -> int:
        """Return minor units, negative (a bill); round sums and the usual prices collide on purpose."""
        if self.random.random() < 0.25:  # noqa: PLR2004 - a quarter collides
            return -self.random.choice((5000, 10000, 25000, 50000, 4900, 9900))
        return -int(self.random.lognormvariate(10.5, 1.1)) - 500

    def paid_on(self, document: Document) -> date:
        """Return a day of payment around the due day."""
        return document.due_on + timedelta(days=self.random.choice((-6, -2, 0, 0, 0, 1, 1, 3, 7, 20)))

    def name(self, party: Party) -> str:
        """Return the party as banks print it: often cut, sometimes glued."""
        text = party.name.upper()[: self.random.choice((16, 20, 35))].strip()
        return text.replace(" ", "") if self.random.random() < 0.12 else text  # noqa: PLR2004 - a few banks glue words

    def garbled(self, number: str) -> str:
        """Return a number as people type it and scanners read it."""
        match self.random.randrange(4):
            case 0:
                return "".join(filter(str.isdigit, number)).lstrip("0") or number
            case 1:
                return number.replace("0", "O", 1)
            case 2:
                return number.replace("-", "").lower()
            case _:
                return f"{number[:4]} {number[4:]}"

    def event(self) -> None:
        """Add one event of a kind drawn by its share."""
        kinds, shares = zip(*_KINDS, strict=True)
        kind = self.random.choices(kinds, shares)[0]
        party = self.random.choice(self.made.parties)
        getattr(self, f"_{kind.replace(' ', '_')}")(party)

    def _named(self, party: Party) -> None:
        one = self.document(party, self.amount())
        self.line(one.amount, self.paid_on(one), f"{self.name(party)} {one.number}", {one.id})

    def _garbled(self, party: Party) -> None:
        one = self.document(party, self.amount())
        self.line(one.amount, self.paid_on(one), f"{self.name(party)} REF {self.garbled(one.number)}", {one.id})

    def _unnamed(self, party: Party) -> None:
        one = self.document(party, self.amount())
        self.line(one.amount, self.paid_on(one), self.name(party), {one.id})

    def _several(self, party: Party) -> None:
        first = self.document(party, self.amount())
        others = range(self.random.randint(1, 5))
        many = [first, *(self.document(party, self.amount(), after=first.issued_on) for _ in others)]
        shown = many if self.random.random() < 0.6 else []  # noqa: PLR2004 - the rest name nothing
        text = f"{self.name(party)} {', '.join(one.number for one in shown)}".strip()
        day = max(map(self.paid_on, many))
        self.line(sum(one.amount for one in many), day, text, {one.id for one in many})

    def _equal(self, party: Party) -> None:
        amount = self.amount()
        many = [self.document(party, amount) for _ in range(3)]
        self.line(amount, self.paid_on(many[0]), self.name(party), {many[0].id})

    def _part(self, party: Party) -> None:
        one = self.document(party, self.amount())
        paid = one.amount // self.random.choice((2, 3, 4))
        self.line(paid, self.paid_on(one), f"{self.name(party)} {one.number}", {one.id})

    def _fee(self, party: Party) -> None:
        one = self.document(party, -20000 + self.amount())
        paid = one.amount - self.random.choice((1000, 1500, 2500))
        self.line(paid, self.paid_on(one), f"{self.name(party)} {one.number}", {one.id})

    def _foreign(self, party: Party) -> None:
        currency = self.random.choice(tuple(RATES))
        one = self.document(party, self.amount(), currency=currency)
        drift = Decimal(self.random.randint(980, 1020)) / 1000
        paid = int(one.amount * RATES[currency] * drift)
        self.line(paid, self.paid_on(one), f"{self.name(party)} {one.number}", {one.id})

    def _credit(self, party: Party) -> None:
        one = self.document(party, self.amount())
        note = self.document(party, -one.amount // 5, kind=DocumentKind.CREDIT_NOTE, after=one.issued_on)
        self.line(one.amount + note.amount, self.paid_on(one), f"{self.name(party)} {one.number}", {one.id, note.id})

    def _transfer(self, party: Party) -> None:
        del party
        day = _START + timedelta(days=self.random.randrange(self.days))
        out = self.line(self.amount(), day, "TRANSFER TO SAVINGS", set())
        back = self.line(-out.amount, day + timedelta(days=1), "TRANSFER FROM EVERYDAY", set(), account="A2")
        self.made.pairs |= {out.id: back.id, back.id: out.id}

    def _own_words(self, party: Party) -> None:
        del party
        day = _START + timedelta(days=self.random.randrange(self.days))
        self.line(self.amount(), day, self.random.choice(_OWN_WORDS), set())


def generate(seed: int, lines: int) -> Generated:
    """Return at least `lines` lines, with one unpaid document for each seven of them."""
    maker = _Maker(seed, lines)
    while len(maker.made.lines) < lines:
        maker.event()
    for _ in range(lines // 7):
        maker.document(maker.random.choice(maker.made.parties), maker.amount())
    return maker.made
