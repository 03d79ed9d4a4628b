"""Loads the second reader of the extra `bookdesk[rapid]`: the models of PP-OCR, run by ONNX Runtime.

`rapidocr` brings the models in its own package and would download others; here it is only ever handed the files that
are there. Both packages are looked up by name, since most installations have neither, and in a reader child only: no
other process imports them.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bookdesk.reading.layout import Piece
from bookdesk.reading.pictures import Gray, Picture
from bookdesk.reading.rapid import Corners, RapidReader
from bookdesk.reading.second import READER_PACKAGE, RUNTIME_PACKAGE, Models, is_installed, models
from bookdesk.reading.spelling import Guesses

_LONGEST_SIDE = 1_280
"""Pixels to which a page is reduced to find its lines: a third of the time of 2,000 for the same lines."""
_ALPHABET = "character"
"""Under this name the file of a speller holds its signs, one a line, without "none" and the space."""


class LateSecondReader:
    """Loads the second reader when the first page needs it, which takes most of a second. One thread only."""

    def __init__(self) -> None:
        """Start without one."""
        self._found: RapidReader | None = None

    def read(self, picture: Picture) -> tuple[Piece, ...] | None:
        """Return the words of `picture`; `None` where the extra is not installed."""
        if self._found is None:
            files = models()
            if files is None or not is_installed():
                return None
            self._found = load(files)
        return self._found.read(picture)


def load(files: Models) -> RapidReader:
    """Return the reader that these models make."""
    runtime: Any = importlib.import_module(RUNTIME_PACKAGE)
    runtime.disable_telemetry_events()
    importlib.import_module("cv2").setNumThreads(1)
    engine: Any = importlib.import_module(READER_PACKAGE).RapidOCR(params=_settings(files.finder))
    session = runtime.InferenceSession(str(files.speller), _options(runtime), providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0].name

    def find(page: Gray) -> Sequence[Corners]:
        boxes = engine(page, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if boxes is None else [np.asarray(box, dtype=np.float64) for box in boxes]

    def spell(lines: npt.NDArray[np.float32]) -> Sequence[Guesses]:
        guesses: Sequence[Guesses] = session.run(None, {entry: lines})[0]
        return guesses

    signs = str(session.get_modelmeta().custom_metadata_map[_ALPHABET]).splitlines()
    return RapidReader(find, spell, ("", *signs, " "))


def _settings(finder: Path) -> dict[str, object]:
    """Return how lines are found: one thread, as a reader has one processor, and no model but the one named."""
    runtime = "EngineConfig.onnxruntime"
    return {
        f"{runtime}.intra_op_num_threads": 1,
        f"{runtime}.inter_op_num_threads": 1,
        "Global.log_level": "critical",
        "Global.max_side_len": _LONGEST_SIDE,
        "Det.model_path": str(finder),
        "Det.limit_type": "max",
        "Det.limit_side_len": _LONGEST_SIDE,
    }


def _options(runtime: Any) -> Any:  # noqa: ANN401 - of a package that most installations lack
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return options
