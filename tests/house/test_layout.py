from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module

import bookdesk
from bookdesk.__main__ import CHILDREN
from tests.house.sources import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]


def placed() -> set[str]:
    return {name.strip("() ") for layer in LAYERS for name in layer.split("|")}


def there() -> set[str]:
    top = {module.path.split("/")[1].removesuffix(".py") for module in modules()}
    return top - {"__init__"}


def test_every_package_has_its_place_in_the_stack() -> None:
    assert there() - placed() == set()


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {module.path.rpartition("/")[0] for module in modules() if "migrations" not in module.path}
    assert sorted(folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()) == []


def test_decisions_are_listed_once_and_alike() -> None:
    lists = [
        contract["source_modules"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("Decisions")
    ]
    assert len(lists) == 2
    assert lists[0] == lists[1] == sorted(lists[0])


def test_what_calls_itself_pure_is_on_the_list() -> None:
    listed = next(
        frozenset(contract["source_modules"])
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("Decisions")
    )
    claimed = {module.dotted for module in modules() if re.search(r"\bPure[.:]", ast.get_docstring(module.tree) or "")}
    assert {name for name in claimed if not within(name, listed)} == set()


def within(name: str, packages: frozenset[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_program_names_its_providers_in_one_place() -> None:
    providers = "bookdesk.sync.providers"
    naming = {
        module.dotted
        for module in modules()
        if not module.dotted.startswith(providers) and any(name.startswith(providers) for name in module.imports())
    }
    assert naming <= {"bookdesk.sync.connection"}


def test_every_child_in_the_table_can_be_started() -> None:
    for where in CHILDREN.values():
        module, _, function = where.partition(":")
        assert callable(getattr(import_module(module), function))


def test_one_version_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert bookdesk.__version__ == version
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_machines_run_what_people_run() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert steps[-1] == "exec python3 dev.py test"
    assert "python3 dev.py test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_opens_with_the_two_commands() -> None:
    commands = re.findall(r"^python3 dev\.py .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [command.split("#")[0].split()[:3] for command in commands[:2]] == [
        ["python3", "dev.py", "demo"],
        ["python3", "dev.py", "test"],
    ]
