"""Ladders to start from: how patient a practice is with late customers. Pure."""

from __future__ import annotations

from typing import Final

from bookdesk.core.vocabulary import Counted, Tone
from bookdesk.receivables.dunningpolicy import USUAL, Policy, Step

GENTLE: Final = Policy(
    (
        Step("first", 7),
        Step("second", 21),
        Step("third", 45, tone=Tone.FIRM, statement=True),
        Step("person", 21, Counted.LAST, tone=Tone.FINAL, escalates=True),
    ),
    rest_days=3,
)
STRICT: Final = Policy(
    (
        Step("before", -5),
        Step("due", 0),
        Step("first", 3, tone=Tone.FIRM),
        Step("second", 10, tone=Tone.FIRM, statement=True),
        Step("final", 20, tone=Tone.FINAL, statement=True),
        Step("person", 7, Counted.LAST, tone=Tone.FINAL, escalates=True),
    )
)
PRESETS: Final = {"gentle": GENTLE, "usual": USUAL, "strict": STRICT}
"""By name, the most patient first. None of them claims a fee or interest: that is for the client to say."""
