"""Sets of offers as bits: which offers have a value, how many of a selection do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

Mask = np.ndarray  # one bool per row


class Bitmaps:
    """For one facet, a row of bits per value; counting a selection costs microseconds per value."""

    def __init__(self, rows: Sequence[Iterable[str]]):
        self.size = len(rows)
        members: dict[str, list[int]] = {}
        for position, values in enumerate(rows):
            for value in values:
                members.setdefault(value, []).append(position)
        self.values = sorted(members)
        self._row = {value: number for number, value in enumerate(self.values)}
        self._bits = np.zeros((len(self.values), _words(self.size) * 8), dtype=np.uint8)
        for value, positions in members.items():
            mask = np.zeros(self.size, dtype=bool)
            mask[positions] = True
            packed = np.packbits(mask)
            self._bits[self._row[value], : len(packed)] = packed

    def mask(self, value: str) -> Mask:
        """Return which rows have the value; none for a value no row has."""
        row = self._row.get(value)
        if row is None:
            return np.zeros(self.size, dtype=bool)
        return np.unpackbits(self._bits[row], count=self.size).view(bool)

    def any(self, values: Iterable[str]) -> Mask:
        found = np.zeros(self.size, dtype=bool)
        for value in values:
            found |= self.mask(value)
        return found

    def all(self, values: Iterable[str]) -> Mask:
        found = np.ones(self.size, dtype=bool)
        for value in values:
            found &= self.mask(value)
        return found

    def counts(self, selection: Mask) -> dict[str, int]:
        """Return how many selected rows have each value; zero counts are left out."""
        if not self.values:
            return {}
        packed = np.zeros(self._bits.shape[1], dtype=np.uint8)
        bits = np.packbits(selection)
        packed[: len(bits)] = bits
        both = self._bits.view(np.uint64) & packed.view(np.uint64)
        totals = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return {value: int(total) for value, total in zip(self.values, totals, strict=True) if total}


def _words(size: int) -> int:
    return max(1, -(-size // 64))
