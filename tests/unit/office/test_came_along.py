"""How a document came goes with it to another client, and is said in the lists of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.capture.arrivals import Came, came_in_words
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import InboxList, InboxListing, InboxQuery
from bookdesk.capture.service import CaptureService, Incoming, take_in
from bookdesk.models.arrival import ArrivalWay
from bookdesk.office.moving import move_document
from bookdesk.office.opened import Office
from tests.support import intakes
from tests.support.firm import DELI
from tests.support.intakes import GatedReader

MAIL = Came(
    ArrivalWay.MAIL, "key", "bills", "Harbour Foods", "May", datetime(2026, 7, 14, 2, 30, tzinfo=UTC), "somebody"
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with intakes.office(tmp_path / "practice") as opened:
        yield opened


def listed(office: Office, client_id: str) -> list[Came | None]:
    with office.workspace(client_id) as workspace:
        listing = InboxListing(workspace.desk).of(InboxQuery(InboxList.ALL_OPEN))
        keys = listing.keys()
        return [row.came for row in listing.rows(keys)]


def test_it_is_listed_and_goes_along_without_its_key(office: Office) -> None:
    here, there = intakes.client_of(office), intakes.client_of(office, DELI.name)
    with office.workspace(here) as workspace:
        first = take_in(workspace.desk, Incoming("a.pdf", b"a", MAIL))
        again = take_in(workspace.desk, Incoming("other.pdf", b"a", MAIL))
        assert (again.document_id, again.again, first.again) == (first.document_id, True, False)
    assert listed(office, here) == [MAIL]
    move_document(office, first.document_id, here, there)
    assert listed(office, here) == []
    (came,) = listed(office, there)
    assert came is not None
    assert (came.sender, came.key) == ("Harbour Foods", None)
    with office.workspace(there) as workspace:
        shown = InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader())).show("1")
        take_in(workspace.desk, Incoming("b.pdf", b"b", MAIL))
    assert shown.arrival.came == came
    assert came_in_words(came, "14 July") == 'By mail of Harbour Foods: "May", 14 July.'
    assert len(listed(office, there)) == 2


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (Came(ArrivalWay.PASTE), "Pasted from the clipboard."),
        (Came(ArrivalWay.FOLDER, place="/scans"), "From the watched folder /scans."),
        (Came(ArrivalWay.MAIL), "By mail of somebody unnamed."),
    ],
)
def test_how_it_came_is_a_sentence(came: Came, words: str) -> None:
    assert came_in_words(came) == words
