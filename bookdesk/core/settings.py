"""What may be set from outside, typed and frozen. Where things lie is `store.places`; what a firm chose is in its file.

    BOOKDESK_HOME            folder of the practice (read by `store.places`)
    BOOKDESK_OCR_LANGUAGES   languages on scanned pages, Tesseract's names: eng,deu
    BOOKDESK_WARM_READERS    readers kept ready, 0 to 8
    BOOKDESK_OPEN_CLIENTS    client files kept open at once, 1 to 300
    BOOKDESK_DEBUG           anything: show the trace of a defect (may print data of a client)

Nothing here weakens security: no key cost, no address of a service, no way around an approval can be set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bookdesk.core.errors import UsageError
from bookdesk.core.limits import Limits

_LANGUAGE = re.compile(r"[a-z]{3}(_[a-z]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How documents are read: languages of scans, readers kept warm, limits of one reader."""

    languages: tuple[str, ...] = ("eng", "deu")
    warm_readers: int = 1
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything at once; handed down from where the program is put together, never looked up."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    open_clients: int = 60
    debug: bool = False


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment asks for; `UsageError` names the variable that makes no sense."""
    standard = Settings()
    reading = ReadingSettings(
        languages=_languages(environment, standard.reading.languages),
        warm_readers=_whole(environment, "BOOKDESK_WARM_READERS", standard.reading.warm_readers, range(9)),
    )
    return Settings(
        reading=reading,
        open_clients=_whole(environment, "BOOKDESK_OPEN_CLIENTS", standard.open_clients, range(1, 301)),
        debug=bool(environment.get("BOOKDESK_DEBUG")),
    )


def _languages(environment: Mapping[str, str], standard: tuple[str, ...]) -> tuple[str, ...]:
    text = environment.get("BOOKDESK_OCR_LANGUAGES")
    if not text:
        return standard
    languages = tuple(part.strip() for part in text.split(","))
    if not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise UsageError(f"BOOKDESK_OCR_LANGUAGES is {text!r}.", "Write Tesseract's names with commas: eng,deu.")
    return languages


def _whole(environment: Mapping[str, str], name: str, standard: int, allowed: range) -> int:
    text = environment.get(name)
    if not text:
        return standard
    if not text.isascii() or not text.isdigit() or int(text) not in allowed:
        raise UsageError(f"{name} is {text!r}.", f"Use a whole number from {allowed.start} to {allowed.stop - 1}.")
    return int(text)
