"""The listener itself is proved: what would betray somebody is heard, what the program masks is not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bookdesk.ui.logfile import begin_log
from tests.support.loggedwords import Listener, in_files, listening, telltales, words_of_tests

LOG = logging.getLogger("bookdesk.trial")
SUPPLIER = "Southern Roast Coffee Supplies Pty Ltd"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Somebody who hears this module's logger alone: the session's own listener must not."""
    listener = Listener()
    monkeypatch.setattr(LOG, "propagate", False)
    monkeypatch.setattr(LOG, "handlers", [listener])
    monkeypatch.setattr(LOG, "level", logging.DEBUG)
    return listener


@pytest.mark.parametrize(
    "line",
    [
        "paid to IE29 AIBK 9311 5212 3456 78",
        "paid to IE29AIBK93115212345678",
        "paid to 063-010 10448821",
        "the sheet has 24AB7 ZZ0Q1 9KX2M 41TTV B7B7B 00XY1 3M4N5",
        "otpauth://totp/BookDesk:ann",
        "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9",
        "refresh_token=Zk3vQp-81LmNo2",
        "to accounts@southernroast.example",
        "no bill of Southern Roast Coffee Supplies Pty Ltd",
        "orchard lantern vivid mosaic 41 opens nothing",
        "Kookaburra-4711",
    ],
)
def test_a_line_that_betrays_somebody_is_told_with_its_test(heard: Listener, line: str) -> None:
    LOG.debug(line)
    (told, *_) = telltales(heard.lines, words_of_tests())
    assert line in told
    assert "test_a_line_that_betrays_somebody" in told


def test_what_the_program_masks_betrays_nobody(heard: Listener) -> None:
    LOG.info("paid %s to %s", "1171.80", SUPPLIER)
    LOG.info("read %(count)s of %(supplier)s", {"count": 3, "supplier": SUPPLIER})
    try:
        int(SUPPLIER)
    except ValueError:
        LOG.exception("a defect")
    assert telltales(heard.lines, words_of_tests()) == []
    assert "paid *** to ***" in heard.lines
    assert any(line.startswith("a defect\nValueError\n") for line in heard.lines)


def test_other_handlers_find_the_record_as_it_was(heard: Listener, caplog: pytest.LogCaptureFixture) -> None:
    LOG.addHandler(caplog.handler)
    LOG.warning("for %s", SUPPLIER)
    assert heard.lines.keys() == {"for ***"}
    assert caplog.messages == [f"for {SUPPLIER}"]


def test_the_files_of_programs_that_ran_are_read(tmp_path: Path) -> None:
    end = begin_log(tmp_path / "home", crashes=False)
    end()
    assert in_files(tmp_path) == {}, "there was no such home"
    (tmp_path / "home").mkdir()
    begin_log(tmp_path / "home", crashes=False)()
    (tmp_path / "home" / "log" / "faults.txt").write_text(f"File {SUPPLIER}.py\n", "utf-8")
    lines = in_files(tmp_path)
    assert any("BookDesk" in line for line in lines)
    (told,) = telltales(lines, words_of_tests())
    assert told.endswith(f"faults.txt: File {SUPPLIER}.py")
    (tmp_path / "home" / "log" / "faults.txt").unlink()


def test_it_hears_every_logger_and_is_quiet_afterwards() -> None:
    before = logging.getLogger("bookdesk").level
    with listening() as listener:
        logging.getLogger("bookdesk.jobs.runner").info("begun")
        logging.getLogger("elsewhere").warning("heard as well")
    logging.getLogger("bookdesk.jobs.runner").warning("after the end")
    assert listener.lines.keys() == {"begun", "heard as well"}
    assert logging.getLogger("bookdesk").level == before
