from django.core.management.base import BaseCommand
from tqdm import tqdm

from activities.announcements import collected, one_change
from activities.demo.city import DemoCity
from activities.demo.fixture import load_fixture
from activities.demo.pages import write_district_pages, write_guides, write_help_desks
from activities.demo.places import ensure_city
from activities.demo.writing import Ledger


class Command(BaseCommand):
    help = "Fills the site with fictional offers; a second run changes nothing, a later season moves the dates."

    def add_arguments(self, parser):
        parser.add_argument("--fixture-only", action="store_true", help="only the offers of the product's stories")

    def handle(self, *, fixture_only, **options):
        ensure_city(self.stdout)
        with tqdm(desc="Demo", unit=" things", disable=None) as bar:
            ledger = Ledger(step=bar.update)
            with one_change():
                load_fixture(ledger)
            if not fixture_only:
                with collected():
                    write_city(ledger)
        for line in ledger.lines():
            self.stdout.write(line)


def write_city(ledger):
    write_help_desks(ledger)
    city = DemoCity(ledger)
    city.write()
    write_district_pages(ledger, city.offers)
    write_guides(ledger)
