"""The table of points. They are log-odds: three points turn even odds into about twenty to one.

They were set by hand and corrected on generated workloads (seeds other than those of the tests), where the truth
is known. `ACCEPT` and `RIVAL` are the bars of the assignment; what may be accepted without a person is decided by
rules in `acceptance`, never by points alone.
"""

from __future__ import annotations

AMOUNT: dict[str, float] = {
    "exact": 4.0,  # the whole open amount
    "remainder": 4.0,  # the last instalment: exactly what is left
    "foreign-stated": 4.0,  # the document's own amount and currency stand in the text
    "foreign-rate": 0.5,  # within the band around the day's rate
    "sum-referenced": 5.5,  # several documents, all named in the text
    "sum-partly-referenced": 5.0,
    "sum": 2.0,  # several documents of one party, none named
    "netted-referenced": 4.0,  # a document less a credit note, the document named
    "netted": 2.0,
    "instalments": 3.5,  # several lines that add up to one document
    "fee-model": 1.5,  # the difference is a known fee to the cent
    "slip": 1.0,  # two digits swapped, or a few cents off
    "part-even": 0.5,  # a half, a third, a quarter, tenths
    "part": -1.5,
    "over": -3.0,
    "early": 3.5,  # all but the discount for paying early, inside its window
    "sum-early-referenced": 5.0,  # several documents less their discounts, some named in the text
    "sum-early": 1.8,
    "payout": 6.0,  # receipts less the processor's fees, to the cent
}
"""How the amounts relate."""

REFERENCE: dict[str, float] = {
    "written": 9.0,  # the number as it stands on the document
    "spelt": 8.0,  # punctuation, case or line wrap differ
    "confused": 7.0,  # O for 0, I for 1, …
    "digits": 6.0,  # its digits without leading zeros, four or more
    "few-digits": 4.5,  # three digits
    "two-digits": 3.0,
    "near": 4.5,  # one character off: cut, swapped or mistaken
    "theirs": 6.0,  # the other side's own number
    "none": 0.0,
}
"""How the text names the document."""

NAME: dict[str, float] = {
    "same": 5.0,
    "learnt": 5.0,
    "cut": 4.5,  # cut off, glued or abbreviated
    "akin": 1.0,  # shares a word
    "unknown": 0.0,  # the line names nobody
    "other": -3.0,  # the line names somebody else
}
"""How the payee relates to the party."""

ELSEWHERE = -7.0
"""The text names another document."""

BANK_OWN_WORDS = -4.0
"""The text is the bank's own: fee, interest, tax office, pay."""

ACCEPT = 0.5
"""A candidate with fewer points is not suggested."""

RIVAL = 4.0
"""A candidate this close to the best keeps it from being accepted without a person."""


CERTAIN = 18.0
"""Amount, written number and payee agree. Of several such lines no one is surer: the earliest pays."""

NEIGHBOURS = 2.0
"""Several documents bear neighbouring numbers: they were sent, and are paid, together."""

_LAGS: tuple[tuple[int, float], ...] = (
    (-40, -5.0), (-25, -4.0), (-13, -2.0), (-6, -1.0), (-3, 0.3), (-1, 0.8), (2, 1.5), (4, 1.0), (7, 0.5), (13, -0.5),
    (26, -1.2), (46, -2.0), (91, -3.5),
)  # fmt: skip


def lag_points(days_after_due: int) -> float:
    """Return the points for the day of payment: most are paid around the due day, hardly any a month before it."""
    for before, points in _LAGS:
        if days_after_due < before:
            return points
    return -5.0
