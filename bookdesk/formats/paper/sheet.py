"""What every part of a paper shares while it is laid out: its words, its figures, its margins, its types. Points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from bookdesk.core.currencies import exponent
from bookdesk.formats.paper.content import InvoicePaper, PaperKind
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.pen import Type
from bookdesk.formats.paper.wording import labels

TITLE: Final = Type(21, 27, bold=True)
NAME: Final = Type(15, 20, bold=True, colour="accent")
HEADING: Final = Type(9.5, 14, bold=True)
BODY: Final = Type(9, 12.6)
BOLD: Final = Type(9, 12.6, bold=True)
QUIET: Final = Type(9, 12.6, colour="muted")
SMALL: Final = Type(8, 11, colour="muted")
COLUMN: Final = Type(8, 11, bold=True, colour="accent")
TINY: Final = Type(6.8, 9.2, colour="muted")
LARGE: Final = Type(12, 17, bold=True, colour="accent")

HEAD_TOP: Final = 14 * mm
FOOT: Final = 15 * mm
"""Where the foot of a page begins, from the lower edge."""
NEXT_TOP: Final = 25 * mm
"""Where the text of every page after the first begins."""
BOTTOM: Final = 20 * mm
INFO: Final = 76 * mm
"""The width of the column at the right of the first page: the letterhead's and the head's facts."""
PAD: Final = 10.0
"""Points between a panel's edge and what is in it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper with its words, and its sheet in points."""

    paper: InvoicePaper
    words: dict[str, str]
    figures: Figures
    height: float
    left: float
    right: float

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.right - self.left

    @property
    def decimals(self) -> int:
        """Of the currency."""
        return exponent(self.paper.total.currency)

    @property
    def title(self) -> str:
        """What the paper calls itself."""
        return self.paper.title or self.words[self.paper.kind.value]

    @property
    def asked(self) -> str:
        """The label of what is to be paid, was credited, or would be charged."""
        kind = self.paper.kind
        return self.words[{PaperKind.INVOICE: "open", PaperKind.CREDIT_NOTE: "credited"}.get(kind, "total")]


def sheet_of(paper: InvoicePaper) -> Sheet:
    """Return the paper with what its parts share."""
    size = paper.stationery
    right = (size.width - size.right) * mm
    return Sheet(paper, labels(paper.language), Figures(paper.locale), size.height * mm, size.left * mm, right)
