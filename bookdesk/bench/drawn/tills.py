"""Till receipts laid out by chance: the shop, what was bought, the sums with cash, change and rounding."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bookdesk.bench.drawn.facts import Facts
from bookdesk.bench.drawn.pen import ROLL, Align, Pen

_LEFT, _MIDDLE, _RIGHT = 10.0, 113.0, 216.0
_NOTE = Decimal(10)
_MOST = 30
"""Lines beyond which a roll would be longer than its page."""


class _Roll:
    def __init__(self, facts: Facts, chance: Random) -> None:
        self.facts, self.chance = facts, chance
        lines = 34 + 2 * min(_MOST, len(facts.lines))
        self.pen = Pen((ROLL[0], 12.0 * lines), chance.choice((0, 2)))
        self.y, self.size = 14.0, chance.choice((7.0, 7.5, 8.0))

    def say(self, label: str) -> str:
        return self.chance.choice(self.facts.tongue.ways(label))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def line(self, left: str, right: str = "", *, size: float = 1.0) -> None:
        self.y += 11.0
        self.pen.write(_LEFT, self.y, left, self.size * size)
        if right:
            self.pen.write(_RIGHT, self.y, right, self.size * size, align=Align.RIGHT)

    def centre(self, text: str, size: float = 1.0) -> None:
        self.y += 11.0 * max(1.0, size)
        self.pen.write(_MIDDLE, self.y, text, self.size * size, bold=size > 1, align=Align.CENTRE)


def receipt(facts: Facts, chance: Random) -> Pen:
    """Return the pen that wrote a till receipt; its total may be rounded to five cents, as `answer` of it says."""
    roll = _Roll(facts, chance)
    _head(roll)
    for line in facts.lines[:_MOST]:
        amount = facts.plain(line.amount)
        if roll.often(0.5):
            roll.line(line.what)
            roll.line(f"  {line.many} x {facts.plain(line.price)}", amount)
        else:
            roll.line(f"{line.many} {line.what[:18]}", amount)
    _sums(roll)
    roll.y += 8
    roll.centre(roll.say("thanks"))
    return roll.pen


def _head(roll: _Roll) -> None:
    facts, shop = roll.facts, roll.facts.supplier
    if roll.often(0.15):
        roll.centre(facts.buyer.name.split(" ")[0])
    roll.centre(shop.name, roll.chance.choice((1.0, 1.2, 1.5)))
    if roll.often(0.3):
        roll.centre(f"({shop.tax_id[:6]}-{roll.chance.choice('AKTWX')})")
    for text in (*shop.address, f"{roll.say('phone')}: {shop.phone}"):
        roll.centre(text)
    if roll.often(0.6):
        roll.centre(f"{roll.say('tax_id')}: {shop.tax_id}")
    if roll.often(0.6):
        roll.centre(roll.say("title"))
    number = (roll.say("number"), facts.number)
    clock = f"{roll.chance.randrange(7, 22):02d}:{roll.chance.randrange(60):02d}"
    dated = (
        roll.chance.choice((roll.say("date"), "")),
        f"{facts.day(facts.issued)} {roll.chance.choice((clock, ''))}".strip(),
    )
    till = (roll.chance.choice(("Cashier", "POS", "Kasse", "Table")), facts.customer_no)
    told = [number, dated, till]
    roll.chance.shuffle(told)
    for label, value in told:
        if roll.often(0.5):
            roll.line(f"{label} : {value}".strip(" :"))
        else:
            roll.line(label, value)


def _sums(roll: _Roll) -> None:
    facts = roll.facts
    many = sum(line.many for line in facts.lines)
    shown: list[tuple[str, str]] = []
    if roll.often(0.5):
        shown.append((roll.say("net"), facts.plain(facts.net)))
    if facts.rate and roll.often(0.7):
        shown.append((f"{roll.say('tax')} {facts.rate}%", facts.plain(facts.tax)))
    if roll.often(0.3):
        shown.append((roll.say("discount"), f"0{facts.mark[1]}00"))
    shown.append((roll.say("total"), facts.money(facts.total)))
    for label, value in shown:
        roll.line(label, value, size=1.2 if value == facts.money(facts.total) and roll.often(0.4) else 1.0)
    if roll.often(0.4):
        roll.line(roll.chance.choice(("Total Qty", "Items", "Artikel", "Item count")), f"{many}")
    given = (facts.total // _NOTE + roll.chance.choice((1, 1, 2, 5))) * _NOTE
    paying = roll.chance.choice(("cash", "card", "none"))
    if paying == "cash":
        roll.line(roll.chance.choice(("CASH", "Cash", "Bar", "Cash tendered", "Espèces")), facts.plain(given))
        roll.line(roll.chance.choice(("CHANGE", "Change", "Rückgeld", "Rendu")), facts.plain(given - facts.total))
    elif paying == "card":
        roll.line(roll.chance.choice(("VISA", "Mastercard", "EC-Karte", "Card")), facts.plain(facts.total))
    if facts.rate and roll.often(0.4):
        roll.y += 6
        roll.line("GST summary  Amount", "Tax")
        roll.line(f"SR {facts.rate}%  {facts.plain(facts.net)}", facts.plain(facts.tax))
