import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from activities.housekeeping import catch_up, run_once, watch


class Command(BaseCommand):
    help = "Publishes what is due, rolls coming dates and clears away what is over; safe to repeat."
    # Starts beside a web process that may still be bringing the database up to date.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until told to end")
        parser.add_argument("--every", type=float, default=20, metavar="SECONDS", help="rest between rounds (20)")

    def handle(self, *, loop, every, **options):
        if loop:
            self.go_on(every)
            return
        done = run_once() | catch_up()
        for name, changed in done.items():
            self.stdout.write(f"{name}: {'failed' if changed is None else changed}")
        if None in done.values():
            raise CommandError("A step failed; the log has the reason.")

    def go_on(self, every):
        end = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: end.set())
        while not end.is_set():
            run_once()
            close_old_connections()  # a database that was away is asked anew the next time
            watch(every, end)
