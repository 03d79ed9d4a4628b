"""Colours by role for light and dark, and the few sizes there are. Plain values; a test computes every contrast."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GRID = 8
"""Pixels between things; half of it inside a control."""
ROW, COMFORTABLE_ROW = 30, 36
RADIUS = 6
NAVIGATION, NARROW_NAVIGATION = 200, 56
NARROW_WINDOW = 1100
"""Below this width of the window the navigation shows icons only."""
SMALL, BASE, LARGE, TITLE = 11, 13, 15, 20
"""Sizes of type in pixels at 100 %."""
QUICK = 120
"""The longest a motion takes, in milliseconds."""


class Tone(StrEnum):
    """What a pill or banner means; each has a colour for text and a soft one behind it."""

    PLAIN = "plain"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme: every colour the program uses, by its role."""

    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    bar: str
    """of the bar at the top where it has no client's colour"""
    on_bar: str

    def of(self, tone: Tone) -> tuple[str, str]:
        """Return the colour of text and icon in a tone, and the soft one behind them."""
        if tone is Tone.PLAIN:
            return self.muted, self.raised
        return getattr(self, tone.value), getattr(self, f"{tone.value}_soft")


LIGHT = Colours(
    window="#F5F7FA",
    surface="#FFFFFF",
    raised="#EDF1F6",
    border="#D3DAE3",
    text="#18212E",
    muted="#556274",
    accent="#1F56C4",
    on_accent="#FFFFFF",
    accent_soft="#E4ECFC",
    good="#17703F",
    good_soft="#DFF3E7",
    warn="#8A5200",
    warn_soft="#FFF0D6",
    bad="#B0221B",
    bad_soft="#FBE6E4",
    info="#0A6380",
    info_soft="#DFF1F7",
    bar="#18212E",
    on_bar="#FFFFFF",
)
DARK = Colours(
    window="#12161C",
    surface="#1A2029",
    raised="#232B36",
    border="#36414F",
    text="#E8EDF4",
    muted="#A5B1C1",
    accent="#86ABFF",
    on_accent="#0E1726",
    accent_soft="#203256",
    good="#63CE95",
    good_soft="#163325",
    warn="#E8B662",
    warn_soft="#382A11",
    bad="#FF9088",
    bad_soft="#431F1D",
    info="#6BC6E4",
    info_soft="#12313C",
    bar="#232B36",
    on_bar="#E8EDF4",
)

CLIENT_COLOURS = (
    "#1F56C4",
    "#17703F",
    "#8A3FFC",
    "#B0221B",
    "#0A6380",
    "#8A5200",
    "#A3195B",
    "#3D5A2A",
    "#5B4AA8",
    "#00695C",
    "#7A3E1D",
    "#44546A",
)
"""What a client's bar is painted in; white text stands on each of them."""
ON_CLIENT = "#FFFFFF"


def client_colour(client_id: str) -> str:
    """Return the colour of a client: always the same one, spread by the id's random end."""
    return CLIENT_COLOURS[int(client_id.replace("-", "")[-6:], 16) % len(CLIENT_COLOURS)]


def initials(name: str) -> str:
    """Return up to two letters that stand for a client where its name has no room."""
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    return "".join(word[0] for word in words[:2]).upper()


_LINEAR = 0.04045
"""Up to here sRGB is linear."""


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= _LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
