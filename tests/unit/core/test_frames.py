from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.frames import FrameBroken, FrameTooLarge, Header, read_frame, write_frame

scalars = st.none() | st.booleans() | st.integers() | st.text()
headers = st.dictionaries(st.text(), scalars | st.lists(scalars))


def written(header: Header, payload: bytes) -> bytes:
    stream = io.BytesIO()
    write_frame(stream, header, payload)
    return stream.getvalue()


@given(st.lists(st.tuples(headers, st.binary())))
def test_frames_come_out_as_they_went_in(frames: list[tuple[Header, bytes]]) -> None:
    stream = io.BytesIO(b"".join(written(*frame) for frame in frames))
    assert [read_frame(stream, 1 << 20) for _ in frames] == frames
    assert read_frame(stream, 1 << 20) is None


@given(headers, st.binary(), st.data())
def test_a_frame_cut_short_is_broken(header: Header, payload: bytes, data: st.DataObject) -> None:
    whole = written(header, payload)
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(FrameBroken):
        read_frame(io.BytesIO(whole[:cut]), 1 << 20)


def test_an_announced_size_is_judged_before_anything_is_read() -> None:
    with pytest.raises(FrameTooLarge):
        read_frame(io.BytesIO(b"\xff" * 12), 1 << 20)


@pytest.mark.parametrize("text", [b"[1]", b"{", b"\xff\xfe"])
def test_a_header_that_is_no_json_object_is_broken(text: bytes) -> None:
    frame = len(text).to_bytes(4, "big") + bytes(8) + text
    with pytest.raises(FrameBroken):
        read_frame(io.BytesIO(frame), 1 << 20)


def test_a_number_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        written({"x": float("nan")}, b"")
