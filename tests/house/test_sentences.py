"""Sentences that are shown in the window and on the command line alike, and what is typed on the latter."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import pytest

from bookdesk.cli.main import AREAS
from tests.house.sources import Module, modules

COMMAND_LINE = frozenset({"bookdesk.__main__", "bookdesk.app", "bookdesk.bench", "bookdesk.cli", "bookdesk.sandbox"})
"""What speaks on the command line only."""
TRADE = frozenset({"bank code", "bank lines", "bank rules", "bank statements", "bank transfer", "pay part"})
"""Words of the trade that happen to be commands, too."""
_GAP = "…"
"""What stands in a sentence for a part that is computed."""


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """Return every command with its words after `bookdesk`: `pay list`."""
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for area in AREAS:
        import_module(f"bookdesk.cli.{area}").register(subparsers)
    return dict(_below(parser, ""))


def _below(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    choices = [
        action.choices
        for action in parser._actions  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - as above
    ]
    if not choices:
        yield words, parser
    for action in parser._actions:  # noqa: SLF001 - as above
        acts = action.choices if action.choices and not action.option_strings and not choices else ()
        yield from ((f"{words} {act}", parser) for act in acts)
    for found in choices:
        for name, one in found.items():
            yield from _below(one, f"{words} {name}".strip())


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings}  # noqa: SLF001 - as above


@cache
def typed() -> re.Pattern[str]:
    """Return what only makes sense to somebody who types commands."""
    words = "|".join(sorted({name for names in AREAS.values() for name in names}))
    acts = "|".join(re.escape(name) for name in commands() if " " in name and name not in TRADE)
    told = "|".join(re.escape(name) for name in commands())
    return re.compile(
        rf"`|(?<![\w-])--[a-z]|\bbookdesk (?:{words})\b|\b(?:{acts})\b|(?:[:(;]|\b[Rr]un|\b[Ss]ee) (?:{told})\b[.;:)]?$"
        rf"|\w=[\w{_GAP}]|\bFIELD\b|\bline\.(?:N\b|\d|{_GAP})"
    )


def text_of(node: ast.expr) -> str | None:
    """Return a literal's text, with a gap for each computed part; None for what is no literal."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(str(part.value) if isinstance(part, ast.Constant) else _GAP for part in node.values)


def sentences(module: Module) -> Iterator[tuple[int, str]]:
    """Return line and text of every literal of several words, without docstrings, commands, SQL and patterns."""
    apart = {id(part) for node in ast.walk(module.tree) for part in _apart(node)}
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.expr) or id(node) in apart:
            continue
        text = text_of(node)
        if text is not None and " " in text and not _FOREIGN.match(text) and not _COMMAND.match(text):
            yield node.lineno, text


_FOREIGN = re.compile(r"\s*(?:PRAGMA|SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|WITH RECURSIVE|WHERE) |[^a-z]*\Z|.*\(\?P")


_COMMAND = re.compile(r"bookdesk [a-z]")
"""How a literal begins that is a whole command; no sentence begins so."""


def _apart(node: ast.AST) -> Iterator[ast.AST]:
    """Return what is read by no person, or on the command line only."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in ast.walk(node) if part is not node)
    elif isinstance(node, ast.keyword) and node.arg == "command":
        yield from ast.walk(node.value)


def told_commands() -> list[tuple[str, str]]:
    """Return where and what of all that is typed: whole commands, and what else goes with a failure as its command."""
    return [
        (f"{module.path}:{node.lineno}", text)
        for module in modules()
        if not module.within(COMMAND_LINE)
        for node, sure in _typed(module.tree)
        if (text := text_of(node)) and (sure or _COMMAND.match(text))
    ]


def _typed(tree: ast.Module) -> Iterator[tuple[ast.expr, bool]]:
    """Yield every expression, and whether it is a command by its place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "command":
            yield node.value, True
        elif isinstance(node, ast.expr):
            yield node, False


def fault_of(line: str) -> str:
    """Return what is wrong with what a person is told to type; nothing where it is a command of ours."""
    if line.startswith("--"):
        known = {name for parser in commands().values() for name in options(parser)}
        return "" if line.split(maxsplit=1)[0] in known else "no option of any command"
    words = line.split()
    name = next((" ".join(words[1:end]) for end in (4, 3, 2) if " ".join(words[1:end]) in commands()), None)
    if words[0] != "bookdesk" or name is None:
        return "no command"
    unknown = {word for word in words if word.startswith("--")} - options(commands()[name])
    return f"no option: {', '.join(unknown)}" if unknown else ""


def test_no_sentence_below_the_command_line_names_a_command_or_an_option() -> None:
    found = [
        f"{module.path}:{line}: {text}"
        for module in modules()
        if not module.within(COMMAND_LINE)
        for line, text in sentences(module)
        if typed().search(text)
    ]
    assert found == []


def test_every_command_that_goes_with_a_failure_is_one_of_ours() -> None:
    faults = {f"{where}: {line}": fault_of(line) for where, text in told_commands() for line in text.split("; ")}
    assert {line: fault for line, fault in faults.items() if fault} == {}
    assert faults


@pytest.mark.parametrize(
    "sentence",
    [
        "See `bookdesk inbox list`.",
        "Run bookdesk verify and restore the client.",
        "Name it with --with, or code the line.",
        "Undo that match first: bank undo LINE.",
        "Choose one: sync map.",
        "See all with: pay list.",
        "Why each is left (pay due).",
        "Write FIELD and VALUE.",
        "Set rate=… (base currency for one unit).",
        "Reject it, or set duplicate=no if it is right.",
        "Only line.N.account may change.",
        "See its state with: bank lines.",
    ],
)
def test_such_a_sentence_is_found(sentence: str) -> None:
    assert typed().search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Choose the bank lines that it pays.",
        "A bank transfer needs two accounts.",
        "Choose one from the list.",
        "Void its bill instead.",
        "It is written with a dash -- or none.",
    ],
)
def test_plain_words_of_the_trade_are_not(sentence: str) -> None:
    assert not typed().search(sentence)


@pytest.mark.parametrize("line", ["bookdesk pay lists", "bookdesk pay list --nothing", "pay list", "--nothing"])
def test_a_command_that_is_none_of_ours_is_found(line: str) -> None:
    assert fault_of(line)
