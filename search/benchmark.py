"""A fixed mix of sixty searches, timed: in process, as whole pages, and as load on a running server."""

from __future__ import annotations

import datetime as dt
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Words, filters, facets, grid, distance and dates, as visitors mix them; {today} etc. are filled in.
MIX = (
    "q=fodbold",
    "q=svømning",
    "q=badminton voksne",
    "q=sprogcafe",
    "q=dans børn",
    "q=yoga",
    "q=skak",
    "q=kor",
    "q=madklub",
    "q=aeldreklub",
    "q=norrebro",
    "q=lektiehjælp tirsdag",
    "category=football",
    "category=swimming&gender=girls",
    "category=football&audience=children&weekday=wed",
    "category=language-cafe&time=evening",
    "category=senior-club&district=broenshoej-husum",
    "category=gymnastics-dance&category=movement-health",
    "category=music-theatre&audience=teens",
    "category=homework-help&after=14:00&before=17:30",
    "audience=seniors&time=forenoon",
    "audience=babies",
    "audience=children&price=free",
    "audience=teens&weekday=fri&time=evening",
    "audience=adults&time=evening&district=noerrebro",
    "gender=women",
    "gender=girls&time=evening",
    "kind=course",
    "kind=open-door&open=now",
    "district=noerrebro",
    "district=amager-oest&district=amager-vest",
    "district=valby&weekday=sat",
    "area=christianshavn",
    "area=kongens-enghave&time=afternoon",
    "place=tingbjerg",
    "postcode=2200",
    "near=55.6936,12.5480",
    "near=55.6936,12.5480&time=evening",
    "near=noerreport&radius=3000&category=arts-crafts",
    "near=55.66,12.60&radius=800&sort=distance",
    "weekday=mon",
    "weekday=sat&weekday=sun",
    "time=evening",
    "time=forenoon&weekday=tue",
    "after=17:00",
    "after=09:00&before=14:00",
    "date={today}",
    "date={today}&until={in_a_week}",
    "date={in_a_week}&until={in_two_weeks}&time=evening",
    "date={today}&until={today}&after=17:00",
    "date={in_two_weeks}&until={in_two_weeks}&district=oesterbro",
    "language=ar",
    "language=tr&language=so",
    "danish=0",
    "danish=1&time=evening",
    "price=free",
    "price_max=500&audience=children",
    "age=8&weekday=wed",
    "flag=fee-support&age=8-12",
    "flag=drop-in&flag=outdoor&page=2",
)


@dataclass(frozen=True)
class Timing:
    """Milliseconds over all runs, and database queries of one run of each."""

    name: str
    p50: float
    p95: float
    slowest: str
    queries: float

    def __str__(self):
        text = f"{self.name:<34} p50 {self.p50:7.2f} ms   p95 {self.p95:7.2f} ms   queries {self.queries:4.1f}"
        return f"{text}   slowest: {self.slowest}"


def filled_in(mix: Iterable[str], today) -> list[str]:
    days = {
        "today": today,
        "in_a_week": today + dt.timedelta(days=7),
        "in_two_weeks": today + dt.timedelta(days=14),
    }
    return [line.format(**days) for line in mix]


def timed(name: str, jobs: list[tuple[str, Callable]], rounds: int) -> Timing:
    """Run each job once to warm up, then `rounds` times, and say how long it took."""
    for _label, job in jobs:
        job()
    taken = [(_milliseconds(job), label) for _round in range(rounds) for label, job in jobs]
    durations = [duration for duration, _label in taken]
    counts = [_queries(job) for _label, job in jobs]
    return Timing(
        name,
        statistics.median(durations),
        percentile(durations, 95),
        max(taken)[1],
        statistics.mean(counts),
    )


def _milliseconds(job):
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def _queries(job):
    with CaptureQueriesContext(connection) as captured:
        job()
    return len(captured)


def percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(frozen=True)
class Load:
    requests: int
    per_second: float
    p50: float
    p95: float
    failed: int

    def __str__(self):
        return (
            f"{self.requests} requests, {self.per_second:.0f} a second, "
            f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms, {self.failed} failed"
        )


def put_load_on(base: str, paths: list[str], clients: int, seconds: float) -> Load:
    """Ask a running server on this machine from `clients` threads for some seconds.

    Raises ValueError when the address is not of this machine: other people's servers are not ours to load.
    """
    parts = urlsplit(base)
    if parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("Load is put on a server of this machine only.")
    stop = time.perf_counter() + seconds
    durations: list[float] = []
    failed: list[int] = []

    def client(number):
        line = HTTPConnection(parts.hostname, parts.port or 80, timeout=30)
        at = number * 7
        while time.perf_counter() < stop:
            start = time.perf_counter()
            line.request("GET", paths[at % len(paths)])
            answer = line.getresponse()
            answer.read()
            durations.append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                failed.append(answer.status)
            at += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - begun
    return Load(
        len(durations),
        len(durations) / elapsed,
        statistics.median(durations),
        percentile(durations, 95),
        len(failed),
    )
