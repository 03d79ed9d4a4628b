"""Sheets of paper: their size, where an envelope shows the address, where each is folded. In millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Stationery:
    """A sheet; all in millimetres, heights from its upper edge.

    The address stands in a box of `window_width` and `window_height` whose upper left corner is (`window_left`,
    `window_top`). `sender_above` says whether the sender's address stands in one small line in the window, as mail that
    comes back needs it. `text_top` is where the letter itself begins, `folds` where it is folded.
    """

    name: str
    width: float
    height: float
    left: float
    right: float
    window_left: float
    window_top: float
    window_width: float
    window_height: float
    sender_above: bool
    text_top: float
    folds: tuple[float, ...]


DIN_5008_B: Final = Stationery(
    name="din-5008-b",
    width=210,
    height=297,
    left=25,
    right=20,
    window_left=25,
    window_top=45,
    window_width=80,
    window_height=45,
    sender_above=True,
    text_top=98.5,
    folds=(105, 210),
)
"""DIN 5008 form B: an address field of 85 x 45 mm, 20 mm from the left and 45 mm from the top, its text 5 mm in from
its edge; 17.7 mm of it belong to the sender and the kind of mail. The letter begins 8.46 mm below it."""

US_10: Final = Stationery(
    name="us-10",
    width=215.9,
    height=279.4,
    left=22.3,
    right=19.1,
    window_left=22.3,
    window_top=63.5,
    window_width=88.8,
    window_height=17.2,
    sender_above=False,
    text_top=95.3,
    folds=(93.1, 186.3),
)
"""Letter in three folds in a #10 envelope (9 1/2 x 4 1/8 in) with the usual window of 4 1/2 x 1 1/8 in, 7/8 in from the
left and 1/2 in from the bottom. The box is what stays in the window however far the sheet slips: 1 in sideways and
0.458 in down."""

SHEETS: Final = {sheet.name: sheet for sheet in (DIN_5008_B, US_10)}
"""Every sheet there is, by the name under which a practice keeps its choice."""
