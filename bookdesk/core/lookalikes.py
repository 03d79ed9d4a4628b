"""Names that only look like another one: letters of other alphabets, and signs that are taken for each other. Pure.

What two names look like is compared by their skeletons, as in Unicode TS 39, section 4, for the letters that company
names are forged with: those of Cyrillic, Greek and Armenian that have the shape of Latin ones, and a few Latin pairs.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_SHAPES: Final = {
    "a\u0251\u0430\u03b1": "a",
    "b\u042c\u0432": "b",
    "c\u0441\u03f2": "c",
    "d\u0501": "d",
    "e\u0435\u0454\u03b5": "e",
    "g\u0581\u0261": "g",
    "h\u04bb\u0570\u043d\u03b7": "h",
    "i\u0456\u03b9\u01311l\u04cf|": "l",
    "j\u0458\u03f3": "j",
    "k\u043a\u03ba": "k",
    "m\u043c\u03bc": "m",
    "n\u043f\u0578\u03bd": "n",
    "o\u043e\u03bf\u0585\u03c30": "o",
    "p\u0440\u03c1": "p",
    "q\u051b\u0566": "q",
    "r\u0433\u0453": "r",
    "s\u04555": "s",
    "t\u0442\u03c4": "t",
    "u\u057d\u03c5": "u",
    "v\u0475": "v",
    "w\u051d\u03c9\u0448": "w",
    "x\u0445\u03c7": "x",
    "y\u0443\u03b3\u04af": "y",
    "z\u03b6": "z",
    "3\u0437": "3",
    "6\u0431": "6",
}
"""Latin letters with those of Cyrillic, Greek and Armenian, in lower case, that have their shape in either case."""
_SHAPE_OF: Final = {letter: shape for letters, shape in _SHAPES.items() for letter in letters}
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ALPHABETS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")


def skeleton(name: str) -> str:
    """Return what a name looks like: the same for names that a reader takes for each other; blanks and marks go."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = (_SHAPE_OF.get(letter, letter) for letter in plain if letter.isalnum() or letter == "|")
    shape = "".join(letters)
    for pair, single in _PAIRS:
        shape = shape.replace(pair.replace("l", _SHAPE_OF["l"]), single)
    return shape


def alphabets(name: str) -> frozenset[str]:
    """Return the alphabets that the letters of a name are of, among those that have letters of one shape."""
    named = (unicodedata.name(letter, "").split(" ", 1)[0] for letter in name if letter.isalpha())
    return frozenset(first.capitalize() for first in named if first in _ALPHABETS)


def mixes(name: str) -> bool:
    """Whether one word of a name has letters of two alphabets, which no firm's name has."""
    return any(len(alphabets(word)) > 1 for word in name.split())


def looks_like(name: str, other: str) -> bool:
    """Whether a name is another one and looks the same; case, blanks and marks make none another one."""
    return _letters(name) != _letters(other) and skeleton(name) == skeleton(other) != ""


def _letters(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).casefold() if letter.isalnum())
