"""Logos and codes: made fit for print, or refused with a sentence."""

from __future__ import annotations

import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bookdesk.core.errors import InputError
from bookdesk.formats.paper.colours import contrast, palette
from bookdesk.formats.paper.pictures import MOST_BYTES, fit_logo, logo, squares
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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_of_any_usual_kind_becomes_a_logo(kind: str) -> None:
    kept = fit_logo(picture((4_000, 1_000), kind))
    with Image.open(BytesIO(kept)) as read:
        assert (read.format, read.size, read.mode) == ("PNG", (1_600, 400), "RGB")
    assert logo(kept, 100.0, 100.0)[1] == pytest.approx((100.0, 25.0))


def test_a_photograph_stands_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    out, told = BytesIO(), Image.Exif()
    told[0x0112], told[0x010E] = 6, "taken at home"
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=told)
    kept = fit_logo(out.getvalue())
    with Image.open(BytesIO(kept)) as read:
        assert read.size == (20, 40)
    assert b"taken at home" not in kept


def test_a_see_through_logo_is_kept_on_white() -> None:
    with Image.open(BytesIO(fit_logo(picture((4, 4), mode="RGBA")))) as read:
        assert read.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bytes(80_000_000), "80 MB"),
        (b"", "cannot be read"),
        (picture((40, 40))[:-30], "cannot be read"),
        (claiming(60_000, 60_000), "24 million"),
        (claiming(10_000, 10_000), "24 million"),
        (claiming(5_000, 5_000), "5000 x 5000"),
        (b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing"),
        (b"<?xml version='1.0'?><svg/>", "a drawing"),
        (b"%PDF-1.7", "a drawing"),
    ],
)
def test_what_is_no_logo_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        fit_logo(content)
    assert refused.value.remedy.endswith(".")
