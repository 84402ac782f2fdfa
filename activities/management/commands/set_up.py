from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from activities.city_files import city_folder, read_guides
from activities.guides import make_guides
from activities.models import ActivityPage, District, GuidePage


class Command(BaseCommand):
    help = "Makes the database ready: migrations, then the city where it is missing; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="also fill an empty site with demo offers")

    def handle(self, *, demo, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if not District.objects.exists():
            self.stdout.write(f"Loading {settings.FINDER_CITY}")
            call_command("load_city", settings.FINDER_CITY)
        if not GuidePage.objects.exists():
            make_guides(read_guides(city_folder(settings.FINDER_CITY)))
        if demo and not ActivityPage.objects.exists():
            self.stdout.write("Filling it with a fictional city")
            call_command("load_demo")
