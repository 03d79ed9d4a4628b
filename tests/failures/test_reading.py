"""Bad documents and bad readers: a sentence each that says what to do, and the next document is read as ever."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

import pytest

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.child import ChildReader, ReaderPool, start_reader
from bookdesk.reading.words import Source
from tests.failures import reader_children
from tests.support import pages


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(2, start_reader) as readers:
        yield readers


def truncated() -> bytes:
    whole = pages.pdf((pages.INVOICE,) * 4)
    return whole[: len(whole) // 3]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"hello, this is not a PDF", "not a document"),
        (b"%PDF-1.7\nbut nothing that follows is one", "damaged"),
        (truncated(), "damaged"),
        (pages.encrypted_pdf(), "password"),
        (pages.pdf([("x",)] * 600), "600 pages"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (pages.bomb(), "million pixels"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Invoice><ID>&b;</ID></Invoice>', "document type"),
    ],
    ids=["0 bytes", "text", "no pdf", "cut short", "encrypted", "600 pages", "no jpeg", "bomb", "entities"],
)
def test_a_bad_document_is_refused_with_what_to_do(pool: ReaderPool, data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableDocument, match=sentence) as caught:
        ChildReader(pool).read(data)
    assert caught.value.remedy


def test_a_real_child_reads_text_and_scan(pool: ReaderPool) -> None:
    digital = ChildReader(pool).read(pages.pdf())
    assert (digital.source, digital.pages[0].words[0].text) == (Source.TEXT, "Farmgate")
    scan = ChildReader(pool).read(pages.encoded(pages.picture(), "PNG"))
    assert scan.source is Source.OCR
    assert "139.56" in scan.pages[0].text


SENTENCES = {
    "slow": "took too long",
    "garbage": "nonsense",
    "killed": "probably damaged",
    "crashed": "probably damaged",
    "greedy": "more memory",
}


@pytest.mark.skipif(sys.platform == "win32", reason="signals and memory limits of this kind do not exist there")
@pytest.mark.parametrize("name", reader_children.PLUGINS)
def test_a_bad_reader_costs_one_document_only(pool: ReaderPool, name: str) -> None:
    with ReaderPool(1, partial(reader_children.start, name)) as bad:
        with pytest.raises(UnreadableDocument, match=SENTENCES[name]) as caught:
            ChildReader(bad).read(pages.pdf())
        assert caught.value.remedy
    assert ChildReader(pool).read(pages.pdf()).pages
