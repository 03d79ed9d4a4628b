"""`python -m bookdesk.sandbox.papers FOLDER`: write every sample document, its known answer beside it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bookdesk.sandbox.papers import further, irish, journey


def main(folder: Path) -> None:
    """Write all files into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, paper in (journey() | irish() | further()).items():
        (folder / name).write_bytes(paper.data)
        answer = json.dumps(paper.truth.answer(), ensure_ascii=False, indent=1)
        (folder / f"{name}.answer.json").write_text(answer + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
