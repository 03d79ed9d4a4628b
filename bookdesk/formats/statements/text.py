"""Bytes to text: what banks claim about their character set is often wrong, so the bytes decide."""

from __future__ import annotations

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, *, claimed: str | None = None) -> str:
    """Return the text: by its byte order mark, else strict UTF-8, else `claimed`, else Windows-1252.

    UTF-8 comes before any claim because 1252 is claimed far more often than it is true, while text in 1252
    hardly ever happens to be valid UTF-8. Bytes that 1252 does not know become the replacement character.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for guess in ("utf-8", claimed or "utf-8"):
        try:
            return data.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def words(text: str, mark: str | None = None) -> frozenset[str]:
    """Return the words of a list written as one text, parted by blanks or by `mark`."""
    return frozenset(text.split(mark))


def squeeze(text: str) -> str:
    """Return `text` with every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def joined(*parts: str | None) -> str:
    """Join what is given by blanks, leaving out parts that an earlier one already says."""
    kept: list[str] = []
    for part in parts:
        clean = squeeze(part or "")
        if clean and not any(clean in earlier for earlier in kept):
            kept.append(clean)
    return " ".join(kept)
