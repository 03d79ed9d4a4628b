from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator

from tests.house.sources import Module, modules, texts

DOORS = frozenset({"bookdesk.cli.main", "bookdesk.ui.tasks", "bookdesk.jobs.runner"})
"""The three places where anything at all may be caught."""

MONEY = frozenset(
    {
        "bookdesk.core.amounts",
        "bookdesk.core.currencies",
        "bookdesk.core.money",
        "bookdesk.approvals",
        "bookdesk.formats.bankfiles",
        "bookdesk.formats.einvoice",
        "bookdesk.ledger",
        "bookdesk.models",
        "bookdesk.payments",
        "bookdesk.takeon",
    }
)
"""Packages in which no number with a binary fraction appears at all."""

# Put together from pieces, so that this file does not contain what it looks for.
FOREIGN = [
    *("/" + folder + "/" for folder in ("work", "tmp", "root", "home")),
    *(
        host + "." + end
        for host, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
    ),
]
UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")))


def findings(folder: str, look: Callable[[ast.AST], bool], leave: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{module.path}:{getattr(node, 'lineno', 0)}"
        for module in modules(folder)
        if not module.within(leave)
        for node in ast.walk(module.tree)
        if look(node)
    ]


def names(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from names(element)
    elif isinstance(node, ast.Name):
        yield node.id


def is_broad(node: ast.AST) -> bool:
    """Whether it takes anything at all and keeps it; to clean up and raise again is no catching."""
    if not isinstance(node, ast.ExceptHandler) or (isinstance(node.body[-1], ast.Raise) and not node.body[-1].exc):
        return False
    return node.type is None or not {"Exception", "BaseException"}.isdisjoint(names(node.type))


def is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "float"
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def calls(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return (isinstance(node.func, ast.Name) and node.func.id == name) or (
        isinstance(node.func, ast.Attribute) and node.func.attr == name
    )


def is_empty_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant)


def is_silent_skip(node: ast.AST) -> bool:
    marked = isinstance(node, ast.Attribute) and node.attr == "skip" and isinstance(node.value, ast.Attribute)
    return marked or (calls(node, "skip") and not getattr(node, "args", []))


def test_everything_is_caught_at_three_doors_only() -> None:
    assert findings("bookdesk", is_broad, leave=DOORS) == []
    assert findings("tests", is_broad) == []


def test_no_binary_fraction_comes_near_money() -> None:
    elsewhere = frozenset(module.dotted for module in modules() if not module.within(MONEY))
    assert findings("bookdesk", is_float, leave=elsewhere) == []


def test_the_core_knows_only_the_standard_library() -> None:
    known = sys.stdlib_module_names | {"bookdesk"}
    core = modules("bookdesk/core")
    foreign = {name for module in core for name in module.imports() if name.partition(".")[0] not in known}
    upward = {name for module in core for name in module.imports() if name.startswith("bookdesk.")}
    assert foreign == set()
    assert {name for name in upward if not name.startswith("bookdesk.core")} == set()


def test_tests_do_not_sleep_nor_assert_nothing_nor_skip_silently() -> None:
    assert findings("tests", lambda node: calls(node, "sleep")) == []
    assert findings("tests", is_empty_assertion) == []
    assert findings("tests", is_silent_skip) == []


def is_guessed_tip(node: ast.AST) -> bool:
    """Whether a tool tip is neither a literal nor shown letter by letter: Qt would guess whether it is markup."""
    if not isinstance(node, ast.Call) or not (calls(node, "setToolTip") or calls(node, "showText")):
        return False
    words = node.args[1] if calls(node, "showText") else node.args[0]
    return not (isinstance(words, ast.Constant) or calls(words, "plain_tip"))


def test_no_tool_tip_is_taken_for_markup() -> None:
    assert findings("bookdesk", is_guessed_tip) == []


def test_every_exemption_from_a_rule_gives_its_reason() -> None:
    bare = re.compile(r"#\s*noqa(?!:)|#\s*noqa:\s*[A-Z0-9, ]+$")
    lines = {
        f"{module.path}:{number}": line
        for folder in ("bookdesk", "tests")
        for module in modules(folder)
        for number, line in enumerate(module.text.splitlines(), 1)
    }
    assert [where for where, line in lines.items() if bare.search(line)] == []


def test_no_file_names_a_machine_or_a_registry_or_unfinished_work() -> None:
    named = {path: [word for word in FOREIGN if word in text] for path, text in texts().items()}
    unfinished = {path: UNFINISHED.findall(text) for path, text in texts().items() if not path.endswith(".lock")}
    assert {path: words for path, words in named.items() if words} == {}
    assert {path: words for path, words in unfinished.items() if words} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [module.path for module in modules() if not documented(module)] == []


def documented(module: Module) -> bool:
    return ast.get_docstring(module.tree) is not None
