from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bookdesk.reading.sides import sides_of


def saved(kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (321, 123), "white").save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG"])
def test_a_picture_says_how_large_it_is(kind: str) -> None:
    assert sides_of(saved(kind)) == (321, 123)


def test_a_photo_with_much_before_its_frame_says_it_too() -> None:
    assert sides_of(saved("JPEG", progressive=True, comment=b"x" * 5_000, exif=b"Exif\0\0" + bytes(900))) == (321, 123)


@given(st.sampled_from(["PNG", "GIF", "JPEG"]), st.integers(0, 300), st.binary(max_size=60))
def test_any_bytes_say_two_sides_or_none(kind: str, kept: int, rest: bytes) -> None:
    sides = sides_of(saved(kind)[:kept] + rest)
    assert sides is None or all(side >= 0 for side in sides)
    assert sides_of(rest) is None or rest.startswith((b"GIF8", b"\xff\xd8"))
