"""The arithmetic that check digits are made of; which number uses which is told in `checkdigits` and `vatids`."""

from __future__ import annotations

from collections.abc import Sequence


def weighted_sum(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of `digits` (ASCII) times `weights`; `ValueError` unless both are of one length."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def luhn(digits: str) -> bool:
    """Whether ASCII `digits` satisfy ISO/IEC 7812-1 annex B: every second from the right doubled, sum divisible by 10.

    Every change of a single digit is caught, and every swap of neighbours except 09 and 90.
    """
    return luhn_sum(digits) % 10 == 0


def luhn_sum(digits: str) -> int:
    """Return the sum that Luhn's scheme takes modulo 10; the last digit counts once."""
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2]) + sum(sum(divmod(2 * value, 10)) for value in values[1::2])


def mod_97(text: str) -> int:
    """Return the number that `text` (digits and letters A..Z, A being 10) stands for, modulo 97 (ISO/IEC 7064)."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def mod_11_10(digits: str) -> bool:
    """Whether `digits` satisfy the hybrid system MOD 11,10 of ISO/IEC 7064 (their last one being the check digit)."""
    product = 10
    for digit in digits[:-1]:
        subtotal = (int(digit) + product) % 10 or 10
        product = 2 * subtotal % 11
    return (product + int(digits[-1])) % 10 == 1
