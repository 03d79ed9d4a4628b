"""What waits for the accounting system at the window: given up, sent after all, sent, and the network gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.ledger.outboxlists import GOES_AFTER
from bookdesk.models.sync import LedgerConnection
from bookdesk.office.equipment import Equipment
from bookdesk.sync.service import EntryView
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.sync_status.table import acts_on, dated, entry_pill, short
from bookdesk.ui.sync_status.view import SyncScreen
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window
from tests.support.sample import ANN, SampleFirm

pytestmark = pytest.mark.slow

STORY, LEDGER = "overdue", "Coastline Books (Xero)"


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    """A client with approved bills is connected to a ledger that nobody answers for."""
    copied = sample.copy(tmp_path / "home")
    with copied.workspace(STORY) as workspace, workspace.desk.books.upkeep() as session:
        session.add(
            LedgerConnection(
                provider="xero",
                tenant_id="tenant",
                organisation="Coastline Books",
                application_id="app",
                base_url="http://127.0.0.1:9",
                access_token="access",  # noqa: S106 - of a ledger that is not there
                access_expires_at=NOON + timedelta(days=2),
                refresh_token="refresh",  # noqa: S106 - of a ledger that is not there
                previous_refresh_token=None,
                connected_at=NOON,
            )
        )
    return copied


@pytest.fixture
def ann(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        hands.seat.desktop.go(Place("sync", firm.client(STORY), view="problems"))
        hands.settle()
        yield hands


def listed(ann: Hands, tab: str) -> list[EntryView]:
    """Return what a list shows, with the keyboard in it."""
    ann.seat.desktop.go(Place("sync", view=tab))
    ann.settle()
    return list(ann.screen(SyncScreen).entries.rows())


def ids(ann: Hands, *tabs: str) -> set[str]:
    return {row.id for tab in tabs for row in listed(ann, tab)}


def choose(ann: Hands, kind: str) -> EntryView:
    """Choose the first entry of a kind that is open."""
    for tab in ("waiting", "problems"):
        for row in listed(ann, tab):
            if row.kind == kind:
                assert ann.screen(SyncScreen).table.choose(row.id)
                return row
    raise AssertionError(f"there is no {kind}")


def question(ann: Hands) -> str:
    prompt = ann.screen(SyncScreen).page.prompt
    assert prompt.isVisible()
    return prompt.answer.accessibleName()


def press(ann: Hands, *keys: str) -> None:
    for key in keys:
        ann.press(key)
        ann.settle()


def test_nothing_is_given_up_without_a_question_and_all_of_it_comes_back(ann: Hands) -> None:
    bill = choose(ann, "bill")
    press(ann, "Delete")
    asked = question(ann)
    assert asked.startswith(f"Give up “{short(bill)}”? It is never sent to {LEDGER} then.")
    assert "With it falls: Attach " in asked
    press(ann, "Escape")
    assert listed(ann, "cancelled") == [], "nothing was given up"
    choose(ann, "bill")
    press(ann, "Delete", "Return")
    said = ann.toast()
    assert said.words.startswith(f"Given up: {short(bill)}, and ")
    assert said.remedy.startswith("It is never sent.")
    assert said.label == "Undo"
    fallen = ids(ann, "cancelled")
    assert bill.id in fallen
    assert len(fallen) > 1
    assert not fallen & ids(ann, "problems", "waiting")
    press(ann, "Ctrl+Z")
    assert listed(ann, "cancelled") == []
    assert fallen <= ids(ann, "problems", "waiting")


def test_what_was_given_up_is_listed_and_sent_after_all(ann: Hands) -> None:
    sync = ann.screen(SyncScreen)
    bill = choose(ann, "bill")
    press(ann, "Delete", "Return")
    (row,) = (one for one in listed(ann, "cancelled") if one.kind == "bill")
    assert (row.id, entry_pill(row).words) == (bill.id, "Given up")
    assert str(row.problem).startswith("Given up by ann on "), "he is named"
    assert sync.table.choose(row.id)
    ann.settle()
    assert not sync.acts["cancel"].isEnabled()
    assert not sync.acts["send chosen"].isEnabled()
    press(ann, "U")
    assert listed(ann, "cancelled") == []
    assert bill.id in ids(ann, "problems", "waiting")


def test_sending_asks_once_with_count_and_ledger_and_tells_that_nobody_answers(ann: Hands) -> None:
    sync = ann.screen(SyncScreen)
    waiting = listed(ann, "waiting")
    assert waiting
    press(ann, "Ctrl+Return")
    entries = "entry" if len(waiting) == 1 else "entries"
    assert question(ann).startswith(f"Send {len(waiting)} {entries} to {LEDGER}?")
    press(ann, "Escape")
    assert sync.page.banner.message() is None, "nothing was tried"
    press(ann, "Ctrl+Return", "Return")
    ann.until(sync.page.banner.message)
    message = sync.page.banner.message()
    assert message is not None
    assert message.words == "Xero cannot be reached."
    ann.settle()
    assert ann.window.status.pill.accessibleName() == "No connection"


def test_a_client_that_is_not_connected_is_not_told_that_all_is_sent(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("sync", firm.client("heap")))
    ann.settle()
    assert ann.window.status.pill.accessibleName() == "Not connected"


def test_what_only_waits_for_its_bill_offers_only_what_can_be_done(ann: Hands) -> None:
    paper = choose(ann, "attachment")
    ann.settle()
    assert str(paper.problem).startswith(GOES_AFTER)
    sync = ann.screen(SyncScreen)
    offered = {name for name in ("allow", "link", "retry", "keep", "cancel") if sync.acts[name].isEnabled()}
    assert offered == {"cancel"}
    assert entry_pill(paper).tone is Tone.PLAIN


@pytest.mark.parametrize("tab", ["waiting", "problems"])
def test_the_list_is_whole_in_a_window_of_1280(ann: Hands, tab: str) -> None:
    ann.window.resize(1280, 800)
    assert listed(ann, tab)
    sync = ann.screen(SyncScreen)
    assert not sync.table.horizontalScrollBar().isVisible()
    place = next(number for number, column in enumerate(sync.entries.columns) if column.name == "state")
    assert sync.table.columnWidth(place) >= sync.table.needed(place)


def entry(state: str, problem: str | None, sentence: str = "Enter.") -> EntryView:
    return EntryView("1", "bill", state, sentence, (), problem, released=False, attempts=0)


def test_only_acts_that_cure_the_problem_are_offered() -> None:
    duplicate = "There is one. Link it to that one, or say that it is another."
    assert acts_on(entry("blocked", duplicate)) == {"allow", "link", "cancel"}
    assert acts_on(entry("blocked", "The account has no counterpart.")) == {"cancel"}
    assert acts_on(entry("blocked", "The bill is not sent. Say which one it is there.")) == {"link", "cancel"}
    assert acts_on(entry("rejected", "No.")) == {"retry", "link", "cancel"}
    assert acts_on(entry("conflict", "Differs.")) == {"retry", "link", "keep", "cancel"}
    assert acts_on(entry("unknown", "The answer was lost.")) == set(), "what is under way is settled first"
    assert acts_on(entry("cancelled", "Given up by ann on 2026-11-28: it is not sent.")) == {"restore"}
    assert acts_on(entry("cancelled", "Given up by ann on 2026-11-28: the ledger keeps what it holds.")) == set()


@pytest.mark.usefixtures("qapp")
def test_an_entry_is_told_shortly_and_with_dates_as_they_are_written_here() -> None:
    words = "Enter the bill 7 of Reef in Reef (Xero): 5.00 AUD, dated 2026-11-20, due 2026-12-20, approved there."
    assert short(entry("ready", None, words)) == "Enter bill 7 of Reef: 5.00 AUD"
    for sentence, told in (
        ("Add the supplier Reef to Reef (Xero).", "Add supplier Reef"),
        ("Attach a of b.pdf (3 kB) to the bill 7 of Reef.", "Attach a of b.pdf to bill 7"),
        ("Record 5.00 AUD paid on 2026-11-20 for the bill 7 of Reef.", "Record 5.00 AUD for bill 7 of Reef"),
        (
            "Use 1.00 AUD of the credit note 8 of X for the bill 7 of X.",
            "Use 1.00 AUD of credit note 8 of X for bill 7 of X",
        ),
        ("Match the bill 7 of Reef, taken over from the old system, with it.", "Match bill 7 of Reef"),
        ("Attach a.pdf (3 kB) to the invoice 7 to Reef.", "Attach a.pdf to invoice 7"),
        ("Record 5.00 AUD received on 2026-11-20 for the invoice 7 to Reef.", "Record 5.00 AUD for invoice 7 to Reef"),
        ("Void the invoice 7 to Reef in Reef (Xero): it was taken back here.", "Void invoice 7 to Reef"),
        (
            "Keep 5.00 AUD of the receipt 7 from Reef to the customer's credit in Reef (Xero).",
            "Keep 5.00 AUD of the receipt 7 from Reef to the customer's credit",
        ),
    ):
        assert short(entry("ready", None, sentence)) == told
    assert "2026-11-20" not in dated(words)
