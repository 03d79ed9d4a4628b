from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bookdesk.cli.syncwords import command_for
from bookdesk.sync.preflight import check
from bookdesk.sync.providers.xero.errors import meaning
from bookdesk.sync.providers.xero.transport import Answered
from bookdesk.sync.service import EntryView
from tests.unit.sync.test_rules import ACCOUNT, BILL, CONTACT, FACTS, LINE, known

ENTRY = EntryView("e7", "bill", "blocked", "Add the bill.", (), None, released=False, attempts=0)


def asked(problem: object) -> str:
    return command_for(replace(ENTRY, problem=None if problem is None else str(problem)))


def test_an_entry_without_a_problem_or_with_one_that_no_command_cures_asks_for_none() -> None:
    assert asked(None) == ""
    assert asked("Goes after the contact it belongs to.") == ""
    assert asked("Xero says: The Map Shop Ltd is archived. Restore the contact in Xero.") == ""


def test_what_has_no_counterpart_is_mapped() -> None:
    unmapped = replace(BILL, lines=(replace(LINE, account=replace(ACCOUNT, remote_id=None)),))
    archived = replace(BILL, lines=(replace(LINE, account=replace(ACCOUNT, remote_id="gone")),))
    for intent in (unmapped, archived, CONTACT):
        (blocker,) = check(intent, FACTS)
        assert asked(blocker) == "bookdesk sync map", blocker


def test_what_may_be_there_already_is_linked_or_allowed() -> None:
    (blocker,) = check(BILL, known())
    assert asked(blocker) == "bookdesk sync link e7 REMOTE; bookdesk sync allow e7"


@pytest.mark.parametrize(
    "message",
    [
        "Account code '408' has been archived",
        "Account code '090' is not a valid code for this document.",
        "The TaxType code 'OLD' does not exist or cannot be used for this type of transaction.",
        "The contact name Cedar is already assigned to another contact.",
    ],
)
def test_what_xero_refuses_of_a_mapping_is_mapped_anew(message: str) -> None:
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": message}]}]}).encode()
    denied = meaning(Answered(400, {}, body))
    assert asked(" ".join(getattr(denied, "reasons", ()))) == "bookdesk sync map"


@pytest.mark.parametrize(
    ("problem", "command"),
    [
        ("It changed after it was shown. Look at it again.", "bookdesk sync preview"),
        (
            "It seems to be X. The bill is not sent, its payments are. Say which one it is there.",
            "bookdesk sync link e7 REMOTE",
        ),
        ("Given up by ann on 2026-07-14: it is not sent.", "bookdesk sync restore e7"),
        ("Given up by ann on 2026-07-14: the ledger keeps what it holds.", ""),
        (
            "The ledger holds what may be this: X. Link it, or send it again.",
            "bookdesk sync link e7 REMOTE; bookdesk sync retry e7",
        ),
    ],
)
def test_what_a_person_decides_names_the_entry(problem: str, command: str) -> None:
    assert asked(problem) == command
