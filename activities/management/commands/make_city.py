from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from activities.demo.places import ensure_city
from activities.synthetic import make_city, offers_of_seed


class Command(BaseCommand):
    help = "Makes a large synthetic city for benchmarks: the same for the same seed."

    def add_arguments(self, parser):
        parser.add_argument("--activities", type=int, required=True, help="how many offers")
        parser.add_argument("--seed", type=int, default=1, help="another seed adds another city (default: 1)")

    def handle(self, *, activities, seed, **options):
        if activities < 1:
            raise CommandError("--activities must be at least 1.")
        there = offers_of_seed(seed).count()
        if there == activities:
            self.stdout.write(f"The city of seed {seed} is here already, with {there} offers.")
            return
        if there:
            raise CommandError(
                f"Seed {seed} has made {there} offers here before. Choose another seed or an empty database."
            )
        ensure_city(self.stdout)
        with tqdm(total=activities, desc="City", unit=" offers", disable=None) as bar:
            ids = make_city(activities, seed, progress=bar.update)
        self.stdout.write(f"{len(ids)} offers written, with their dates, and found by search.")
