import logging
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from activities import clock
from activities.importers import feed, fetch, ical, mapping, rows, spreadsheet
from activities.importers.records import SourceError
from activities.importers.sync import sync
from activities.importers.validate import checked
from activities.models import AssociationPage

FORMATS = ("ical", "json", "csv", "xlsx")


@contextmanager
def quiet(verbosity):
    """Keep Wagtail's three log lines per page from burying the report and breaking the progress bar."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    if verbosity < 2:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


class Command(BaseCommand):
    help = "Brings the offers of an association in line with a calendar, a JSON feed or a spreadsheet."

    def add_arguments(self, parser):
        parser.add_argument("source", nargs="?", metavar="SOURCE", help="a file, or an http(s) address")
        parser.add_argument("--association", metavar="SLUG", help="whose offers these are: the end of its address")
        parser.add_argument("--format", choices=FORMATS, help="what the source is")
        parser.add_argument("--mapping", metavar="NAME_OR_FILE", help="how a feed's fields become ours")
        parser.add_argument("--dry-run", action="store_true", help="print the summary and change nothing")
        parser.add_argument("--force", action="store_true", help="also unpublish more than a fifth")
        parser.add_argument("--template", metavar="PATH", help="write the spreadsheet to fill in (.csv or .xlsx)")

    def handle(self, *, source, association, template, dry_run, force, **options):
        try:
            if template:
                spreadsheet.write_template(template)
                self.stdout.write(f"Wrote {template}. docs/importing.md describes its columns.")
                return
            owner = self.association(source, association, options["format"])
            parsed = checked(self.parsed(source, options["format"], options["mapping"]))
            with quiet(options["verbosity"]), tqdm(desc="Import", unit=" items", disable=None) as bar:
                report = sync(
                    parsed,
                    source=fetch.source_key(source),
                    association=owner,
                    force=force,
                    dry_run=dry_run,
                    progress=lambda total: bar.reset(total) or bar.update,
                )
        except SourceError as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")

    def association(self, source, slug, kind):
        """The association named, or a CommandError that says which option is missing."""
        for name, value in (("SOURCE", source), ("--association", slug), ("--format", kind)):
            if not value:
                raise CommandError(f"{name} is needed (or --template PATH to write the spreadsheet to fill in).")
        found = list(AssociationPage.objects.filter(slug=slug))
        if len(found) != 1:
            raise CommandError(f"There is no association with the address “{slug}”.")
        return found[0]

    def parsed(self, source, kind, name):
        chosen = mapping.load(name) if name else None
        if kind == "json" and not chosen:
            raise CommandError("A JSON feed needs --mapping: a name or a file; docs/importing.md describes it.")
        content = fetch.read(source)
        if kind == "ical":
            return ical.parse(content, today=clock.today(), feed=chosen)
        if kind == "json":
            return feed.parse(content, chosen)
        table = spreadsheet.rows_of(content, kind)
        return feed.parse_items([row.values for row in table], chosen) if chosen else rows.parse_rows(table)
