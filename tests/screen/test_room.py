"""Room and colours of a real window: nothing is cut where room is scarce, and a window comes back as it was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.look.theme import Scheme
from bookdesk.ui.look.tokens import DARK, LIGHT, Colours
from bookdesk.ui.memory import Memory
from bookdesk.ui.run import MEMORY
from tests.support.outside import TITLE, Seen, started
from tests.support.sample import SampleFirm
from tests.support.screen import Box, Screen

pytestmark = pytest.mark.slow


def liking(home: Path, **liked: str) -> None:
    """Let the window of a practice remember what somebody likes."""
    memory = Memory(home / MEMORY)
    for name, value in liked.items():
        memory.keep(name.replace("_", " "), value)


@pytest.mark.parametrize(("percent", "size"), [("150", (1100, 700)), ("100", (800, 560))])
def test_nothing_is_cut_in_larger_type_or_in_the_smallest_window(
    screen: Screen, firm: SampleFirm, percent: str, size: tuple[int, int]
) -> None:
    liking(firm.places.home, type_size=percent)
    found: dict[str, list[str]] = {}
    with started(screen, firm.places.home) as desk:
        found["unlock"] = desk.complaints()
        desk.unlock()
        screen.resize(TITLE, *size)
        for client in ("Kurra", "Bayside", "Galerie"):
            desk.go(client, "Ctrl+2")
            for entry in (one for one in SCREENS if one.key):
                desk.press(entry.key)
                seen = desk.until(at(entry.name))
                assert (seen.box.width, seen.box.height) == size
                found[f"{entry.name} of {client}"] = desk.complaints()
        desk.close()
    assert {where: words for where, words in found.items() if words} == {}


def test_a_window_comes_back_in_its_size_and_place(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        first = desk.unlock().box
        screen.resize(TITLE, 1010, 655)
        screen.move(TITLE, 333, 222)
        left = desk.until(lambda seen: (seen.box.width, seen.box.height) == (1010, 655) and seen.box.left > 300).box
        assert left != first
        desk.close()
    with started(screen, firm.places.home) as desk:
        assert desk.settle().box == left, "so is the page before it"
        desk.unlock()
        desk.until(lambda seen: seen.box == left)
        desk.close()


@pytest.mark.parametrize(("scheme", "colours"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_the_screen_has_the_colours_one_likes(
    screen: Screen, firm: SampleFirm, scheme: Scheme, colours: Colours
) -> None:
    liking(firm.places.home, scheme=scheme)
    with started(screen, firm.places.home) as desk:
        assert colours.window in common(screen, desk.settle().box)
        desk.unlock()
        seen = desk.go("Bayside", "Ctrl+3")
        assert {colours.surface, colours.window} <= common(screen, seen.box)
        desk.close()


def common(screen: Screen, box: Box) -> set[str]:
    """Return the colours that cover the most of a part of the screen."""
    part = screen.picture().crop((box.left, box.top, box.left + box.width, box.top + box.height))
    pixels = part.convert("RGB").tobytes()
    counted = Counter(pixels[place : place + 3] for place in range(0, len(pixels), 3))
    return {f"#{colour.hex().upper()}" for colour, _ in counted.most_common(3)}


def at(screen: str) -> Callable[[Seen], bool]:
    """Return what tells whether a screen is shown."""
    return lambda seen: any(one.place == f"screen {screen}" for one in seen.parts)
