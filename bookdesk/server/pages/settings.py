"""What the pages are told once, at start."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass


def _fresh_id() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class PageSettings:
    """`address` is the portal's own origin (`https://pay.example`), `gateways` the origins of the gateways' pages.

    `secret` (32 bytes or more) keys the forms' tokens; it must be the same in every process of a portal. `fresh_id`
    returns 256 bits as base64url. A question may carry `files` files of `file_bytes` each.
    """

    address: str
    gateways: tuple[str, ...]
    secret: bytes
    fresh_id: Callable[[], str] = _fresh_id
    files: int = 3
    file_bytes: int = 5 * 1024 * 1024

    def is_gateway(self, url: str) -> bool:
        """Whether an address is a page of one of the gateways: nobody is sent anywhere else."""
        return any(url.startswith(f"{origin}/") for origin in self.gateways)
