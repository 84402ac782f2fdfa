"""Between its rounds housekeeping looks several times a second for what can't wait."""

import threading
import time

import pytest

from activities import housekeeping


@pytest.fixture
def watchers(monkeypatch):
    monkeypatch.setattr(housekeeping, "_watchers", {})
    return housekeeping._watchers


def test_watchers_are_asked_several_times_a_second_until_the_round_is_over(watchers):
    asked = []

    @housekeeping.register_watcher
    def look():
        asked.append(time.monotonic())
        return 0

    began = time.monotonic()
    housekeeping.watch(1.0, threading.Event())
    assert 0.9 < time.monotonic() - began < 3
    assert 2 <= len(asked) <= 5


def test_a_watcher_that_found_work_is_asked_again_at_once(watchers):
    left = [1] * 20

    @housekeeping.register_watcher
    def work():
        return left.pop() if left else 0

    began = time.monotonic()
    housekeeping.watch(0.2, threading.Event())
    assert time.monotonic() - began < 2
    assert left == []


def test_a_watcher_that_fails_is_logged_once_and_rests_until_the_next_round(watchers, caplog):
    asked = []

    @housekeeping.register_watcher
    def broken():
        asked.append(1)
        raise RuntimeError("the database is away")

    @housekeeping.register_watcher
    def sound():
        return 0

    housekeeping.watch(0.6, threading.Event())
    assert len(asked) == 1
    assert caplog.text.count("broken failed") == 1
    housekeeping.watch(0.1, threading.Event())
    assert len(asked) == 2


def test_watching_ends_as_soon_as_it_is_told(watchers):
    end = threading.Event()

    @housekeeping.register_watcher
    def told():
        end.set()
        return 1

    began = time.monotonic()
    housekeeping.watch(60, end)
    assert time.monotonic() - began < 5


def test_a_single_run_asks_until_nothing_is_left(watchers):
    left = [3, 2]

    @housekeeping.register_watcher
    def work():
        return left.pop() if left else 0

    @housekeeping.register_watcher
    def broken():
        raise RuntimeError

    assert housekeeping.catch_up() == {"work": 5, "broken": None}
