"""The benchmark of papers draws what it says."""

from __future__ import annotations

from io import BytesIO

import pytest
from pikepdf import Pdf

from bookdesk.bench.paper import sample, with_xml
from bookdesk.formats.paper.content import checked
from bookdesk.formats.paper.render import render


@pytest.mark.parametrize("lines", [1, 12, 200])
def test_a_sample_has_its_lines_and_adds_up(lines: int) -> None:
    paper = sample(lines)
    assert len(checked(paper).lines) == lines
    assert render(paper).startswith(b"%PDF-")


def test_a_sample_with_data_has_it_inside() -> None:
    with Pdf.open(BytesIO(with_xml(sample(12)))) as opened:
        assert b"RE-2026-0042" in opened.attachments["factur-x.xml"].get_file().read_bytes()
