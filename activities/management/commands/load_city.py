from django.core.management.base import BaseCommand, CommandError

from activities.city_loader import OUTCOMES, LoadError, load_city


class Command(BaseCommand):
    help = "Loads a city's districts, council areas, place names, categories, phrases and holidays; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("name", help="a folder of activities/data/cities/, for example copenhagen")

    def handle(self, *, name, **options):
        try:
            done = load_city(name)
        except (LoadError, ValueError) as error:
            raise CommandError(str(error)) from error
        for what in dict.fromkeys(what for what, _outcome in done):
            counts = ", ".join(f"{done[what, outcome]} {outcome}" for outcome in OUTCOMES if done[what, outcome])
            self.stdout.write(f"{what}: {counts or 'nothing to do'}")
