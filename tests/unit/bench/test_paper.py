"""The benchmark of papers draws what it says."""

from __future__ import annotations

import pytest

from bookdesk.bench.paper import sample
from bookdesk.formats.paper.content import checked
from bookdesk.formats.paper.render import render


@pytest.mark.parametrize("lines", [1, 12, 200])
def test_a_sample_has_its_lines_and_adds_up(lines: int) -> None:
    paper = sample(lines)
    assert len(checked(paper).lines) == lines
    assert render(paper).startswith(b"%PDF-")
