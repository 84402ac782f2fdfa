from django.core.management.base import BaseCommand, CommandError

from activities.city_loader import LoadError, load_districts


class Command(BaseCommand):
    help = "Replaces the districts' outlines by those of a GeoJSON file and places every venue anew; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("file", help="GeoJSON in degrees; bydel_nr is the district's number, navn its name")

    def handle(self, *, file, **options):
        try:
            districts, moved = load_districts(file)
        except (LoadError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{districts} outlines replaced, {moved} venues now lie in another district or area")
