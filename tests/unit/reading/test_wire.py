from __future__ import annotations

import json

import pytest

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.records import MalformedRecord, to_data
from bookdesk.reading import wire
from bookdesk.reading.sniff import Kind
from bookdesk.reading.words import page_to_data
from bookdesk.reading.worker import Worker
from tests.support import pages
from tests.support.scripted import ScriptedTextReader, page_of


def worker() -> Worker:
    return Worker(ScriptedTextReader(lambda _picture, _mode: ()))


def test_a_document_is_opened_and_then_read_page_by_page() -> None:
    asked = worker()
    answer, _ = asked(wire.open_request(("eng",), ignore_embedded=True), pages.pdf())
    assert wire.opened_from(json.loads(json.dumps(answer))) == wire.Opened(Kind.PDF, 1, None, ())
    answer, _ = asked(wire.page_request(1), b"")
    assert "Total amount 139.56" in wire.page_from(json.loads(json.dumps(answer)), 1).text


def test_an_unreadable_document_is_an_answer() -> None:
    answer, _ = worker()(wire.open_request(("eng",), ignore_embedded=False), pages.encrypted_pdf())
    with pytest.raises(UnreadableDocument, match=r"password.* Enter"):
        wire.opened_from(answer)


PAGE = {"page": page_to_data(page_of(("Total 5.00",)))}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"kind": "exe", "page_count": 1, "einvoice": None, "problems": []},
        {"kind": "pdf", "page_count": 201, "einvoice": None, "problems": []},
        {"kind": "pdf", "page_count": -1, "einvoice": None, "problems": []},
        {"kind": "pdf", "page_count": 1, "einvoice": {"total": "1"}, "problems": []},
        {"kind": "pdf", "page_count": 1, "einvoice": None, "problems": [1]},
        {"failed": "because"},
        {"failed": ["one sentence"]},
        {"failed": ["one", 2]},
    ],
)
def test_nonsense_about_a_document_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises(MalformedRecord):
        wire.opened_from(answer)


@pytest.mark.parametrize("answer", [{}, {"page": None}, {"page": []}, {"page": {"number": 1}}])
def test_nonsense_about_a_page_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises(MalformedRecord):
        wire.page_from(answer, 1)


def test_an_answer_about_another_page_is_refused() -> None:
    assert wire.page_from(PAGE, 1).number == 1
    with pytest.raises(MalformedRecord):
        wire.page_from(PAGE, 2)


def test_the_sentences_of_a_failure_are_kept_short_and_harmless() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        wire.opened_from({"failed": ["a\u202eb" * 1000, "Do\x00 this."]})
    assert len(caught.value.what) == 400
    assert "\u202e" not in caught.value.what
    assert caught.value.remedy == "Do this."


def test_what_opened_says_is_all_there_is() -> None:
    opened = wire.Opened(Kind.PDF, 2, None, ("A sentence.",))
    assert wire.opened_from(to_data(opened)) == opened
