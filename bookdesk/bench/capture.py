"""`bookdesk bench capture --data DIR`: how much of real documents is read right, by set and field.

DIR holds sets (folders) of documents, each with its known answer beside it as `<document>.gt.json`; it may be one set
itself. The naive reader gets the same words in the same run. Documents that a figure of the reader was fitted on
(`bookdesk/bench/trained.txt`) are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bookdesk.bench.answers import Answered, answered_in, in_chance_order, sets_in, source_of
from bookdesk.bench.naive_reader import read_naively
from bookdesk.bench.repeats import SEEN, learn
from bookdesk.bench.scoring import FIELDS, Tally, is_right
from bookdesk.bench.shown import Shown
from bookdesk.bench.trained import was_trained_on
from bookdesk.capture.extraction import extract
from bookdesk.capture.files import FileOutcome, Options, read_files
from bookdesk.capture.lines import sheet_of
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.reading.second import Second, is_installed, not_installed
from bookdesk.reading.words import Reading

_AIMS = {"total": "0.93", "invoice_number": "0.88", "issue_date": "0.92", "micro": "0.85 on text, 0.80 on scans"}
_RECEIPT = ("supplier_name", "issue_date", "total")
_Row = Mapping[str, object]


@dataclass
class Result:
    """One set: our tally, the naive reader's, and what became of the files."""

    name: str
    ours: Tally = field(default_factory=Tally)
    naive: Tally = field(default_factory=Tally)
    shown: dict[str, Shown] = field(default_factory=dict)
    documents: int = 0
    failed: int = 0
    left_out: int = 0
    page_seconds: dict[str, list[float]] = field(default_factory=dict)
    readings: list[tuple[Reading, Mapping[str, object]]] = field(default_factory=list)


def main(words: Sequence[str]) -> int:
    """Measure every set under `--data` and print a line per figure."""
    arguments = _parser().parse_args([word for word in words if word != "capture"])
    options = Options(tuple(arguments.languages.split(",")), arguments.ignore_embedded, Second(arguments.second))
    if options.second is not Second.NEVER and not is_installed():
        raise SystemExit(f"bookdesk bench: {not_installed()}")
    whole: dict[str, Shown] = {}
    for folder in sets_in(arguments.data):
        result = measure(folder, options, with_trained=arguments.with_trained)
        _print(rows(result), as_json=arguments.json)
        if arguments.learn:
            _print(repeat_rows(result), as_json=arguments.json)
        for source, shown in result.shown.items():
            whole.setdefault(source, Shown()).join(shown)
    _print((row for source, shown in sorted(whole.items()) for row in sure_rows(source, shown)), as_json=arguments.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk bench capture", description="Measures what is read right.")
    parser.add_argument("--data", type=Path, required=True, help="a folder of sets of documents with known answers")
    parser.add_argument("--ignore-embedded", action="store_true", help="read the pages, not the e-invoices in PDFs")
    parser.add_argument("--learn", action="store_true", help="confirm each document after it was read, and remember it")
    parser.add_argument("--with-trained", action="store_true", help="also those that a figure was fitted on")
    parser.add_argument("--second", choices=list(Second), default=Second.NEVER, help="what the second reader looks at")
    parser.add_argument("--languages", default="eng,deu")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def measure(folder: Path, options: Options, *, with_trained: bool = False) -> Result:
    """Read every document of a set and compare it with its answer."""
    result = Result(folder.name)
    documents = in_chance_order(answered_in(folder))
    wanted = [one for one in documents if with_trained or not was_trained_on(one.path)]
    result.left_out = len(documents) - len(wanted)
    for outcome, document in zip(read_files([one.path for one in wanted], options), wanted, strict=True):
        _score(outcome, document, result)
    return result


def _score(outcome: FileOutcome, document: Answered, result: Result) -> None:
    result.documents += 1
    if outcome.reading is None:
        result.failed += 1
        for name in FIELDS:
            right = is_right(name, None, document.answer)
            result.ours.add(name, right)
            result.naive.add(name, right)
        return
    reading = outcome.reading
    began = time.perf_counter()
    extraction = extract(reading)[0].extraction
    seconds = reading.seconds + time.perf_counter() - began
    source = source_of(reading, receipt=extraction.kind.kind is DocumentKind.RECEIPT)
    result.page_seconds.setdefault(source, []).append(seconds / max(1, len(reading.pages)))
    result.readings.append((reading, document.answer))
    guessed = {**dict.fromkeys(FIELDS), **read_naively(sheet_of(reading.pages).text)}
    credit = extraction.kind.kind is DocumentKind.CREDIT_NOTE
    for name in FIELDS:
        right = is_right(name, extraction.fields[name].value, document.answer, unsigned=credit)
        result.ours.add(name, right)
        result.naive.add(name, is_right(name, guessed[name], document.answer, unsigned=credit))
        if right is not None:
            result.shown.setdefault(source, Shown()).add(extraction.fields[name], right=right)


def rows(result: Result) -> Iterator[_Row]:
    """Yield the figures of one set."""
    start = f"capture-{result.name}"
    for name in ("micro", *(name for name in FIELDS if name in result.ours.labelled)):
        ours, naive = (tally.micro() if name == "micro" else tally.share(name) for tally in (result.ours, result.naive))
        count = sum(result.ours.labelled.values()) if name == "micro" else result.ours.labelled[name]
        yield _row(f"{start}-{name}", ours, naive, _AIMS.get(name, "above the naive reader"), count)
    if "receipt" in result.shown:
        count = sum(result.ours.labelled.get(name, 0) for name in _RECEIPT)
        ours, naive = result.ours.micro(_RECEIPT), result.naive.micro(_RECEIPT)
        yield _row(f"{start}-company-date-total", ours, naive, "0.75, 0.85 with the second reader", count)
    for source, seconds in sorted(result.page_seconds.items()):
        yield _row(f"{start}-{source}-page-ms", median(seconds) * 1000, None, "150 on text", len(seconds), "ms")
    yield _row(f"{start}-failed", result.failed / max(1, result.documents), None, "0", result.documents)
    if result.left_out:
        yield _row(f"{start}-left-out", float(result.left_out), None, "trained on", result.left_out, "documents")


def repeat_rows(result: Result) -> Iterator[_Row]:
    """Yield what is right of documents whose supplier was seen before, beside the same without a memory."""
    found = learn(result.readings)
    aims = dict(zip(SEEN, ("0.85", "0.95", "0.95", "0.97"), strict=True))
    for seen in SEEN:
        learned, plain = found.learned[seen], found.plain[seen]
        if learned.labelled:
            count = sum(learned.labelled.values())
            what = "without a memory, same words"
            yield _row(f"capture-{result.name}-seen-{seen}", learned.micro(), plain.micro(), aims[seen], count, of=what)
    if found.shown.sure:
        yield from sure_rows(f"{result.name}-repeated", found.shown)


def sure_rows(source: str, shown: Shown) -> Iterator[_Row]:
    """Yield what is shown as sure and is wrong, how much is so shown, and the calibration, of one source."""
    start = f"capture-{source}"
    yield _row(f"{start}-sure-share", shown.share, None, "0.60", shown.fields)
    yield _row(f"{start}-sure-but-wrong", shown.wrong_share, None, "0.010", shown.sure)
    yield _row(f"{start}-sure-but-wrong-upper-bound", shown.upper_bound, None, "0.015", shown.sure)
    yield _row(f"{start}-calibration-error", shown.error(), None, "0.05", shown.fields)
    for low, count, sure, right in shown.table():
        yield _row(f"{start}-confidence-{low:.2f}", right, sure, "its confidence", count, of="the confidence shown")


def _row(  # noqa: PLR0913, PLR0917 - the parts of a figure
    name: str,
    value: float | None,
    baseline: float | None,
    aim: str,
    runs: int,
    unit: str = "share",
    of: str = "a naive reader by labels, same words",
) -> _Row:
    beside = None if baseline is None else {"what": of, "value": round(baseline, 4)}
    ratio = round(value / baseline, 3) if baseline and value is not None else None
    rounded = None if value is None else round(value, 4)
    return {"name": name, "unit": unit, "value": rounded, "baseline": beside, "ratio": ratio, "aim": aim, "runs": runs}


def _print(found: Iterator[_Row], *, as_json: bool) -> None:
    for row in found:
        sys.stdout.write((json.dumps(row) if as_json else _sentence(row)) + "\n")
        sys.stdout.flush()


def _sentence(row: _Row) -> str:
    baseline = row["baseline"]
    beside = f"  {baseline['what']} {baseline['value']:.3f}" if isinstance(baseline, dict) else ""
    return f"{row['name']:52} {row['value']:.3f}{beside}   aim {row['aim']}, n = {row['runs']}"
