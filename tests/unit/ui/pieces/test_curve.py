"""A curve says in words what it shows, is painted in both themes, and lays no label over another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.curve import CurveChart, CurvePoint, spread
from bookdesk.ui.pieces.shares import Share, Shares
from bookdesk.ui.wording import MINUS

DAY = date(2026, 7, 1)


def curve(*balances: int, width: int = 0) -> list[CurvePoint]:
    return [
        CurvePoint(
            DAY + timedelta(days=n), Money(one, "AUD"), Money(one - width * n, "AUD"), Money(one + width * n, "AUD")
        )
        for n, one in enumerate(balances)
    ]


def colours(chart: CurveChart) -> set[str]:
    picture = chart.grab().toImage()
    return {QColor(picture.pixel(x, y)).name().upper() for x in range(picture.width()) for y in range(picture.height())}


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_line_range_and_nought_are_painted_in_the_colours_of_the_theme(qtbot: QtBot, scheme: Scheme) -> None:
    THEME.apply(scheme)
    try:
        chart = CurveChart("Balance")
        qtbot.addWidget(chart)
        chart.resize(480, 160)
        assert theme.colours().accent not in colours(chart), "nothing is shown yet"
        chart.show_points(curve(500, -200, 300, width=100))
        seen = colours(chart)
        assert {theme.colours().accent, theme.colours().accent_soft, theme.colours().bad} <= seen
        chart.show_points(curve(500, 700, 900))
        assert theme.colours().bad not in colours(chart), "it does not come near nought"
    finally:
        THEME.apply(Scheme.LIGHT)


def test_it_is_told_in_a_sentence(qtbot: QtBot) -> None:
    chart = CurveChart("Balance")
    qtbot.addWidget(chart)
    assert chart.said() == ""
    chart.show_points(curve(50_000, 20_000, 30_000))
    assert "500.00 AUD" in chart.accessibleDescription()
    assert "lowest 200.00 AUD" in chart.accessibleDescription()
    assert chart.lowest().day == DAY + timedelta(days=1)


@pytest.mark.parametrize("balances", [(0,), (0, 0, 0), (5,), (10**17, -(10**17))])
def test_a_flat_a_single_and_a_huge_curve_are_painted(qtbot: QtBot, balances: tuple[int, ...]) -> None:
    chart = CurveChart("Balance")
    qtbot.addWidget(chart)
    chart.resize(300, 120)
    chart.show_points(curve(*balances))
    assert theme.colours().accent in colours(chart)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=3).map(sorted))
def test_labels_lie_on_none_other_and_inside(wanted: list[float]) -> None:
    placed = spread(wanted, 15, 10, 190)
    assert all(10 <= one <= 190 for one in placed)
    assert all(after - before >= 15 - 1e-6 for before, after in pairwise(placed))


def test_parts_are_told_and_a_credit_is_no_part(qtbot: QtBot) -> None:
    shares = Shares("By age", 2)
    qtbot.addWidget(shares)
    shares.show_shares([Share("Current", Money(7_500, "AUD")), Share("Late", Money(0, "AUD"), Tone.WARN)])
    assert shares.said() == ["Current 75.00", "Late 0.00"]
    shares.show_shares([Share("Current", Money(-100, "AUD")), Share("Late", Money(0, "AUD"))])
    assert shares.said()[0] == f"Current {MINUS}1.00"
