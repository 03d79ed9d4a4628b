from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from fonticon_mdi7 import MDI7
from PySide6.QtGui import QFontDatabase
from pytestqt.qtbot import QtBot

from bookdesk.ui.look import icons, theme
from bookdesk.ui.look.style import sheet
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.look.tokens import CLIENT_COLOURS, DARK, LIGHT, ON_CLIENT, Colours, Tone, contrast, initials, luminance

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of ordinary size."""


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_every_text_can_be_read_on_every_ground_it_stands_on(colours: Colours) -> None:
    grounds = {name: getattr(colours, name) for name in ("window", "surface", "raised", "accent_soft")}
    pairs = {
        f"{ink} on {name}": contrast(getattr(colours, ink), ground)
        for name, ground in grounds.items()
        for ink in ("text", "muted")
    }
    pairs["on_accent on accent"] = contrast(colours.on_accent, colours.accent)
    pairs["on_bar on bar"] = contrast(colours.on_bar, colours.bar)
    for tone in Tone:
        pairs[f"{tone} pill"] = contrast(*colours.of(tone))
        pairs[f"text on {tone}"] = contrast(colours.text, colours.of(tone)[1])
    for ink in ("good", "warn", "bad", "info", "accent"):
        pairs[f"{ink} on surface"] = contrast(getattr(colours, ink), colours.surface)
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < READABLE} == {}


def test_the_bar_of_all_clients_is_dark_in_either_scheme() -> None:
    assert [round(luminance(colours.bar), 1) for colours in (LIGHT, DARK)] == [0.0, 0.0]


def test_white_can_be_read_on_the_colour_of_every_client() -> None:
    assert {one: contrast(ON_CLIENT, one) for one in CLIENT_COLOURS if contrast(ON_CLIENT, one) < READABLE} == {}


def test_the_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_icon_has_a_sign_of_its_own_in_the_font(qtbot: QtBot) -> None:
    del qtbot
    for name in icons.NAMES:
        assert len(icons.glyph(name)) == 1, name
        assert not icons.icon(name).pixmap(16, 16).isNull()
    with pytest.raises(KeyError):
        icons.icon("no such icon")


def test_an_icon_follows_the_scheme(qtbot: QtBot) -> None:
    del qtbot
    pictures = []
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        THEME.apply(scheme)
        pictures.append(icons.icon("bill", "text").pixmap(32, 32).toImage())
    assert pictures[0] != pictures[1]


def test_a_scheme_reaches_palette_and_style_sheet(qtbot: QtBot) -> None:
    del qtbot
    THEME.apply(Scheme.DARK)
    assert theme.colours() == DARK
    assert theme.palette(DARK).base().color().name().upper() == DARK.surface
    assert DARK.accent in sheet(DARK)
    THEME.apply(Scheme.LIGHT)


def test_both_schemes_name_every_role() -> None:
    assert all(getattr(scheme, role.name) for scheme in (LIGHT, DARK) for role in fields(Colours))


@pytest.mark.parametrize(
    ("name", "letters"), [("Acme Catering", "AC"), ("hotel", "H"), ("A & B Pty", "AB"), ("→", "→")]
)
def test_initials_stand_for_a_client(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_every_sign_is_that_of_the_font() -> None:
    signs = {
        one.font_name: getattr(MDI7, one.font_name.replace("-", "_")).rpartition(".")[2] for one in icons.NAMES.values()
    }
    assert signs == {one.font_name: one.character for one in icons.NAMES.values()}


def test_the_font_of_icons_is_found_where_its_package_says(qtbot: QtBot) -> None:
    del qtbot
    assert Path(MDI7.__font_file__).name == "materialdesignicons-webfont.ttf"
    assert icons.family() in QFontDatabase.families()
