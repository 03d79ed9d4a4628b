"""Children that crash with a document in their memory.

python -m tests.support.dumping reader NAME LIMITS   a child of the program, but bound by nothing: the control
python -m tests.support.dumping ocr HOW PROGRAM      what a reader does where Tesseract is a program: it starts PROGRAM

HOW is `bound`, as every child binds itself, or `unbound` for the control.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bookdesk import __main__ as program
from bookdesk.core import childside
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.itself import CHILD_ARGUMENT
from bookdesk.core.limits import Limits, bind
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.ocr_program import Program, ProgramReader
from bookdesk.reading.pictures import Picture
from tests.support import pages


def unbound_child(name: str, limits: str) -> int:
    """Be the child `name` without its bounds."""
    for module, function in ((program, "keep_out_of_dumps"), (childside, "bind")):
        setattr(module, function, lambda *_: None)
    return program.main([CHILD_ARGUMENT, name, limits])


def recognise(how: str, path: str) -> int:
    """Hand a page to the program for reading scans, which fails; 0 if that is told as an unreadable document."""
    if how == "bound":
        bind(Limits())
    data = Path(path).with_name("data")
    try:
        ProgramReader(Program(path, (5, 0)), data).read(Picture(pages.picture(), 300), ["eng"], PageMode.PAGE)
    except UnreadableDocument:
        return 0
    return 1


if __name__ == "__main__":
    work, one, other = sys.argv[1:]
    sys.exit(unbound_child(one, other) if work == "reader" else recognise(one, other))
