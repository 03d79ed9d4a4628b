"""`bookdesk bench capture --data DIR`: how much of real documents is read right, by set and field.

DIR holds sets (folders) of documents, each with its known answer beside it as `<document>.gt.json`; it may be one set
itself. The naive reader gets the same words in the same run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bookdesk.bench.naive_reader import read_naively
from bookdesk.bench.scoring import FIELDS, Tally, is_right
from bookdesk.capture.extraction import extract
from bookdesk.capture.files import FileOutcome, Options, read_files
from bookdesk.capture.lines import sheet_of

_ANSWER = ".gt.json"
_AIMS = {
    "micro": "above the naive reader; 0.85 on text",
    "total": "0.93",
    "invoice_number": "0.88",
    "issue_date": "0.92",
}


@dataclass
class Result:
    """One set: our tally, the naive reader's, and what became of the files."""

    name: str
    ours: Tally = field(default_factory=Tally)
    naive: Tally = field(default_factory=Tally)
    documents: int = 0
    failed: int = 0
    sure: int = 0
    sure_wrong: int = 0
    seconds: float = 0.0


def main(words: Sequence[str]) -> int:
    """Measure every set under `--data` and print a line per figure."""
    arguments = _parser().parse_args([word for word in words if word != "capture"])
    options = Options(tuple(arguments.languages.split(",")), arguments.ignore_embedded)
    for folder in _sets(arguments.data):
        for row in rows(measure(folder, options)):
            sys.stdout.write((json.dumps(row) if arguments.json else _sentence(row)) + "\n")
            sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk bench capture", description="Measures what is read right.")
    parser.add_argument("--data", type=Path, required=True, help="a folder of sets of documents with known answers")
    parser.add_argument("--ignore-embedded", action="store_true", help="read the pages, not the e-invoices in PDFs")
    parser.add_argument("--languages", default="eng,deu")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _sets(folder: Path) -> list[Path]:
    """Return the folders that hold answers: `folder` itself, or those in it."""
    candidates = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    return [path for path in candidates if any(path.glob(f"*{_ANSWER}"))]


def measure(folder: Path, options: Options) -> Result:
    """Read every document of a set and compare it with its answer."""
    result = Result(folder.name)
    answers = {path.with_name(path.name.removesuffix(_ANSWER)): path for path in sorted(folder.glob(f"*{_ANSWER}"))}
    files = [path for path in answers if path.is_file()]
    for outcome in read_files(files, options):
        _score(outcome, json.loads(answers[outcome.path].read_text(encoding="utf-8")), result)
    return result


def _score(outcome: FileOutcome, answer: Mapping[str, object], result: Result) -> None:
    result.documents += 1
    if outcome.reading is None:
        result.failed += 1
        fields, guessed = {}, dict.fromkeys(FIELDS)
    else:
        result.seconds += outcome.reading.seconds
        fields = extract(outcome.reading)[0].extraction.fields
        guessed = {**dict.fromkeys(FIELDS), **read_naively(sheet_of(outcome.reading.pages).text)}
    for name in FIELDS:
        read = fields.get(name)
        right = is_right(name, read.value if read else None, answer)
        result.ours.add(name, right)
        result.naive.add(name, is_right(name, guessed[name], answer))
        if right is not None and read and read.state.value in {"proved", "confident"}:
            result.sure += 1
            result.sure_wrong += not right


def rows(result: Result) -> Iterator[Mapping[str, object]]:
    """Yield the figures of one set."""
    for name in ("micro", *(name for name in FIELDS if name in result.ours.labelled)):
        ours, naive = (tally.micro() if name == "micro" else tally.share(name) for tally in (result.ours, result.naive))
        count = sum(result.ours.labelled.values()) if name == "micro" else result.ours.labelled[name]
        yield _row(f"capture-{result.name}-{name}", ours, naive, _AIMS.get(name, "above the naive reader"), count)
    if result.sure:
        yield _row(f"capture-{result.name}-sure-but-wrong", result.sure_wrong / result.sure, None, "0.01", result.sure)
    yield _row(f"capture-{result.name}-failed", result.failed / max(1, result.documents), None, "0", result.documents)


def _row(name: str, value: float | None, naive: float | None, aim: str, runs: int) -> Mapping[str, object]:
    baseline = None if naive is None else {"what": "a naive reader by labels, same words", "value": round(naive, 4)}
    ratio = round(value / naive, 3) if naive and value is not None else None
    return {
        "name": name,
        "unit": "share",
        "value": None if value is None else round(value, 4),
        "baseline": baseline,
        "ratio": ratio,
        "aim": aim,
        "runs": runs,
    }


def _sentence(row: Mapping[str, object]) -> str:
    baseline = row["baseline"]
    beside = f"  naive {baseline['value']:.3f}" if isinstance(baseline, dict) else ""
    return f"{row['name']:44} {row['value']:.3f}{beside}   aim {row['aim']}, n = {row['runs']}"
