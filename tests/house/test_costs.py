"""What a guess at a passphrase costs is the program's own affair: neither a setting nor the environment reaches it."""

from __future__ import annotations

import ast

from tests.house.sources import Module, modules

MAKERS = {"bookdesk/security/passphrase.py", "bookdesk/bench/firm.py"}
"""Where costs are decided on: the standard, and the benchmark's, whose passphrase checks are not what it measures."""
SETTLED = ("bookdesk.security.passphrase", "bookdesk.security.calibration", "bookdesk.security.machine")
OUTSIDE = {"environ", "getenv", "environb", "argv"}
READERS = {"bookdesk.security.settings", "bookdesk.store.practice", "json", "tomllib", "configparser", "argparse"}


def named(module: Module) -> set[str]:
    nodes = list(ast.walk(module.tree))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in nodes if isinstance(node, ast.Name)}


def makes(module: Module, what: str) -> bool:
    calls = (node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == what for called in calls)


def test_no_module_but_the_standard_s_own_makes_costs() -> None:
    for what in ("CostPolicy", "Costs"):
        makers = {module.path for module in modules() if makes(module, what)}
        assert makers <= MAKERS | {"bookdesk/security/slots.py", "bookdesk/security/slotkeys.py"}, what
    assert {module.path for module in modules() if makes(module, "CostPolicy")} == MAKERS


def test_what_settles_them_looks_at_nothing_from_outside() -> None:
    looked_at = [module for module in modules() if module.dotted in SETTLED]
    assert len(looked_at) == len(SETTLED)
    for module in looked_at:
        assert not named(module) & OUTSIDE, module.path
        assert not set(module.imports()) & READERS, module.path
