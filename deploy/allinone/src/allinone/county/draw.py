"""Numbers that look drawn and are not: they follow from a seed and a name, on every machine and in every run."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


def number(seed: str, *name: object, below: int) -> int:
    """A number from 0 to below - 1. Raises ValueError where there is none."""
    if below < 1:
        raise ValueError(f"no number is at least 0 and below {below}")
    text = "|".join([seed, *map(str, name)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % below


def choice(seed: str, *name: object, of: Sequence[T]) -> T:
    return of[number(seed, *name, below=len(of))]


def parts(seed: str, *name: object, amount: Decimal, count: int) -> list[Decimal]:
    """The amount in so many uneven parts of whole yuan (the last one takes the rest); they sum to it exactly."""
    weights = [60 + number(seed, *name, part, below=80) for part in range(count)]
    shares = [amount * weight // sum(weights) for weight in weights[:-1]]
    return [*shares, amount - sum(shares, Decimal(0))]
