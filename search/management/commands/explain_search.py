from urllib.parse import parse_qs

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from activities import clock
from search.engines.base import Unavailable
from search.query import parse
from search.vocabulary import vocabulary


class Command(BaseCommand):
    help = "Says why the first hits of a search stand where they stand (Elasticsearch only)."

    def add_arguments(self, parser):
        parser.add_argument("query", help="the parameters of a search, as in “q=fodbold&district=valby”")

    def handle(self, *, query, **options):
        if settings.FINDER_SEARCH_ENGINE != "elasticsearch":
            raise CommandError("Only Elasticsearch weighs words: FINDER_SEARCH_ENGINE chooses it.")
        from search.engines.elastic.explaining import explained  # its client is loaded where it is chosen

        asked, problems = parse(parse_qs(query), vocabulary(), clock.today())
        if problems:
            raise CommandError("; ".join(f"{one.parameter}={one.value}: {one.code}" for one in problems))
        try:
            hits = explained(asked)
        except Unavailable as error:
            raise CommandError(f"Elasticsearch does not answer: {error}") from error
        for place, hit in enumerate(hits, 1):
            self.stdout.write(f"{place:2}  {hit.score:12.3f}  {hit.name}  {hit.reason}".rstrip())
