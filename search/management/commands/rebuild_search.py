import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.engines import get_engine


class Command(BaseCommand):
    help = (
        "Index every published offer anew, also after an update that changed how sentences about time are written "
        "or translated; may be interrupted and repeated."
    )

    def handle(self, *args, **options):
        with tqdm(unit=" offers", disable=not sys.stderr.isatty()) as bar:

            def show(done, total):
                bar.total = total
                bar.update(done - bar.n)

            number = get_engine().rebuild(show)
        self.stdout.write(f"{number} offers indexed.")
