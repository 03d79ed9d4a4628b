"""Brings the catalogues up to what the templates say: new words are added, gone ones dropped, translations kept.

python -m bookdesk.server.locale.renew

The words in the templates are the English ones, so that catalogue fills itself; a test finds what the others miss.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bookdesk.server.locale import LANGUAGES

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "templates"


def spoken() -> Catalog:
    """Return every word that the templates say, with the template it is first said in."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")],
        options_map={"**": {"trimmed": "true"}},
    )
    for name, _line, message, _comments, context in found:
        catalogue.add(message, None, [(str(name), 0)], context=context)
    return catalogue


def renewed(language: str, old: bytes) -> bytes:
    """Return the catalogue of a language with the words of today; `old` is the file's text as it was."""
    catalogue = read_po(BytesIO(old), locale=language) if old else Catalog(locale=language, fuzzy=False)
    catalogue.update(spoken(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    for message in catalogue if language == "en" else ():
        message.string = message.id
    written = BytesIO()
    write_po(written, catalogue, width=110, omit_header=True, sort_output=True, ignore_obsolete=True, no_location=True)
    return written.getvalue()


def main() -> None:
    """Renew all of them."""
    for language in LANGUAGES:
        file = HERE / f"{language}.po"
        file.write_bytes(renewed(language, file.read_bytes() if file.exists() else b""))


if __name__ == "__main__":
    main()
