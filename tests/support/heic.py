"""Photos as telephones write them (ISO/IEC 23008-12): a white page, 96 by 128, with a black corner at the top left.

The page was drawn and coded for these tests; nothing here can code another one, so it is kept as it came out.
"""

from __future__ import annotations

import base64
import zlib

_PHOTO = (
    "eNpjYGCQSSupLMhIzUxmAILczDRDEDs3MzGNgYHRKTe1JJEBAhQzUnKKoGyGgszkEgY0wFeQWZILZjECsVJmTj7YSBcHIJ8RLJwG"
    "oYFAA4iVMzPz0uDqRYGcVCYoL6Ms2RDEPJRZUFQApJdkFiTnA+kKoIQzI3MB3E65Dwx//v74wcDAz6wA1CjhwMjD+P8/SAEzwwQQ"
    "AURyu5gcFIGS2k6MjGgyCwwaGlN3TfLKnt3IyMwEEoIQAkpA9ewujAeLNig5AK0RySwuSIVamQDEDUAsUJBZkQkSYObg4ABSYpkF"
    "ubCwAnqYuZGpGcgyyE1JBIWUigbjeuGGZycygv//3/V4OdPavy+acr7//xzMkLZ0V/zFr9+eGck4AAAmAlBl"
)
_META, _PROPERTIES, _LIST, _LINKS, _END_OF_LINKS = 28, 156, 164, 328, 350
"""Where the boxes `meta`, `iprp`, `ipco` and `ipma` of the photo begin, and where the last one ends."""
_CONTENT = 0x166
"""Where the picture's own bytes begin, as the box `iloc` tells it."""


def photo() -> bytes:
    """Return the photo as it is."""
    return zlib.decompress(base64.b64decode(_PHOTO))


def turned_photo() -> bytes:
    """Return it as of a telephone held on its side: a property says that it is shown a quarter to the right."""
    data = bytearray(photo())
    turn = (9).to_bytes(4, "big") + b"irot\x03"
    place = data.index(_CONTENT.to_bytes(4, "big"))
    data[place : place + 4] = (_CONTENT + len(turn) + 1).to_bytes(4, "big")
    for box, more in ((_META, len(turn) + 1), (_PROPERTIES, len(turn) + 1), (_LIST, len(turn)), (_LINKS, 1)):
        data[box : box + 4] = (int.from_bytes(data[box : box + 4], "big") + more).to_bytes(4, "big")
    counted = _END_OF_LINKS - 4
    data[counted] += 1
    data[_END_OF_LINKS:_END_OF_LINKS] = b"\x84"
    data[_LINKS:_LINKS] = turn
    return bytes(data)
