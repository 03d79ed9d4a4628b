"""The words of the pages in each language: gettext catalogues as text, read once at start."""

from __future__ import annotations

import gettext
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
"""Language → how its speakers call it."""
FALLBACK: Final = "en"


@cache
def words_in(language: str) -> gettext.GNUTranslations:
    """Return the catalogue of one of `LANGUAGES`."""
    with files(__name__).joinpath(f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
