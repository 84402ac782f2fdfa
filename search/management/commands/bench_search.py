import resource
from urllib.parse import parse_qs, quote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client

from activities import clock
from search import benchmark
from search.engines import get_engine
from search.models import SearchDocument
from search.query import parse
from search.vocabulary import vocabulary


class Command(BaseCommand):
    help = "Times a fixed mix of sixty searches, beside the same ten rows fetched by bare SQL in the same run."

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=5, help="how often each search is timed (default: 5)")
        parser.add_argument("--pages", action="store_true", help="also time the whole search page, server-side")
        parser.add_argument(
            "--load", metavar="URL", help="instead, ask a running server of this machine, with 8 clients"
        )
        parser.add_argument("--seconds", type=float, default=10, help="how long the load lasts (default: 10)")

    def handle(self, *, rounds, pages, load, seconds, **options):
        mix = benchmark.filled_in(benchmark.MIX, clock.today())
        if load:
            self.put_load(load, mix, seconds)
            return
        offers = SearchDocument.objects.count()
        self.stdout.write(f"{offers} offers, {connection.vendor}, {len(mix)} searches, {rounds} rounds each")
        self.stdout.write(str(benchmark.timed("search with facets and grid", self.searches(mix), rounds)))
        self.stdout.write(str(benchmark.timed("the same ten rows by bare SQL", self.bare_rows(mix), rounds)))
        if pages:
            self.stdout.write(str(benchmark.timed("whole search page", self.pages(mix), rounds)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"memory of this process at its largest: {memory:.0f} MB")

    def searches(self, mix):
        words = vocabulary()
        queries = [(line, parse(parse_qs(line), words, clock.today())[0]) for line in mix]
        return [(line, lambda query=query: get_engine().search(query)) for line, query in queries]

    def bare_rows(self, mix):
        words = vocabulary()
        table = SearchDocument._meta.db_table

        def fetch(ids):
            marks = ", ".join(["%s"] * len(ids))
            with connection.cursor() as cursor:
                # The table's name is our own model's, the ids are parameters.
                cursor.execute(f"SELECT document FROM {table} WHERE offer_id IN ({marks})", ids)  # noqa: S608
                return cursor.fetchall()

        jobs = []
        for line in mix:
            hits = get_engine().search(parse(parse_qs(line), words, clock.today())[0], facets=False).hits
            ids = [hit.id for hit in hits] or [0]
            jobs.append((line, lambda ids=ids: fetch(ids)))
        return jobs

    def pages(self, mix):
        client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost")

        def get(line):
            response = client.get(f"/da/search/?{line}")
            if response.status_code != 200:
                raise CommandError(f"/da/search/?{line} answered {response.status_code}.")

        return [(line, lambda line=line: get(line)) for line in mix]

    def put_load(self, base, mix, seconds):
        paths = [f"/api/v1/activities/?{quote(line, safe='=&:,.-')}" for line in mix]
        try:
            self.stdout.write(str(benchmark.put_load_on(base, paths, clients=8, seconds=seconds)))
        except (ValueError, OSError) as error:
            raise CommandError(f"No load could be put on {base}: {error}") from error
