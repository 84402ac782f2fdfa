"""What of a snapshot is still to come at one minute: day bits not yet over, and each slot's next date."""

from __future__ import annotations

import datetime as dt

import numpy as np

from .snapshot import DAY_MINUTES, DAYS, NEVER, WORDS, Slots, Snapshot

HORIZON_DAYS = 400


class Coming:
    """The coming dates of a snapshot's slots at `moment` (local, aware), to the minute; `generation` is its state."""

    def __init__(self, snapshot: Snapshot, moment: dt.datetime, generation=None):
        self.snapshot = snapshot
        self.generation = generation
        self.today = moment.date().toordinal()
        self.minute = moment.hour * 60 + moment.minute
        slots = snapshot.slots
        self.days = self._unended(slots)
        self.slot_next = self.next_of(self.days, slots)
        self.group_next = np.full(slots.groups, NEVER, dtype=np.int64)
        np.minimum.at(self.group_next, slots.group, self.slot_next)
        self.agreement = slots.agreement & (slots.until >= self.today)

    def _unended(self, slots: Slots):
        """Clear what is over: yesterday's and today's bit where the session has ended, and beyond the horizon."""
        days = slots.days & self.span_words(self.today - 1, self.today + HORIZON_DAYS)
        # An occurrence counts until its end: at 17.00 sharp one that ends 17.00 is over.
        ended_today = slots.end <= self.minute
        ended_yesterday = slots.end - DAY_MINUTES <= self.minute
        for ordinal, ended in ((self.today - 1, ended_yesterday), (self.today, ended_today)):
            self._clear(days, ordinal, ended)
        return days

    def _clear(self, days, ordinal, rows):
        bit = ordinal - self.snapshot.base
        word = np.uint64(1 << (bit % 64))
        days[rows, bit // 64] &= ~word

    def span_words(self, first: int, last: int):
        """Return the bit mask of the days from `first` to `last` (ordinals, both included) as words."""
        low = max(0, first - self.snapshot.base)
        high = min(DAYS - 1, last - self.snapshot.base)
        bits = ((1 << (high + 1)) - 1) & ~((1 << low) - 1) if high >= low else 0
        return np.frombuffer(bits.to_bytes(WORDS * 8, "little"), dtype="<u8")

    def next_of(self, days, slots: Slots, rows=None):
        """Return the first day's start of each row of day bits, in minutes since day ordinal 0; NEVER without one."""
        start = slots.start if rows is None else slots.start[rows]
        nonzero = days != 0
        word_number = nonzero.argmax(axis=1)
        word = days[np.arange(len(days)), word_number]
        lowest = word & (~word + np.uint64(1))
        bit = np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)
        ordinal = self.snapshot.base + word_number * 64 + bit
        return np.where(word == 0, NEVER, ordinal * DAY_MINUTES + start)

    def within(self, first: dt.date, last: dt.date):
        """Return the day bits of the dates asked for, what is over left out."""
        # A session that began yesterday belongs to yesterday.
        return self.days & self.span_words(max(first.toordinal(), self.today), last.toordinal())

    def open_groups(self):
        """Return which groups have an opening-hours occurrence that contains this minute."""
        slots = self.snapshot.slots
        bit = self.today - self.snapshot.base
        now = self._has_bit(slots.days, bit) & (slots.start <= self.minute) & (self.minute < slots.end)
        late = self.minute + DAY_MINUTES
        past_midnight = self._has_bit(slots.days, bit - 1) & (slots.start <= late) & (late < slots.end)
        groups = np.zeros(slots.groups, dtype=bool)
        groups[slots.group[(now | past_midnight) & slots.opening]] = True
        return groups

    def _has_bit(self, days, bit):
        return (days[:, bit // 64] >> np.uint64(bit % 64)) & np.uint64(1) == 1
