from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from bookdesk.reading.cleaning import (
    clean_up,
    enlarged,
    even_light,
    quarter_turned,
    reduced,
    skew_of,
    turned,
)
from bookdesk.reading.pictures import Gray, Picture
from tests.support import pages


@pytest.fixture(scope="module")
def page() -> Gray:
    return np.asarray(Image.fromarray(pages.picture(pages.INVOICE * 2)).reduce(2))


@pytest.mark.parametrize("degrees", [-4.0, -1.2, 0.7, 3.1])
def test_the_skew_of_a_page_is_found(page: Gray, degrees: float) -> None:
    assert skew_of(turned(page, -degrees)) == pytest.approx(degrees, abs=0.15)


def test_a_straight_page_stays_as_it_is(page: Gray) -> None:
    cleaned = clean_up(Picture(page, 300.0))
    assert cleaned.skew == 0.0
    assert cleaned.picture.pixels is page


def test_a_skewed_page_comes_out_straight(page: Gray) -> None:
    cleaned = clean_up(Picture(turned(page, 2.0), 300.0))
    assert cleaned.skew == cleaned.turned == pytest.approx(-2.0, abs=0.15)
    assert abs(skew_of(cleaned.picture.pixels)) < 0.15


def test_a_slight_skew_is_left_to_the_words(page: Gray) -> None:
    skewed = turned(page, 0.8)
    cleaned = clean_up(Picture(skewed, 300.0))
    assert cleaned.picture.pixels is skewed
    assert cleaned.skew == pytest.approx(-0.8, abs=0.15)
    assert cleaned.turned == 0.0


@pytest.mark.parametrize("shape", [(5, 5), (40, 4000), (300, 300)])
def test_what_has_no_lines_has_no_skew(shape: tuple[int, int]) -> None:
    assert skew_of(np.full(shape, 255, dtype=np.uint8)) == 0.0


def test_uneven_light_is_evened_out_and_even_light_left_alone(page: Gray) -> None:
    assert even_light(page) is page
    even = even_light(pages.shaded(page))
    paper = np.median(even[:, 100]), np.median(even[:, -100])
    assert min(paper) >= 240
    ink = page < 100
    assert np.median(even[ink]) < 110


def test_small_scans_are_enlarged_to_300_dpi_and_no_further(page: Gray) -> None:
    larger = enlarged(Picture(page, 150.0))
    assert larger.pixels.shape == pytest.approx((page.shape[0] * 2, page.shape[1] * 2), abs=1)
    assert larger.dots_per_inch == pytest.approx(300)
    fine = Picture(page, 300.0)
    assert enlarged(fine) is fine
    assert enlarged(Picture(page[:90, :70], 40.0)).dots_per_inch == pytest.approx(120)


def test_quarter_turns_and_reduction(page: Gray) -> None:
    small = Picture(np.array([[1, 2], [3, 4]], dtype=np.uint8), 300.0)
    assert quarter_turned(small, 90).pixels.tolist() == [[3, 1], [4, 2]]
    assert quarter_turned(small, 270).pixels.tolist() == [[2, 4], [1, 3]]
    half = reduced(Picture(page, 300.0), 2)
    assert half.dots_per_inch == 150
    assert half.pixels.shape == (-(-page.shape[0] // 2), -(-page.shape[1] // 2))
