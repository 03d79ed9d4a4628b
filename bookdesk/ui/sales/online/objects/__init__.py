"""Payouts and disputes as the gateway has them now."""
