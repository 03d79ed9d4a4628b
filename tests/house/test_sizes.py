from __future__ import annotations

from statistics import median

import pytest

from tests.house.sources import Module, modules

MODULE_CAP, MODULE_MEDIAN = 500, 150
FUNCTION_CAP, FUNCTION_MEDIAN = 60, 8


def lengths(module: Module) -> dict[str, int]:
    return {
        f"{module.path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for function in module.functions()
    }


@pytest.mark.parametrize("folder", ["bookdesk", "tests"])
def test_modules_are_short(folder: str) -> None:
    lines = {module.path: module.text.count("\n") for module in modules(folder)}
    assert {path: count for path, count in lines.items() if count > MODULE_CAP} == {}
    assert median(lines.values()) <= MODULE_MEDIAN


@pytest.mark.parametrize("folder", ["bookdesk", "tests"])
def test_functions_are_short(folder: str) -> None:
    lines = {name: count for module in modules(folder) for name, count in lengths(module).items()}
    assert {name: count for name, count in lines.items() if count > FUNCTION_CAP} == {}
    assert median(lines.values()) <= FUNCTION_MEDIAN
