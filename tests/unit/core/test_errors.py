from __future__ import annotations

from bookdesk.core.errors import BookDeskError, NotFound


def test_the_command_is_no_part_of_the_sentences() -> None:
    error = NotFound("There is no such bill.", "Choose one from the list.", command="bookdesk bill list")
    assert str(error) == "There is no such bill. Choose one from the list."
    assert (error.what, error.remedy, error.command) == (
        "There is no such bill.",
        "Choose one from the list.",
        "bookdesk bill list",
    )


def test_most_failures_name_no_command() -> None:
    assert BookDeskError("It is past.", "Choose a later day.").command == ""
