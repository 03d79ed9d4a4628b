"""Arabic letters in the forms they take beside each other, as characters of their own (Unicode, presentation forms).

The forms and which letters have which are read from Unicode's own decompositions, so there is no table to keep. Vowel
marks are left out, as Arabic usually leaves them out itself: without a layout engine they would stand in wrong places.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

_FORMS: Final = ("<isolated>", "<final>", "<initial>", "<medial>")
_ISOLATED, _FINAL, _INITIAL, _MEDIAL = _FORMS
_STRETCH: Final = "\u0640"
"""The stroke that lengthens a word: it joins on both sides and has one form."""
_LAM: Final = "\u0644"


def joined(text: str) -> str:
    """Return the text, in the order in which it is read, with each Arabic letter in its form; lam and alef are one."""
    forms = _forms()
    letters = _with_ligatures([sign for sign in text if not _is_vowel(sign)])
    found: list[str] = []
    for place, letter in enumerate(letters):
        own = forms.get(letter)
        if own is None:
            found.append(letter)
            continue
        before = place > 0 and _goes_on(letters[place - 1]) and _FINAL in own
        after = place + 1 < len(letters) and _takes(letters[place + 1]) and _INITIAL in own
        wanted = (_MEDIAL if after else _FINAL) if before else (_INITIAL if after else _ISOLATED)
        found.append(own.get(wanted, letter))
    return "".join(found)


def _with_ligatures(letters: list[str]) -> list[str]:
    """Lam with the alef after it as one letter, which is written so in every Arabic hand."""
    forms = _forms()
    found: list[str] = []
    for letter in letters:
        if found and found[-1] == _LAM and _LAM + letter in forms:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _goes_on(letter: str) -> bool:
    """Whether the letter joins the one after it."""
    return letter == _STRETCH or _INITIAL in _forms().get(letter, {})


def _takes(letter: str) -> bool:
    """Whether the letter joins the one before it."""
    return letter == _STRETCH or _FINAL in _forms().get(letter, {})


def _is_vowel(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn" and unicodedata.name(sign, "").startswith(("ARABIC", "HEBREW"))


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return the forms of each letter, and of lam with each alef, by the letters they stand for."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBE9), *range(0xFBFC, 0xFC00), *range(0xFE80, 0xFEFD)):
        form, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if form in _FORMS:
            letter = "".join(chr(int(one, 16)) for one in letters.split())
            if len(letter) == 1 or letter[0] == _LAM:
                found.setdefault(letter, {}).setdefault(form, chr(code))
    return found
