from __future__ import annotations

import dataclasses

import pytest

from bookdesk.core.errors import UsageError
from bookdesk.core.settings import Settings, settings_from


def test_nothing_set_means_the_standard() -> None:
    assert settings_from({}) == Settings()
    assert settings_from({"BOOKDESK_OCR_LANGUAGES": "", "BOOKDESK_WARM_READERS": ""}) == Settings()


def test_what_is_set_is_typed() -> None:
    asked = {
        "BOOKDESK_OCR_LANGUAGES": "deu, chi_sim",
        "BOOKDESK_WARM_READERS": "0",
        "BOOKDESK_OPEN_CLIENTS": "300",
        "BOOKDESK_DEBUG": "1",
    }
    settings = settings_from(asked)
    assert settings.reading.languages == ("deu", "chi_sim")
    assert (settings.reading.warm_readers, settings.open_clients, settings.debug) == (0, 300, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOOKDESK_WARM_READERS", "9"),
        ("BOOKDESK_WARM_READERS", "-1"),
        ("BOOKDESK_WARM_READERS", "٣"),
        ("BOOKDESK_OPEN_CLIENTS", "0"),
        ("BOOKDESK_OPEN_CLIENTS", "many"),
        ("BOOKDESK_OCR_LANGUAGES", "english"),
        ("BOOKDESK_OCR_LANGUAGES", "eng,,deu"),
        ("BOOKDESK_OCR_LANGUAGES", "../eng"),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        settings_from({name: value})


def test_settings_do_not_change_under_a_running_program() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().debug = True  # type: ignore[misc]
