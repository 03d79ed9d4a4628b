"""The client's logo: chosen, on the papers from then on, taken off; papers that were made keep theirs."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import PaperKind
from bookdesk.invoicing.logo import choose_logo, take_logo_off
from bookdesk.invoicing.papers import make, preview
from bookdesk.mail.letterhead import letterhead
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read
from tests.support.billing import coded, customer, decide, issued
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 100), "#aa3300").save(out, "JPEG")
    return out.getvalue()


def logo_of(desk: Desk) -> bytes | None:
    with desk.books.query() as session:
        return letterhead(session, desk.books).seller.logo


def test_a_logo_stands_on_papers_from_then_on_and_made_ones_stay(desk: Desk) -> None:
    decide(desk, trading_name="Kept")
    before = issued(desk, customer(desk), coded(desk, "GSTI"))
    made = read(desk.books, make(desk, before.id))
    kept = choose_logo(desk, "C:\\pictures\\our logo.jpeg", picture())
    assert (kept.kind, kept.file_name, kept.media_type) == (PaperKind.LOGO, "our logo.png", "image/png")
    assert logo_of(desk) == read(desk.books, kept)
    after = issued(desk, customer(desk, "Another"), coded(desk, "GSTI"))
    assert b"/Subtype /Image" in preview(desk, after.id)
    assert preview(desk, before.id) == made
    assert b"/Subtype /Image" not in made
    take_logo_off(desk)
    assert logo_of(desk) is None
    with pytest.raises(InputError, match="no logo"):
        take_logo_off(desk)


def test_a_file_that_is_no_picture_changes_nothing(desk: Desk) -> None:
    choose_logo(desk, "logo.jpeg", picture())
    before, files = logo_of(desk), desk.books.documents.names()
    with pytest.raises(InputError):
        choose_logo(desk, "logo.svg", b"<svg/>")
    assert (logo_of(desk), desk.books.documents.names()) == (before, files)
