from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.images import count, picture, shown, sizes
from bookdesk.reading.pictures import WORKING_PIXELS, Gray
from bookdesk.reading.sniff import Kind
from tests.support.heic import photo, turned_photo
from tests.support.pages import encoded

STRIPES: Gray = np.tile(np.array([[0], [255]], dtype=np.uint8), (600, 800))


def corner(size: tuple[int, int] = (800, 1100)) -> Image.Image:
    """A white page with a black corner at the top left."""
    image = Image.new("L", size, 255)
    image.paste(0, (0, 0, 100, 100))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.WEBP])
def test_every_kind_becomes_gray(kind: Kind) -> None:
    data = saved(corner().convert("RGB"), kind.value)
    seen = picture(data, kind)
    assert count(data, kind) == 1
    assert seen.pixels.shape == (1100, 800)
    assert (seen.pixels[50, 50] < 10, seen.pixels[500, 500] > 245) == (True, True)


@pytest.mark.parametrize(("turn", "place"), [(3, (-50, -50)), (6, (50, -50)), (8, (-50, 50))])
def test_a_photo_is_turned_as_the_camera_was_held(turn: int, place: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    seen = picture(saved(corner(), "JPEG", exif=exif), Kind.JPEG)
    assert seen.pixels[place] < 10
    assert seen.pixels.shape == ((1100, 800) if turn == 3 else (800, 1100))


def test_a_large_photo_is_reduced_and_still_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    seen = picture(saved(corner((6000, 4000)), "JPEG", exif=exif), Kind.JPEG)
    assert seen.pixels.size <= WORKING_PIXELS
    assert seen.pixels.shape[0] > seen.pixels.shape[1]
    assert seen.pixels[20, -20] < 30


def test_a_reduced_picture_knows_its_coarser_resolution() -> None:
    seen = picture(saved(corner((5000, 7000)), "PNG", dpi=(600, 600)), Kind.PNG)
    assert seen.is_measured
    assert seen.width_pt == pytest.approx(5000 / 600 * 72, rel=0.01)


def test_a_large_transparent_picture_lies_on_white_paper_too() -> None:
    image = Image.new("LA", (5000, 5000), (0, 0))
    assert picture(saved(image, "PNG"), Kind.PNG).pixels.min() == 255


def test_transparent_pictures_lie_on_white_paper() -> None:
    image = Image.new("RGBA", (400, 500), (0, 0, 0, 0))
    assert picture(saved(image, "PNG"), Kind.PNG).pixels.min() == 255


def test_sixteen_bit_scans_are_brought_down_to_eight() -> None:
    values = np.full((400, 300), 60_000, dtype=np.uint16)
    values[:50] = 10_000
    seen = picture(saved(Image.fromarray(values), "PNG"), Kind.PNG)
    assert (seen.pixels[10, 10], seen.pixels[300, 10]) == (0, 255)


def test_every_page_of_a_tiff_is_read() -> None:
    frames = [Image.new("L", (300, 400), shade) for shade in (0, 100, 200)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert count(data, Kind.TIFF) == 3
    assert [int(picture(data, Kind.TIFF, number).pixels[0, 0]) for number in (1, 2, 3)] == [0, 100, 200]


def test_a_tiff_of_too_many_pages_is_named() -> None:
    frames = [Image.new("1", (8, 8))] * 201
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(UnreadableDocument, match="201 pages"):
        count(data, Kind.TIFF)


@pytest.mark.parametrize(
    ("size", "stated", "dots"),
    [
        ((1654, 2339), (200, 200), 200),
        ((1654, 2339), None, 200),
        ((1654, 2339), (1, 1), 200),
        ((2480, 3508), (72, 72), 300),
        ((945, 3000), None, 300),
    ],
)
def test_the_resolution_is_the_stated_one_or_that_of_usual_paper(
    size: tuple[int, int], stated: tuple[int, int] | None, dots: float
) -> None:
    options = {"dpi": stated} if stated else {}
    seen = picture(saved(Image.new("L", size, 255), "PNG", **options), Kind.PNG)
    assert seen.dots_per_inch == pytest.approx(dots, rel=0.01)


def test_a_photo_of_a_telephone_is_read_and_shown_as_it_was_held() -> None:
    upright, turned = (picture(data, Kind.HEIC).pixels for data in (photo(), turned_photo()))
    assert (upright.shape, turned.shape) == ((128, 96), (96, 128))
    assert (upright[10, 10] < 10, upright[10, -10] > 245) == (True, True)
    assert (turned[10, 10] > 245, turned[10, -10] < 10) == (True, True)
    ((across, down),) = sizes(turned_photo(), Kind.HEIC)
    assert across > down
    assert shown(turned_photo(), Kind.HEIC, 1, (128, 96))[:3] == b"\xff\xff\xff"


def test_a_photo_of_a_telephone_that_is_damaged_is_named() -> None:
    whole = photo()
    for data in (whole[:100], whole[:360], whole.replace(b"hvcC", b"none"), whole.replace(b"\0\0\0`", b"\0\xff\xff`")):
        with pytest.raises(UnreadableDocument):
            picture(data, Kind.HEIC)


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and has nothing to show for it."""
    small = encoded(STRIPES[:2, :2], "PNG")
    return small[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:]


@pytest.mark.parametrize("size", [(10_000, 9_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_announces_too_many_pixels_is_never_opened(size: tuple[int, int]) -> None:
    with pytest.raises(UnreadableDocument):
        picture(png_header(*size), Kind.PNG)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.WEBP])
def test_a_picture_cut_short_is_named(kind: Kind) -> None:
    whole = saved(corner(), kind.value)
    for length in (12, len(whole) // 2):
        with pytest.raises(UnreadableDocument, match="damaged"):
            picture(whole[:length], kind)
