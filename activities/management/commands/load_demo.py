from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from activities.announcements import collected
from activities.demo.fixture import load_fixture
from activities.demo.places import ensure_city
from activities.demo.writing import Ledger


class Command(BaseCommand):
    help = "Fills the site with fictional offers; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--fixture-only", action="store_true", help="only the offers of the product's stories")

    def handle(self, *, fixture_only, **options):
        ensure_city(self.stdout)
        with tqdm(desc="Demo", unit=" things", disable=None) as bar, collected():
            ledger = Ledger(step=bar.update)
            with transaction.atomic():
                load_fixture(ledger)
        for line in ledger.lines():
            self.stdout.write(line)
