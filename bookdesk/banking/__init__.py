"""The bank: statements imported, lines matched, coded and reconciled. Decisions are pure; `service` is the shell."""

from __future__ import annotations
