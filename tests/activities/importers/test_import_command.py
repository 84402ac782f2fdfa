"""`import_activities`: its options, its exit codes, what it prints."""

import io
import json
from unittest import mock

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connections

from activities.models import ActivityPage, ImportedItem
from tests import factories

from .calendars import calendar, event, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    return factories.AssociationFactory(name="Biblioteket")


def run(*arguments):
    out = io.StringIO()
    call_command("import_activities", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def exit_code(*arguments):
    """Run as from a shell: the command's own way of ending."""
    command = load_command_class(get_commands()["import_activities"], "import_activities")
    command.stdout = command.stderr = io.StringIO()
    try:
        # It ends by closing the connections, and with them the test's own database.
        with mock.patch.object(connections, "close_all"):
            command.run_from_argv(["manage.py", "import_activities", *map(str, arguments)])
    except SystemExit as ended:
        return ended.code
    return 0


@pytest.fixture
def ics(tmp_path, association):
    """Write a calendar of so many events and give the arguments that import it."""

    def arguments(*events):
        path = tmp_path / "feed.ics"
        path.write_bytes(calendar(*events))
        return [path, "--association", association.slug, "--format", "ical"]

    return arguments


def events(number):
    return [local("20261202T170000", "20261202T180000", uid=f"event-{at}") for at in range(number)]


def test_a_calendar_comes_in_and_the_summary_is_printed(ics):
    assert run(*ics(*events(3))) == ["3 created, 0 updated, 0 unchanged, 0 unpublished, 0 refused"]
    assert run(*ics(*events(3))) == ["0 created, 0 updated, 3 unchanged, 0 unpublished, 0 refused"]
    assert ActivityPage.objects.findable().count() == 3


def test_single_refused_items_are_printed_and_the_run_is_a_success(ics):
    arguments = ics(*events(2), event("DTSTART:garbage", uid="bad"))
    lines = run(*arguments)
    assert lines[0].startswith("Refused bad: DTSTART: ")
    assert lines[-1] == "2 created, 0 updated, 0 unchanged, 0 unpublished, 1 refused"
    assert exit_code(*arguments) == 0


def test_a_dry_run_prints_the_same_and_changes_nothing(ics):
    lines = run(*ics(*events(3)), "--dry-run")
    assert lines[0] == "3 created, 0 updated, 0 unchanged, 0 unpublished, 0 refused"
    assert "nothing was changed" in lines[1]
    assert not ActivityPage.objects.exists()
    assert not ImportedItem.objects.exists()


def test_the_brake_ends_with_1_and_force_releases_it(ics):
    run(*ics(*events(10)))
    assert exit_code(*ics(*events(5))) == 1
    assert ActivityPage.objects.live().count() == 10
    assert run(*ics(*events(5)), "--force") == ["0 created, 0 updated, 5 unchanged, 5 unpublished, 0 refused"]
    assert ActivityPage.objects.live().count() == 5
    assert ActivityPage.objects.count() == 10


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>Log in</html>", b"nonsense", calendar(), calendar(event("DTSTART:garbage"))],
    ids=["empty", "web page", "nonsense", "no events", "not one good event"],
)
def test_a_broken_or_empty_file_is_one_clear_error_and_changes_nothing(ics, content):
    arguments = ics(*events(3))
    run(*arguments)
    arguments[0].write_bytes(content)
    with pytest.raises(CommandError) as error:
        run(*arguments, "--force")
    assert str(error.value)
    assert "\n" not in str(error.value)
    assert exit_code(*arguments) == 1
    assert ActivityPage.objects.live().count() == 3


@pytest.mark.parametrize(
    ("left_out", "said"),
    [(0, "SOURCE is needed"), (2, "--association is needed"), (4, "--format is needed")],
)
def test_an_option_that_is_missing_is_named(ics, left_out, said):
    arguments = ics(*events(1))
    # The source is one argument, each option two.
    del arguments[max(left_out - 1, 0) : left_out + 1]
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_an_association_that_does_not_exist(ics):
    arguments = ics(*events(1))
    arguments[2] = "nobody"
    with pytest.raises(CommandError, match="no association with the address “nobody”"):
        run(*arguments)


def test_a_json_feed_needs_a_mapping(tmp_path, association):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([{"number": 1, "title": "Kor"}]), encoding="utf-8")
    arguments = [path, "--association", association.slug, "--format", "json"]
    with pytest.raises(CommandError, match="needs --mapping"):
        run(*arguments)
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"id": "number", "fields": {"name": "title"}}), encoding="utf-8")
    assert run(*arguments, "--mapping", own)[-1].startswith("1 created")


def test_a_private_address_is_not_fetched(association):
    arguments = ["http://127.0.0.1:9/feed.ics", "--association", association.slug, "--format", "ical"]
    with pytest.raises(CommandError, match="private network"):
        run(*arguments)
    assert exit_code(*arguments) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_written_and_imported(tmp_path, association, kind):
    path = tmp_path / f"template.{kind}"
    assert "Wrote" in run("--template", path)[0]
    lines = run(path, "--association", association.slug, "--format", kind)
    assert lines == ["2 created, 0 updated, 0 unchanged, 0 unpublished, 0 refused"]
    swimming = ActivityPage.objects.get(imported_items__uid="svoem-1")
    assert (swimming.name_da, swimming.name_en) == ("Svømning for begyndere", "Swimming for beginners")
    assert [session.weekday for session in swimming.sessions.all()] == [0, 2]
    assert run(path, "--association", association.slug, "--format", kind)[0].startswith("0 created, 0 updated, 2")


def test_a_template_of_an_unknown_kind(tmp_path):
    with pytest.raises(CommandError, match=".csv or .xlsx"):
        run("--template", tmp_path / "template.pdf")


def test_a_table_with_columns_of_its_own_takes_a_mapping(tmp_path, association):
    path, own = tmp_path / "table.csv", tmp_path / "own.json"
    path.write_text("Nr;Titel;Dag;Fra;Til\n1;Kor;onsdag;17.00;18.30\n", encoding="utf-8")
    sessions = {"each": "", "weekday": "dag", "start": "fra", "end": "til"}
    own.write_text(json.dumps({"id": "nr", "fields": {"name": "titel"}, "sessions": sessions}), encoding="utf-8")
    run(path, "--association", association.slug, "--format", "csv", "--mapping", own)
    assert ActivityPage.objects.get().sessions.get().weekday == 2


def test_no_progress_bar_where_nobody_watches(ics, capsys):
    run(*ics(*events(2)))
    assert capsys.readouterr().err == ""
