"""Widgets built once and used by every screen; none of them knows a service."""
