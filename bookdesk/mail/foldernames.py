"""Names of a mailbox's folders, as people write them and as IMAP does. Pure.

People write `Clients/Müller`. On the wire the letters outside ASCII are coded in a form of UTF-7 (RFC 3501, 5.1.3),
levels are parted by what the server chose, and all but the inbox may lie below a prefix (RFC 2342).
"""

from __future__ import annotations

import base64
import re

_CODED = re.compile(r"&|[^\x20-\x7e]+")
_LEVELS = "/"


def on_the_wire(name: str, separator: str = _LEVELS, prefix: str = "") -> str:
    """Return the name of a folder as a server is told it."""
    written = name.replace(_LEVELS, separator) if separator else name
    inside = written.casefold() == "inbox" or (prefix and written.startswith(prefix))
    return _CODED.sub(_coded, written if inside else prefix + written)


def _coded(part: re.Match[str]) -> str:
    if part[0] == "&":
        return "&-"
    packed = base64.b64encode(part[0].encode("utf-16-be", "surrogatepass")).decode("ascii")
    return f"&{packed.rstrip('=').replace('/', ',')}-"
