from urllib.parse import parse_qs

from django.core.management.base import BaseCommand, CommandError

from activities import clock
from search.engines import get_engine
from search.engines.base import Unavailable
from search.query import parse
from search.vocabulary import vocabulary


class Command(BaseCommand):
    help = "Says why the first hits of a search stand where they stand (Elasticsearch only)."

    def add_arguments(self, parser):
        parser.add_argument("query", help="the parameters of a search, as in “q=fodbold&district=valby”")

    def handle(self, *, query, **options):
        asked, problems = parse(parse_qs(query), vocabulary(), clock.today())
        if problems:
            raise CommandError("; ".join(f"{one.parameter}={one.value}: {one.code}" for one in problems))
        try:
            hits = get_engine().explain(asked)
        except NotImplementedError as error:
            raise CommandError(str(error)) from error
        except Unavailable as error:
            raise CommandError(f"Elasticsearch does not answer: {error}") from error
        for place, hit in enumerate(hits, 1):
            self.stdout.write(f"{place:2}  {hit.score:12.3f}  {hit.name}  {hit.reason}".rstrip())
