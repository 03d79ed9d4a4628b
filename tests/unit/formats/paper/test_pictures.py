"""Logos and codes: made fit for print, or refused with a sentence."""

from __future__ import annotations

import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bookdesk.core.errors import InputError
from bookdesk.formats.paper.colours import contrast, palette
from bookdesk.formats.paper.pictures import MOST_BYTES, logo, squares
from bookdesk.formats.paper.render import render
from tests.support.invoicepapers import SELLER, lines, paper_of


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG whose head tells a size that its few bytes do not have."""
    content = bytearray(picture((2, 2)))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_logo_of_any_kind_keeps_its_shape_within_its_box(mode: str) -> None:
    _, size = logo(picture((600, 200), mode=mode), 150.0, 60.0)
    assert size == pytest.approx((150.0, 50.0))
    assert render(replace(paper_of(lines((100,))), seller=replace(SELLER, logo=picture((600, 200), mode=mode))))


def test_what_is_see_through_lies_on_white() -> None:
    reader, _ = logo(picture((4, 4), mode="RGBA"), 10.0, 10.0)
    assert set(reader.getRGBData()) == {255}  # type: ignore[no-untyped-call] # the stub says nothing of it


def test_a_large_picture_is_made_as_fine_as_print_needs() -> None:
    reader, _ = logo(picture((3_000, 1_000), "JPEG"), 72.0, 72.0)
    assert reader.getSize() == (300, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        picture((40, 40))[:-30],
        picture((40, 40), "GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        claiming(60_000, 60_000),
        claiming(5_000, 5_000),
        bytes(MOST_BYTES + 1),
    ],
    ids=["empty", "text", "cut off", "gif", "svg", "bomb", "too many pixels", "too many bytes"],
)
def test_a_logo_that_cannot_be_used_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(InputError, match="logo") as refused:
        render(replace(paper_of(lines((100,))), seller=replace(SELLER, logo=content)))
    assert refused.value.remedy.startswith("Choose")


def test_a_logo_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InputError, match="5000 x 5000 pixels"):
        logo(claiming(5_000, 5_000), 10.0, 10.0)


def test_a_code_is_square_with_its_three_corners() -> None:
    rows = squares("BCD\n002\n1\nSCT")
    assert {len(row) for row in rows} == {len(rows)}
    corner = (True,) * 7
    assert rows[0][:7] == rows[0][-7:] == rows[-1][:7] == corner


@pytest.mark.parametrize("payload", ["", "x" * 1_201, "ä" * 601])
def test_a_code_of_nothing_or_of_too_much_is_refused(payload: str) -> None:
    with pytest.raises(InputError):
        squares(payload)


@pytest.mark.parametrize("accent", ["#1f5f8b", "#ffffff", "#ffe000", "#00ff00", "#000000"])
def test_a_heading_can_be_read_in_any_accent(accent: str) -> None:
    colours = palette(accent)
    assert contrast(colours.accent, colours.tint) >= 4.5
    assert contrast(colours.muted, colours.white) >= 4.5


def test_a_dark_accent_stays_as_it_was_chosen() -> None:
    assert palette("#1f5f8b").accent == pytest.approx((0x1F / 255, 0x5F / 255, 0x8B / 255))
    assert contrast((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)) == pytest.approx(21)
