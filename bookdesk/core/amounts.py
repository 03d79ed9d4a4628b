"""Two readers of amounts: an exact one for machines and a human one for pages, which says when it cannot know.

The exact reader takes what our own files, JSON and command line write. The human reader takes what people and printers
write in any of our locales: it never guesses between `1.234` and `1,234`; a page decides that (`decimal_mark_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bookdesk.core.errors import InputError

_EXACT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_MAX_DIGITS = 18
_GROUP = 3
_CENTS = 2


class NotAnAmount(InputError, ValueError):
    """The text is no amount."""

    def __init__(self, text: str) -> None:
        """Name the text; the remedy shows the exact form."""
        super().__init__(f"{text!r} is not an amount.", "Write it with digits and a dot, as in 1234.50.")


class DecimalMark(StrEnum):
    """The sign between whole units and decimals."""

    DOT = "."
    COMMA = ","


class Side(StrEnum):
    """A side printed after an amount; whether a credit is money in or out depends on whose paper it is."""

    CREDIT = "CR"
    DEBIT = "DR"


@dataclass(frozen=True, slots=True)
class AmountReading:
    """What a printed amount may mean: one value, or the `alternatives` between which only the page can decide.

    `value` carries the printed minus or parentheses, not the `side`. `unit` is the currency sign or code as printed.
    `decimals` counts printed decimals of the value (of the first alternative where it is ambiguous).
    """

    alternatives: tuple[Decimal, ...]
    decimals: int
    mark: DecimalMark | None = None
    side: Side | None = None
    unit: str | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether more than one value fits."""
        return len(self.alternatives) > 1

    @property
    def value(self) -> Decimal | None:
        """The one value that fits, or None."""
        return None if self.ambiguous else self.alternatives[0]


def exact_amount(text: str) -> Decimal:
    """Return the amount written in exact form: optional sign, ASCII digits, a dot; `NotAnAmount` for all else."""
    if not _EXACT.fullmatch(text) or sum(map(str.isdigit, text)) > _MAX_DIGITS:
        raise NotAnAmount(text)
    return Decimal(text)


_UNIT = r"(?:[A-Z]{0,2}[$€£¥]|[A-Z]{3}|Fr\.?|kr\.?|zł|Kč|RM|R|Rs\.?|₹|₺|₪|₩)"
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t", " "))
_SIGNS = str.maketrans(
    {**dict.fromkeys("\u2212\u2012\u2013\u2014\ufe63\uff0d", "-"), **dict.fromkeys("`\u00b4\u2018\u2019\u02bc", "'")}
)
_SHAPE = re.compile(
    rf"(?P<open>\()?\s*(?P<lead>[+-])?\s*(?P<before>{_UNIT})?\s*(?P<sign>[+-])?\s*"
    r"(?P<body>[0-9][0-9 '.,]*?|[.,][0-9]+)(?P<dash>[.,][-=]{1,2})?"
    rf"\s*(?P<trail>-(?![-0-9]))?\s*(?P<after>{_UNIT})?\s*(?P<late>-)?\s*(?P<close>\))?\s*(?P<side>(?i:CR|DR))?"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<by>[.,' ])[0-9]{3})(?:(?P=by)[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")


def human_amount(text: str, hint: DecimalMark | None = None) -> AmountReading:
    """Read an amount as printed; `hint` is the decimal mark of its page. `NotAnAmount` where none is written.

    Knows thousands by dot, comma, space, thin space and apostrophe (also 1,00,000.00), minus before or after,
    parentheses, CR and DR, `120.--`, and a currency sign or code on either side.
    """
    match = _SHAPE.fullmatch(text.translate(_SPACES).translate(_SIGNS).strip())
    if match is None or bool(match["open"]) != bool(match["close"]):
        raise NotAnAmount(text)
    signs = sum(1 for name in ("lead", "sign", "trail", "late") if match[name] == "-")
    minus = bool(match["open"]) or signs == 1
    if signs > 1 or (match["before"] and match["after"]):
        raise NotAnAmount(text)
    values, mark, decimals = _body(match["body"].strip(), hint, text, whole=bool(match["dash"]))
    return AmountReading(
        tuple(-value if minus else value for value in values),
        decimals,
        mark,
        Side(match["side"].upper()) if match["side"] else None,
        match["before"] or match["after"],
    )


_Body = tuple[tuple[Decimal, ...], DecimalMark | None, int]


def _body(body: str, hint: DecimalMark | None, text: str, *, whole: bool) -> _Body:
    """Return the values that the digits can mean, the decimal mark they show, and the count of decimals."""
    if sum(map(str.isdigit, body)) > _MAX_DIGITS:
        raise NotAnAmount(text)
    points = [character for character in body if character in ".,"]
    if not points or whole:
        return (_whole(body, text),), None, 0
    mark = DecimalMark(points[-1])
    head, _, tail = body.rpartition(mark)
    if len(points) > 1 and points.count(points[-1]) == len(points):  # 1.234.567
        return (_whole(body, text),), None, 0
    if mark in head or not tail.isdigit():
        raise NotAnAmount(text)
    decimal = Decimal(f"{_whole(head, text) if head else 0}.{tail}")
    if len(points) == 1 and _may_be_grouping(head, tail):
        grouped = Decimal(head + tail)
        if hint is None:
            return (grouped, decimal), None, 0
        return ((decimal,), mark, _GROUP) if hint is mark else ((grouped,), None, 0)
    return (decimal,), mark, len(tail)


def _may_be_grouping(head: str, tail: str) -> bool:
    """Whether a single mark may stand between thousands: `1.234`, but not `0.125`, `1234.567` or `1 234.567`."""
    return len(tail) == _GROUP and head.isdigit() and len(head) <= _GROUP and not head.startswith("0")


def _whole(digits: str, text: str) -> Decimal:
    """Return whole units; groups must be true thousands of one separator."""
    if digits.isdigit():
        return Decimal(digits)
    if _GROUPED.fullmatch(digits) or _INDIAN.fullmatch(digits):
        return Decimal(re.sub(r"[^0-9]", "", digits))
    raise NotAnAmount(text)


_TOKEN = re.compile(r"(?<![0-9.,'])[0-9][0-9.,' \u00a0\u202f]*[0-9](?![0-9.,'])")


def decimal_mark_of(texts: Iterable[str]) -> DecimalMark | None:
    """Return the decimal mark that a page's own amounts show; None without evidence or where it is balanced.

    Two printed decimals (`12,34`) speak for their mark; thousands (`1.234.567`) for the other one, as do
    amounts with both.
    """
    votes = {DecimalMark.DOT: 0, DecimalMark.COMMA: 0}
    for text in texts:
        for token in _TOKEN.findall(text):
            mark = _shown_mark(token)
            if mark:
                votes[mark] += 1
    if votes[DecimalMark.DOT] == votes[DecimalMark.COMMA]:
        return None
    return max(votes, key=lambda mark: votes[mark])


def _shown_mark(token: str) -> DecimalMark | None:
    """Return the decimal mark that one token proves, if any."""
    points = [character for character in token if character in ".,"]
    if not points:
        return None
    try:
        reading = human_amount(token)
    except NotAnAmount:
        return None
    if reading.mark and (reading.decimals == _CENTS or len(set(points)) > 1):
        return reading.mark
    if len(points) > 1 and reading.decimals == 0:
        return DecimalMark.COMMA if points[0] == "." else DecimalMark.DOT
    return None
