"""What the house tests look at: our own files, each parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_OURS = ("bookdesk", "tests", "docs", "resources", "installers", ".ci")
_TEXT = frozenset(
    {".py", ".md", ".toml", ".lock", ".cfg", ".ini", ".sql", ".mako", ".json", ".yml", ".txt", ".xml", ""}
)


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the checkout's root, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def dotted(self) -> str:
        """The name under which it is imported: `bookdesk.core.money`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Return every function and method in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[str]:
        """Return the dotted names of the modules it imports, wherever the import stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module

    def within(self, packages: frozenset[str]) -> bool:
        """Whether it belongs to one of the named modules or packages."""
        parts = self.dotted.split(".")
        return any(".".join(parts[:length]) in packages for length in range(1, len(parts) + 1))


@cache
def modules(folder: str = "bookdesk") -> tuple[Module, ...]:
    """Return the modules below `folder`, by path."""
    files = sorted((ROOT / folder).rglob("*.py"))
    texts = ((file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) for file in files)
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


@cache
def texts() -> dict[str, str]:
    """Return every text file of ours: path from the root → text."""
    found = [file for file in ROOT.iterdir() if file.is_file()]
    for folder in _OURS:
        found += [file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    ours = (file for file in sorted(found) if file.suffix in _TEXT and file.name != ".gitignore")
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in ours}
