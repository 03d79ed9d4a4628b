"""Bills laid out by chance: heads, numbers and dates, tables, sums and feet, each in several manners.

5 heads, 6 manners of numbers and dates, 4 tables and 5 of sums, in any order and with anything between: hundreds of
layouts, and each says by the way what is easily taken for the number, the date or the total.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from bookdesk.bench.drawn.facts import Facts, Party
from bookdesk.bench.drawn.pen import A4, LETTER, Align, Pen

_LEFT, _RIGHT = 50.0, 545.0
_MIDDLE = 330.0
Pair = tuple[str, str]


@dataclass
class Bill:
    """One bill being written: `y` is where the next block begins."""

    facts: Facts
    chance: Random
    pen: Pen
    size: float
    y: float = 60.0
    footed: bool = False
    """Whether the supplier is named at the foot alone."""

    def say(self, label: str) -> str:
        """Return one way to say a label."""
        return self.chance.choice(self.facts.tongue.ways(label))

    @property
    def title(self) -> str:
        """Return what the document calls itself."""
        return self.say("order_title" if self.facts.is_order else "title")

    @property
    def numbered(self) -> Pair:
        """Return the document's own number with its label."""
        facts = self.facts
        return (self.say("order"), facts.order) if facts.is_order else (self.say("number"), facts.number)

    def often(self, share: float) -> bool:
        """Whether it happens, `share` of the time."""
        return self.chance.random() < share

    def step(self, lines: float = 1.0) -> float:
        """Go down some lines; returns the new height."""
        self.y += lines * self.size * 1.35
        return self.y

    def column(self, x: float, texts: Sequence[str], *, bold_first: bool = False, align: Align = Align.LEFT) -> None:
        """Write lines below each other and go down."""
        for place, text in enumerate(texts):
            self.pen.write(x, self.step(), text, self.size, bold=bold_first and place == 0, align=align)


def bill(facts: Facts, chance: Random) -> Pen:
    """Return the pen that wrote a bill."""
    paper = LETTER if facts.country == "us" else A4
    made = Bill(facts, chance, Pen(paper, chance.choice((0, 0, 0, 1, 2))), chance.choice((7.5, 8.5, 9, 9.5, 10.5)))
    chance.choice(_HEADS)(made)
    chance.choice(_NUMBERED)(made)
    if made.often(0.3):
        _aside(made)
    _table(made)
    chance.choice(_SUMS)(made)
    _foot(made)
    return made.pen


def _lines_of(party: Party, bill: Bill) -> list[str]:
    return [party.name, *party.address[: 1 + bill.often(0.9)]]


def _buyer(bill: Bill, x: float) -> None:
    heading = [bill.say("buyer") + bill.chance.choice(("", ":"))] if bill.often(0.6) else []
    bill.column(x, [*heading, *_lines_of(bill.facts.buyer, bill)])


def _title(bill: Bill, x: float, align: Align = Align.LEFT) -> None:
    bill.pen.write(x, bill.step(2), bill.title, bill.size * bill.chance.choice((1.3, 2, 2.6)), bold=True, align=align)


def _large_left(bill: Bill) -> None:
    """The supplier large at the left, the title at the right, the buyer below."""
    seller = bill.facts.supplier
    bill.pen.write(_LEFT, bill.y, seller.name, bill.size * bill.chance.choice((1, 1.4, 1.9)), bold=True)
    if bill.often(0.6):
        bill.pen.write(_RIGHT, bill.y, bill.title, bill.size * 2, bold=True, align=Align.RIGHT)
    bill.column(_LEFT, [*seller.address, f"{bill.say('phone')} {seller.phone}", seller.web])
    if bill.often(0.5):
        bill.column(_LEFT, [f"{bill.say('tax_id')}: {seller.tax_id}"])
    bill.step(2)
    _buyer(bill, _LEFT)


def _large_right(bill: Bill) -> None:
    """The supplier at the right edge, the buyer at the left below him."""
    seller = bill.facts.supplier
    bill.pen.write(
        _RIGHT, bill.y, seller.name, bill.size * bill.chance.choice((1, 1.5, 2)), bold=True, align=Align.RIGHT
    )
    bill.column(_RIGHT, [*seller.address, seller.phone, seller.web], align=Align.RIGHT)
    bill.step(1)
    _buyer(bill, _LEFT)
    _title(bill, _LEFT)


def _window(bill: Bill) -> None:
    """A small line with the sender above the buyer's address, as for envelopes with a window; his name large or not."""
    seller = bill.facts.supplier
    if bill.often(0.5):
        bill.pen.write(_RIGHT, bill.y, seller.name, bill.size * 1.8, bold=True, align=Align.RIGHT)
    bill.step(5)
    bill.pen.write(_LEFT, bill.y, " - ".join((seller.name, *seller.address)), bill.size * 0.7)
    bill.column(_LEFT, _lines_of(bill.facts.buyer, bill))
    bill.step(2)


def _centred(bill: Bill) -> None:
    """Everything of the supplier in the middle, then the parties side by side."""
    seller, middle = bill.facts.supplier, bill.pen.size[0] / 2
    bill.pen.write(middle, bill.y, seller.name, bill.size * 1.6, bold=True, align=Align.CENTRE)
    bill.column(
        middle, [", ".join(seller.address), f"{bill.say('phone')}: {seller.phone}  {seller.web}"], align=Align.CENTRE
    )
    _title(bill, middle, Align.CENTRE)
    top = bill.step()
    _buyer(bill, _LEFT)
    if bill.often(0.5):
        bill.y = top
        bill.column(_MIDDLE, [bill.say("ship") + ":", *_lines_of(bill.facts.buyer, bill)])


def _headed(bill: Bill) -> None:
    """The parties under headings, supplier and buyer side by side in either order, the title above."""
    _title(bill, bill.chance.choice((_LEFT, _MIDDLE)))
    top = bill.step()
    first, second = bill.chance.sample((_LEFT, _MIDDLE), 2)
    bill.column(first, [bill.say("from") + bill.chance.choice(("", ":")), *_lines_of(bill.facts.supplier, bill)])
    bill.y = top
    bill.column(second, [bill.say("buyer") + bill.chance.choice(("", ":")), *_lines_of(bill.facts.buyer, bill)])
    bill.step()


def _buyer_first(bill: Bill) -> None:
    """The buyer at the top left, the supplier beside him in small print, or only at the foot."""
    top = bill.y
    _buyer(bill, _LEFT)
    seller = bill.facts.supplier
    if bill.often(0.7):
        bill.y = top + bill.chance.choice((0, 30))
        bill.column(
            _MIDDLE + 60,
            [seller.name, *seller.address, seller.phone, seller.web, f"{bill.say('tax_id')} {seller.tax_id}"],
        )
    else:
        bill.footed = True
    bill.step(2)


_HEADS: tuple[Callable[[Bill], None], ...] = (
    _large_left,
    _large_left,
    _large_right,
    _window,
    _centred,
    _headed,
    _buyer_first,
    _buyer_first,
)


def _particulars(bill: Bill) -> list[Pair]:
    """Return number and date among what is easily taken for them, in any order."""
    facts, chance = bill.facts, bill.chance
    others = [
        (bill.say("due"), facts.day(facts.due)),
        (bill.say("customer_no"), facts.number) if facts.is_order else (bill.say("order"), facts.order),
        (bill.say("order_date"), facts.day(facts.ordered)),
        (bill.say("customer_no"), facts.customer_no),
        (bill.say("account"), facts.supplier.account),
        (bill.say("owed"), facts.money(facts.owed)),
    ]
    kept = chance.sample(others, chance.choice((0, 1, 2, 3, 4)))
    pairs = [bill.numbered, (bill.say("date"), facts.day(facts.issued)), *kept]
    if chance.random() < 0.5:  # noqa: PLR2004 - half of them
        chance.shuffle(pairs)
    return pairs


def _beside(bill: Bill) -> None:
    """Labels at one edge, values at another, at the left or in the right half."""
    x = bill.chance.choice((_LEFT, _MIDDLE))
    top = bill.y
    if x == _MIDDLE and bill.often(0.6):
        bill.y = max(90.0, bill.y - 6 * bill.size)
    wide, colon = bill.chance.choice((80.0, 110.0, 140.0)), bill.chance.choice((":", "", " :"))
    right = bill.often(0.4)
    for label, value in _particulars(bill):
        y = bill.step()
        bill.pen.write(x, y, label + colon, bill.size, bold=bill.often(0.3))
        if right:
            bill.pen.write(_RIGHT, y, value, bill.size, align=Align.RIGHT)
        else:
            bill.pen.write(x + wide, y, value, bill.size)
    bill.y = max(top, bill.y)


def _above(bill: Bill) -> None:
    """Labels over values, in columns across the page."""
    pairs = _particulars(bill)[:5]
    y = bill.step(2)
    wide = (_RIGHT - _LEFT) / len(pairs)
    for place, (label, value) in enumerate(pairs):
        bill.pen.write(_LEFT + place * wide, y, label, bill.size * 0.85)
        bill.pen.write(_LEFT + place * wide, y + bill.size * 1.3, value, bill.size)
    bill.step(2)


def _stacked(bill: Bill) -> None:
    """Labels over values, all in one column at the right."""
    for label, value in _particulars(bill)[:4]:
        bill.pen.write(_MIDDLE + 60, bill.step(1.2), label, bill.size, bold=True)
        bill.pen.write(_MIDDLE + 60, bill.step(), value, bill.size)


def _running(bill: Bill) -> None:
    """Each label right before its value, as a line of text."""
    colon = bill.chance.choice((":", "", " :"))
    for label, value in _particulars(bill):
        bill.pen.write(_LEFT, bill.step(), f"{label}{colon} {value}", bill.size)


def _titled(bill: Bill) -> None:
    """The number follows the title, the date at the right or behind it."""
    facts, title = bill.facts, bill.title
    mark = (
        bill.chance.choice(("", " Nr.", " #", " No.", " n°"))
        if facts.tongue.currency != "USD"
        else bill.chance.choice(("", " #", " No."))
    )
    behind = bill.chance.choice((facts.day(facts.issued), ""))
    bill.pen.write(
        _LEFT, bill.step(2), f"{title}{mark} {bill.numbered[1]} {behind}".strip(), bill.size * 1.3, bold=True
    )
    if not behind:
        town = bill.chance.choice((facts.supplier.address[-1].split(" ")[-1] + ", ", bill.say("date") + ": ", ""))
        bill.pen.write(_RIGHT, bill.y, town + facts.day(facts.issued), bill.size, align=Align.RIGHT)
    for label, value in bill.chance.sample(_particulars(bill), 2):
        if value not in {bill.numbered[1], facts.day(facts.issued)}:
            bill.pen.write(_LEFT, bill.step(), f"{label}: {value}", bill.size)


_NUMBERED: tuple[Callable[[Bill], None], ...] = (_beside, _beside, _above, _stacked, _running, _titled)


def _aside(bill: Bill) -> None:
    """Words that name documents and sums which are not this one's."""
    facts = bill.facts
    said = (
        f"{bill.say('before')} {facts.money(facts.total + 1234)}",
        f"{bill.say('order')}: {facts.order}   {bill.say('order_date')}: {facts.day(facts.ordered)}",
        f"{bill.say('page')}   {facts.day(facts.ordered)}",
        f"{bill.say('paid')} {facts.day(facts.ordered)} {facts.money(facts.total / 2)}",
    )
    bill.pen.write(_LEFT, bill.step(1.5), bill.chance.choice(said), bill.size)


def _table(bill: Bill) -> None:
    """The lines under their headings, with or without code, quantity, price and rate."""
    names = ["what", "many", "price", "amount"]
    names += ["rate"] if bill.often(0.3) else []
    chosen = [
        name for name in ("pos", *names[:3], *names[4:], "amount") if name in {"what", "amount"} or bill.often(0.7)
    ]
    edges = _edges(chosen)
    y = bill.step(2)
    for name in chosen:
        align = Align.LEFT if name in {"pos", "what"} else Align.RIGHT
        bill.pen.write(edges[name], y, bill.say(name), bill.size, bold=True, align=align)
    for place, line in enumerate(bill.facts.lines, start=1):
        bill.step(1.2)
        told = {
            "pos": bill.chance.choice((str(place), line.code)),
            "what": line.what,
            "many": f"{line.many}",
            "price": bill.facts.plain(line.price),
            "rate": f"{bill.facts.rate}%",
            "amount": bill.facts.plain(line.amount),
        }
        for name in chosen:
            align = Align.LEFT if name in {"pos", "what"} else Align.RIGHT
            bill.pen.write(edges[name], bill.y, told[name], bill.size, align=align)
    bill.step()


def _edges(chosen: Sequence[str]) -> dict[str, float]:
    right = [name for name in chosen if name not in {"pos", "what"}]
    edges = {"pos": _LEFT, "what": _LEFT + (50 if "pos" in chosen else 0)}
    return edges | {name: _RIGHT - 68 * (len(right) - 1 - place) for place, name in enumerate(right)}


def _sums_of(bill: Bill) -> list[tuple[str, Decimal, bool]]:
    """Return the sums as they are listed: label, amount, and whether it is the total."""
    facts = bill.facts
    shown: list[tuple[str, Decimal, bool]] = []
    if facts.rate or bill.often(0.5):
        percent = bill.chance.choice(("", f" {facts.rate}%", f" ({facts.rate} %)"))
        shown += [(bill.say("net"), facts.net, False), (bill.say("tax") + percent, facts.tax, False)]
    if bill.often(0.15):
        shown.insert(1 if shown else 0, (bill.say("carriage"), Decimal(0), False))
    shown.append((bill.say("total"), facts.total, True))
    if facts.paid or bill.often(0.2):
        shown += [(bill.say("paid"), facts.paid, False), (bill.say("owed"), facts.owed, False)]
    if bill.often(0.08):
        shown.append((bill.say("before"), facts.total * 3, False))
    return shown


def _listed(bill: Bill) -> None:
    """Labels and sums below the table, the sums at its right edge."""
    x, colon = bill.chance.choice((_MIDDLE, _MIDDLE + 60, _LEFT)), bill.chance.choice((":", "", " :"))
    for label, amount, total in _sums_of(bill):
        y = bill.step(bill.chance.choice((1, 1.3)))
        size = bill.size * (1.25 if total and bill.often(0.4) else 1)
        bold = total and bill.often(0.6)
        money = bill.facts.money(amount) if total or bill.often(0.7) else bill.facts.plain(amount)
        if bill.often(0.5):
            bill.pen.write(x, y, label + colon, size, bold=bold)
        else:
            bill.pen.write(_RIGHT - 80, y, label + colon, size, bold=bold, align=Align.RIGHT)
        bill.pen.write(_RIGHT, y, money, size, bold=bold, align=Align.RIGHT)


def _across(bill: Bill) -> None:
    """Headings over sums, in columns."""
    shown = _sums_of(bill)[:5]
    y, wide = bill.step(2), (_RIGHT - _LEFT) / len(shown)
    for place, (label, amount, total) in enumerate(shown, start=1):
        bill.pen.write(_LEFT + place * wide, y, label, bill.size, align=Align.RIGHT)
        bill.pen.write(
            _LEFT + place * wide,
            y + bill.size * 1.4,
            bill.facts.money(amount),
            bill.size,
            bold=total,
            align=Align.RIGHT,
        )
    bill.step(2)


def _alone(bill: Bill) -> None:
    """The total by itself, after some words or under its label."""
    label = bill.say("total")
    if bill.often(0.5):
        bill.pen.write(
            _LEFT, bill.step(2), f"{label}: {bill.facts.money(bill.facts.total)}", bill.size * 1.2, bold=True
        )
        return
    bill.pen.write(_RIGHT, bill.step(2), label, bill.size, align=Align.RIGHT)
    bill.pen.write(
        _RIGHT, bill.step(1.3), bill.facts.money(bill.facts.total), bill.size * 1.3, bold=True, align=Align.RIGHT
    )


def _twice(bill: Bill) -> None:
    """The sums in a list, and again on a slip to send back."""
    _listed(bill)
    facts = bill.facts
    bill.step(3)
    for label, value in bill.chance.sample(
        [(bill.say("owed"), facts.money(facts.owed)), bill.numbered, (bill.say("due"), facts.day(facts.due)),
         (bill.say("customer_no"), facts.customer_no)], 3,
    ):  # fmt: skip
        bill.pen.write(_LEFT, bill.step(), f"{label} {value}", bill.size)


_SUMS: tuple[Callable[[Bill], None], ...] = (_listed, _listed, _listed, _across, _alone, _twice)


def _foot(bill: Bill) -> None:
    facts, seller = bill.facts, bill.facts.supplier
    if bill.often(0.25):
        share = (facts.total * 98 / 100).quantize(Decimal("0.01"))
        early = bill.say("early").replace("{day}", facts.day(facts.due)).replace("{sum}", facts.money(share))
        bill.pen.write(_LEFT, bill.step(2), early, bill.size)
    if bill.often(0.5):
        bill.pen.write(_LEFT, bill.step(1.5), bill.say("terms"), bill.size)
    if bill.often(0.15):
        bill.pen.write(
            _LEFT,
            bill.step(1.5),
            f"0-30: {facts.money(facts.total)}  31-60: {facts.plain(facts.total * 2)}  90+: 0{facts.mark[1]}00",
        )
    bottom = bill.pen.size[1] - 30
    if bill.footed or bill.often(0.7):
        bill.pen.write(_LEFT, bottom, f"{seller.name}  {bill.say('tax_id')} {seller.tax_id}", bill.size * 0.75)
        bill.pen.write(_MIDDLE, bottom, f"{bill.say('bank')} {bill.say('account')} {seller.account}", bill.size * 0.75)
    if bill.often(0.4):
        bill.pen.write(_RIGHT, bottom + 12, bill.say("page"), bill.size * 0.75, align=Align.RIGHT)
