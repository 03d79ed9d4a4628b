"""A line under review says where its account comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from bookdesk.capture.views import LineView
from bookdesk.core.money import Money
from bookdesk.ui.review.table import LinesModel

ZERO = Money.zero("AUD")
LINE = LineView(1, "Oats", None, None, "5-1000", "GST", ZERO, ZERO, ZERO, False, "Cost of sales", "rule 2")  # noqa: FBT003 - as it is written


@pytest.mark.usefixtures("qtbot")
def test_the_account_of_a_line_says_its_name_and_what_coded_it() -> None:
    model = LinesModel(None)
    bare = replace(LINE, position=2, account=None, account_name=None, why="")
    model.show_rows([LINE, bare])
    tips = [model.data(model.cell_of(f"line.{n}.account"), Qt.ItemDataRole.ToolTipRole) for n in (1, 2)]
    assert tips[0] == "5-1000 Cost of sales: rule 2"
    assert not tips[1]
