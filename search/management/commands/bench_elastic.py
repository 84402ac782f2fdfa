import statistics
import subprocess
import sys
import time
from urllib.parse import parse_qs

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from activities import clock
from activities.models import ActivityPage
from search import benchmark
from search.engines.elastic import benching, index
from search.engines.elastic.client import Unavailable
from search.query import parse
from search.vocabulary import vocabulary


class Command(BaseCommand):
    help = (
        "Times Elasticsearch on the offers of this database: searches beside the same requests sent by hand, a rebuild "
        "beside a bare bulk load, publishing until it is found, and searches over many copies of the offers."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=5, help="how often each search is timed (default: 5)")
        parser.add_argument(
            "--publishes", type=int, default=40, help="offers published one after another (default: 40)"
        )
        parser.add_argument(
            "--copies", type=int, nargs="*", default=[], metavar="DOCUMENTS",
            help="also search indices of so many documents, copied from the offers: 10000 100000 1000000",
        )  # fmt: skip
        parser.add_argument("--only", choices=["searches", "rebuild", "publish", "copies"], nargs="*")

    def handle(self, *, rounds, publishes, copies, only, **options):
        wanted = only or ["searches", "rebuild", "publish", "copies"]
        try:
            if "rebuild" in wanted:
                self.rebuild()
            if "searches" in wanted:
                self.searches(index.alias(), rounds)
            if "publish" in wanted:
                self.publish(publishes)
            if "copies" in wanted:
                for number in copies:
                    self.copies(number, rounds)
        except Unavailable as error:
            raise CommandError(f"Elasticsearch does not answer: {error}") from error

    def queries(self):
        words, today = vocabulary(), clock.today()
        return [(line, parse(parse_qs(line), words, today)[0]) for line in benchmark.filled_in(benchmark.MIX, today)]

    def searches(self, name, rounds):
        engine, by_hand = benching.Asker(name), benching.ByHand(name)
        queries = self.queries()
        ours = [(line, lambda query=query: engine.search(query)) for line, query in queries]
        bodies = [(line, engine.body(query)) for line, query in queries]
        bare = [(line, lambda body=body: by_hand.send(body)) for line, body in bodies]
        self.stdout.write(f"{index.count(name)} documents in {name}")
        self.stdout.write(str(benchmark.timed("search with facets and grid", ours, rounds)))
        self.stdout.write(str(benchmark.timed("the same requests sent by hand", bare, rounds)))

    def rebuild(self):
        started = time.perf_counter()
        number = index_everything()
        ours = number / (time.perf_counter() - started)
        bare = benching.bare_load()
        self.stdout.write(
            f"rebuild {ours:.0f} documents a second, bare bulk load of the same {bare:.0f}: {ours / bare:.0%}"
        )

    def publish(self, number):
        """Publish offers one after another beside a running outbox and ask until each is found by its new name."""
        command = [sys.executable, "manage.py", "run_housekeeping", "--loop"]
        with subprocess.Popen(command, cwd=settings.BASE_DIR) as housekeeping:  # noqa: S603  our own command
            try:
                time.sleep(5)
                offers = ActivityPage.objects.live().order_by("pk")[:number]
                taken = [benching.until_found(offer, f"Fundet{position}") for position, offer in enumerate(offers)]
            finally:
                housekeeping.terminate()
        self.stdout.write(
            f"published until found, {len(taken)} offers: p50 {statistics.median(taken):.0f} ms, "
            f"p95 {benchmark.percentile(taken, 95):.0f} ms"
        )

    def copies(self, number, rounds):
        with tqdm(total=number, unit=" documents", disable=not sys.stderr.isatty()) as bar:
            name = benching.copied(number, bar.update)
        try:
            self.searches(name, rounds)
        finally:
            benching.drop(name)


def index_everything():
    from search.engines.elastic import rebuilding

    with tqdm(unit=" offers", disable=not sys.stderr.isatty()) as bar:
        return rebuilding.rebuild(lambda done, total: bar.update(done - bar.n))
