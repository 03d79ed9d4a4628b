"""`python -m bookdesk.bench.training`: train the ranker, then fit how sure a field is.

With `--drawn FILE` the ranker's table is trained on documents drawn with known answers alone, so that anybody gets the
same one. With `--data DIR … --ranks FILE --table FILE --manifest FILE` it goes on from there with real documents: these
are parted by the hash of their supplier before anything is done with them; the parts below `PARTS` are trained on and
go into the manifest, all others are for measuring. A field's certainty is fitted on what the ranker made of documents
it was not trained on, by turns, since on its own it would look better than it is.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookdesk.bench.answers import Answered, answered_in, part_of, sets_in, supplier_key
from bookdesk.bench.choosing import Choice, Rows, choice_of, trained
from bookdesk.bench.drawn import drawn
from bookdesk.bench.fitting import CERTAINTY, RANKER, Examples, fitted, manifest_text, table_text
from bookdesk.bench.scoring import FIELDS, is_right
from bookdesk.capture.certainty import row_of
from bookdesk.capture.extraction import extract
from bookdesk.capture.fields import Background, ballots_of, signals_of
from bookdesk.capture.files import Options, read_files
from bookdesk.capture.ranking.drawn_table import ROWS as DRAWN_ROWS
from bookdesk.capture.ranking.ranker import Ballot
from bookdesk.reading.words import Reading

PARTS = 4
"""Of ten parts of the suppliers, how many are trained on."""
SEED, MANY = 1, 600
"""The documents that are drawn."""
DRAWN_RIDGE, REAL_RIDGE = 100.0, 10.0
"""How strongly weights are held back: what is drawn is far from what people send, and may only say a little."""
Choices = dict[str, list[Choice]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A real document that is trained on."""

    set_name: str
    document: Answered
    reading: Reading
    part: int


def main(words: Sequence[str]) -> int:
    """Write the tables that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m bookdesk.bench.training")
    parser.add_argument("--drawn", type=Path)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--ranks", type=Path)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--manifest", type=Path)
    arguments = parser.parse_args(words)
    if arguments.drawn:
        arguments.drawn.write_text(table_text(drawn_rows(), RANKER), encoding="utf-8")
    if arguments.data:
        taken = list(_taken(arguments.data))
        arguments.ranks.write_text(table_text(real_rows(taken), RANKER), encoding="utf-8")
        examples = examples_of(taken)
        arguments.table.write_text(table_text(fitted(examples), CERTAINTY), encoding="utf-8")
        arguments.manifest.write_text(manifest_text(_hashes(taken)), encoding="ascii")
        for name, rows in sorted(examples.items()):
            right = sum(right for _, right in rows)
            sys.stdout.write(f"{name:20} {len(rows):6} examples, {right / len(rows):.3f} right\n")
    return 0


def drawn_rows() -> Rows:
    """Return the ranker's table as drawn documents alone give it."""
    choices: Choices = defaultdict(list)
    for one in drawn(SEED, MANY):
        _add(choices, one.answer, ballots_of([one.page], Background(ranks={})))
    return trained(choices, DRAWN_RIDGE)


def real_rows(taken: Iterable[Taken]) -> Rows:
    """Return the ranker's table as drawn and then real documents give it."""
    choices: Choices = defaultdict(list)
    for one in taken:
        for pages in (found.pages for found in extract(one.reading, Background(ranks={}))[:1]):
            _add(choices, one.document.answer, ballots_of(pages, Background(ranks={})))
    return trained(choices, REAL_RIDGE, DRAWN_ROWS)


def examples_of(taken: Sequence[Taken]) -> Examples:
    """Return the examples for certainty, each read with a ranker that was trained on the other parts."""
    examples: Examples = defaultdict(list)
    for part in range(PARTS):
        background = Background(ranks=real_rows(one for one in taken if one.part != part))
        for one in taken:
            if one.part == part:
                _examples(one, background, examples)
    return examples


def _examples(one: Taken, background: Background, examples: Examples) -> None:
    pages = extract(one.reading, background)[0].pages
    for name, (found, signals) in signals_of(pages, background).items():
        right = is_right(name, found.value, one.document.answer) if name in FIELDS else None
        if right is not None:
            examples[row_of(name)].append((signals, right))


def _add(choices: Choices, answer: Mapping[str, object], ballots: Mapping[str, Sequence[Ballot]]) -> None:
    for name, among in ballots.items():
        choice = choice_of(name, among, answer)
        if choice is not None:
            choices[name].append(choice)


def _taken(folders: Sequence[Path]) -> Iterator[Taken]:
    """Yield the documents whose supplier's part is trained on; who he is says the reader without a table."""
    for folder in (one for data in folders for one in sets_in(data)):
        for document, reading in _read(answered_in(folder)):
            fields = extract(reading, Background(ranks={}))[0].extraction.fields
            part = part_of(supplier_key(document.answer, fields["supplier_name"].value))
            if part < PARTS:
                yield Taken(folder.name, document, reading, part)


def _read(documents: Sequence[Answered]) -> Iterable[tuple[Answered, Reading]]:
    outcomes = read_files([one.path for one in documents], Options(ignore_embedded=True))
    for document, outcome in zip(documents, outcomes, strict=True):
        if outcome.reading is not None and outcome.reading.pages:
            yield document, outcome.reading


def _hashes(taken: Iterable[Taken]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in taken:
        found[one.set_name].append(hashlib.sha256(one.document.path.read_bytes()).hexdigest())
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
