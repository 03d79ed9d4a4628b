"""What the documents name exists: links, paths, commands' modules and the names of our own things."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

import pytest

from tests.house.sources import ROOT, modules, texts

LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"[\w.-]+(/[\w.*-]+)*/?")
NAME = re.compile(r"[A-Z][a-z]\w+(\.\w+)*(\(\))?")
SUFFIXES = (".py", ".md", ".toml", ".lock", ".db", "/")
WRITTEN_AT_RUN_TIME = frozenset({"practice.db", "books.db", "documents/", "clients/", "clients/<id>/"})

DOCUMENTS = [path for path in texts() if path.endswith(".md")]


@cache
def words() -> frozenset[str]:
    """Every identifier that our sources contain."""
    sources = (module.text for folder in ("bookdesk", "tests") for module in modules(folder))
    return frozenset(word for text in sources for word in re.findall(r"\w+", text))


def spans(document: str) -> list[str]:
    return SPAN.findall(FENCE.sub("", texts()[document]))


def exists(named: str, beside: str = "") -> bool:
    """Whether a path is there: from the root, from the package, or from beside the document."""
    places = (ROOT, ROOT / "bookdesk", ROOT / PurePosixPath(beside).parent)
    return any(next(place.glob(named.rstrip("/")), None) is not None for place in places)


def is_path(span: str) -> bool:
    return PATH.fullmatch(span) is not None and span.endswith(SUFFIXES) and span not in WRITTEN_AT_RUN_TIME


def is_module(span: str) -> bool:
    return re.fullmatch(r"bookdesk(\.\w+)+", span) is not None


def is_ours(dotted: str) -> bool:
    """Whether a dotted name leads to a module, or to something named in one."""
    path = dotted.replace(".", "/")
    parent, _, last = dotted.rpartition(".")
    return exists(path) or exists(path + ".py") or (exists(parent.replace(".", "/") + ".py") and last in words())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    targets = [target for target in LINK.findall(texts()[document]) if "://" not in target and "mailto:" not in target]
    assert [target for target in targets if not exists(target, beside=document)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_exist(document: str) -> None:
    assert [span for span in spans(document) if is_path(span) and not exists(span, beside=document)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_modules_and_names_exist(document: str) -> None:
    assert [span for span in spans(document) if is_module(span) and not is_ours(span)] == []
    named = [span for span in spans(document) if NAME.fullmatch(span)]
    assert [span for span in named if not set(span.removesuffix("()").split(".")) <= words()] == []
