import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines import get_engine
from search.engines.base import CannotRebuild


class Command(BaseCommand):
    help = (
        "Index every published offer anew, also after an update that changed how sentences about time are written "
        "or translated; searches go on meanwhile. May be interrupted and repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--back",
            action="store_true",
            help="let the index before the present one answer again, and bring it up to date (Elasticsearch only)",
        )

    def handle(self, *, back, **options):
        try:
            if back:
                self.go_back()
            else:
                self.rebuild()
        except CannotRebuild as error:
            raise CommandError(f"{error} The index in use was left as it was.") from error

    def rebuild(self):
        with tqdm(unit=" offers", disable=not sys.stderr.isatty()) as bar:

            def show(done, total):
                bar.total = total
                bar.update(done - bar.n)

            number = get_engine().rebuild(show)
        self.stdout.write(f"{number} offers indexed.")

    def go_back(self):
        name = get_engine().go_back()
        self.stdout.write(f"{name} answers now. What has changed since follows within a minute or so.")
