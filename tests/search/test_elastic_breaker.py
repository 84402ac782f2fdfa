"""The breaker: when it opens, whom it lets try, and when it closes."""

import threading

import pytest

from search.engines.elastic import client
from search.engines.elastic.breaker import CLOSED, HALF_OPEN, OPEN, Breaker
from search.engines.elastic.client import asking


class Watch:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def broken(watch):
    breaker = Breaker(failures=3, first_wait=1.0, longest_wait=4.0, trial_time=5.0, now=watch)
    for _failure in range(3):
        breaker.failed(breaker.admit())
    return breaker


def test_it_opens_after_failures_in_a_row_only(watch):
    breaker = Breaker(failures=3, now=watch)
    for _round in range(5):
        breaker.failed(breaker.admit())
        breaker.failed(breaker.admit())
        breaker.worked(breaker.admit())
    assert breaker.state == CLOSED
    for _failure in range(3):
        breaker.failed(breaker.admit())
    assert breaker.state == OPEN
    assert breaker.admit() is None


def test_it_opens_at_once_where_a_failure_cost_all_the_time(watch):
    breaker = Breaker(failures=3, now=watch)
    breaker.failed(breaker.admit(), at_once=True)
    assert breaker.state == OPEN


def test_after_the_wait_one_may_try_and_its_success_lets_everyone_ask(watch, broken):
    watch.now += 0.9
    assert broken.admit() is None
    watch.now += 0.2
    trial = broken.admit()
    assert trial is not None
    assert broken.state == HALF_OPEN
    assert broken.admit() is None
    broken.worked(trial)
    assert broken.state == CLOSED
    assert broken.admit() is not None


def test_waits_grow_up_to_the_longest_and_begin_anew_after_a_success(watch, broken):
    waits = []
    for _trial in range(4):
        waits.append(broken.wait_left)
        watch.now += broken.wait_left
        broken.failed(broken.admit())
    assert waits == [1.0, 2.0, 4.0, 4.0]
    watch.now += broken.wait_left
    broken.worked(broken.admit())
    broken.failed(broken.admit(), at_once=True)
    assert broken.wait_left == 1.0


def test_answers_to_questions_of_before_count_for_nothing(watch):
    breaker = Breaker(failures=1, now=watch)
    early, late = breaker.admit(), breaker.admit()
    breaker.failed(early)
    breaker.worked(late)
    assert breaker.state == OPEN


def test_a_trial_that_tells_nothing_or_never_comes_back_is_followed_by_another(watch, broken):
    watch.now += 1
    broken.dropped(broken.admit())
    lost = broken.admit()
    assert lost is not None
    watch.now += 4.9
    assert broken.admit() is None
    watch.now += 0.2
    assert broken.admit() is not None


def test_of_many_threads_one_gets_the_trial(watch, broken):
    watch.now += 1
    tickets, start = [], threading.Barrier(20)

    def try_it():
        start.wait()
        tickets.append(broken.admit())

    threads = [threading.Thread(target=try_it) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([ticket for ticket in tickets if ticket is not None]) == 1


def test_an_error_of_ours_within_gives_the_trial_back(watch, broken, monkeypatch):
    monkeypatch.setattr(client, "_breaker", broken)
    watch.now += 1
    with pytest.raises(KeyError), asking():
        raise KeyError
    assert broken.admit() is not None
