"""What a firm hosts installs nothing of the desk: its list of packages is the lock's, and its code stands alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT
from tests.support import portalneeds

OF_THE_DESK = ("PySide6", "shiboken6", "sqlcipher3", "keyring", "pypdfium2", "tesserocr", "numpy", "reportlab", "lxml")


def test_the_list_of_packages_is_made_of_the_lock() -> None:
    assert portalneeds.FILE.read_text("utf-8") == portalneeds.wanted()
    assert not [name for name in OF_THE_DESK if f"\n{name.lower()}" in portalneeds.FILE.read_text("utf-8")]


def test_every_foreign_import_of_what_is_hosted_is_known() -> None:
    assert portalneeds.imported() <= set(portalneeds.ROOTS)


def test_the_container_has_what_it_runs_and_nothing_else(tmp_path: Path) -> None:
    """The folders that it copies are enough, in a process where nothing of the desk can be imported."""
    copied = [line.split()[1] for line in _container() if line.startswith("COPY bookdesk/")]
    for name in copied:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    program = (
        f"import sys\nfor name in {OF_THE_DESK!r}: sys.modules[name] = None\n"
        "import pkgutil, bookdesk, bookdesk.gateways, bookdesk.protocol, bookdesk.server\n"
        "for part in (bookdesk.gateways, bookdesk.protocol, bookdesk.server):\n"
        "    for found in pkgutil.walk_packages(part.__path__, part.__name__ + '.'):\n"
        "        found.name.endswith('__main__') or __import__(found.name)\n"
        "assert bookdesk.__file__.startswith(sys.argv[1]), bookdesk.__file__\n"
        "assert 'bookdesk.store' not in sys.modules\n"
    )
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, sys.argv[1])\n{program}", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def _container() -> list[str]:
    return (ROOT / "deploy" / "Containerfile").read_text("utf-8").splitlines()
