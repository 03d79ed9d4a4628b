"""What a drawn document says, by chance: parties, numbers, dates, lines and sums that add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from bookdesk.bench.drawn.tongues import TONGUES, Tongue

_CENT = Decimal("0.01")
_SOUNDS = "ba|ker|lin|mo|sta|ren|vol|ti|har|den|fe|lo|man|gra|os|wil|hu|nor|pe|zan|bre|ka|dor|el|su|mar|ten|ri"
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_ORDERS, _WITH_UNIT = 0.15, 0.5
_NUMBERS = (
    "{0:06d}",
    "{0:04d}",
    "INV-{0:05d}",
    "{1}-{0:04d}",
    "RE{1}{0:05d}",
    "{0:07d}-1",
    "{0}/{1}",
    "A{0:05d}",
    "{1}/{0:03d}",
    "SI {0:05d}",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with an address."""

    name: str
    address: tuple[str, ...]
    web: str
    phone: str
    tax_id: str
    account: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something sold; `price` and `amount` without tax."""

    code: str
    what: str
    many: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Facts:
    """A document; all sums are in cents that add up."""

    country: str
    supplier: Party
    buyer: Party
    number: str
    order: str
    customer_no: str
    issued: date
    due: date
    ordered: date
    lines: tuple[Line, ...]
    rate: int
    net: Decimal
    tax: Decimal
    total: Decimal
    paid: Decimal
    mark: str
    style: str
    """The format of its dates."""
    unit: bool
    """Whether its sums carry the currency."""
    is_order: bool
    """Whether it is an order, a contract or a quote: then its own number is the order's."""

    @property
    def tongue(self) -> Tongue:
        """Return how its country words it."""
        return TONGUES[self.country]

    @property
    def owed(self) -> Decimal:
        """Return what is left to pay."""
        return self.total - self.paid

    def day(self, day: date) -> str:
        """Return a date as the document writes it."""
        return day.strftime(self.style.replace("%-d", str(day.day)))

    def plain(self, amount: Decimal) -> str:
        """Return an amount as the document writes it, without currency."""
        text = f"{amount:,.2f}"
        return text.translate(str.maketrans(",.", self.mark))

    def money(self, amount: Decimal) -> str:
        """Return an amount with its currency, where the document prints it."""
        return self.tongue.money.replace("1", self.plain(amount)) if self.unit else self.plain(amount)

    @property
    def answer(self) -> dict[str, str]:
        """Return the known answer, as `bookdesk/bench/scoring.py` takes it."""
        return {
            "supplier_name": self.supplier.name,
            "customer_name": self.buyer.name,
            "invoice_number": self.order if self.is_order else self.number,
            "issue_date": self.issued.isoformat(),
            "currency": self.tongue.currency,
            "net": str(self.net),
            "tax": str(self.tax),
            "total": str(self.total),
        }


def facts_of(chance: Random, countries: tuple[str, ...]) -> Facts:
    """Return a document of one of `countries`."""
    country = chance.choice(countries)
    tongue = TONGUES[country]
    rate = chance.choice(tongue.rates)
    lines = tuple(_line(chance, tongue) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 9, 14))))
    net = sum((line.amount for line in lines), Decimal(0))
    tax = (net * rate / 100).quantize(_CENT, ROUND_HALF_UP)
    issued = date(2012, 1, 1) + timedelta(chance.randrange(5200))
    total = net + tax
    paid = (total * chance.choice((0, 0, 0, 0, 0, 30, 100)) / 100).quantize(_CENT, ROUND_HALF_UP)
    return Facts(
        country, _party(chance, tongue), _party(chance, tongue), _number(chance, issued), _number(chance, issued),
        str(chance.randrange(100, 99999)), issued, issued + timedelta(chance.choice((0, 7, 14, 30, 30, 60))),
        issued - timedelta(chance.randrange(40)), lines, rate, net, tax, total, paid,
        chance.choice(tongue.marks), chance.choice(tongue.dates), chance.random() < _WITH_UNIT,
        chance.random() < _OF_ORDERS,
    )  # fmt: skip


def _number(chance: Random, issued: date) -> str:
    return chance.choice(_NUMBERS).format(chance.randrange(1, 99999), issued.year)


def _line(chance: Random, tongue: Tongue) -> Line:
    many = Decimal(chance.choice((1, 1, 1, 2, 3, 5, 10, 12, 48)))
    price = (
        Decimal(
            chance.choice((chance.randrange(50, 3000), chance.randrange(1000, 90000), chance.randrange(1, 40) * 2500))
        )
        / 100
    )
    what = chance.choice(tongue.goods.split("|"))
    return Line(f"{chance.randrange(100, 99999)}", what, many, price, many * price)


def _party(chance: Random, tongue: Tongue) -> Party:
    sounds = _SOUNDS.split("|")
    family = "".join(chance.sample(sounds, chance.choice((2, 2, 3)))).capitalize()
    trade, form = chance.choice(tongue.trades.split("|")), chance.choice(tongue.forms.split("|"))
    stem = chance.choice(
        (
            f"{family} {trade}",
            family,
            f"{trade} {family}",
            f"{family} & {''.join(chance.sample(sounds, 2)).capitalize()}",
        )
    )
    name = f"{stem} {form}".strip()
    name = name.upper() if chance.random() < 0.25 else name  # noqa: PLR2004 - some shout
    street = f"{chance.randrange(1, 180)} {chance.choice(tongue.streets.split('|'))}"
    if tongue.currency in {"EUR", "CHF"}:
        number, road = street.split(" ", 1)
        street = f"{road} {number}"
    phone = f"0{chance.randrange(10, 99)} {chance.randrange(100, 999)} {chance.randrange(1000, 9999)}"
    web = f"www.{family.lower()}{chance.choice(('', '-' + trade.split()[0].lower()))}.example"
    return Party(
        name, (street, chance.choice(tongue.towns.split("|"))), web, phone,
        str(chance.randrange(10**8, 10**11)), f"{chance.randrange(10**7, 10**10)}",
    )  # fmt: skip
