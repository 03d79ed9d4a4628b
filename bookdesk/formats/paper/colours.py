"""The colours of a paper, all from one accent: text that can be read on white, and tints that copy well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
_LINEAR: Final = 0.04045
"""Up to which the parts of an sRGB colour are proportional to light (IEC 61966-2-1)."""
_STEP: Final = 0.94


@dataclass(frozen=True, slots=True)
class Palette:
    """Ink for what is read first, muted for its names, accent for headings, tint behind them, rule between rows."""

    accent: Colour
    tint: Colour
    ink: Colour = (0.10, 0.13, 0.17)
    muted: Colour = (0.36, 0.41, 0.46)
    rule: Colour = (0.86, 0.88, 0.90)
    white: Colour = WHITE


def palette(accent: str) -> Palette:
    """Return the colours for an accent like `#1f5f8b`; one too light to be read on its tint is darkened."""
    read = tuple(int(accent[place : place + 2], 16) / 255 for place in (1, 3, 5))
    colour, tint = (read[0], read[1], read[2]), _mixed((read[0], read[1], read[2]), 0.07)
    while contrast(colour, tint) < _LEAST_CONTRAST:
        colour = (colour[0] * _STEP, colour[1] * _STEP, colour[2] * _STEP)
    return Palette(colour, tint)


def contrast(one: Colour, other: Colour) -> float:
    """Return how much two colours differ, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _mixed(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(1 - share * (1 - part), 3) for part in colour)
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
