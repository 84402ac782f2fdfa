"""The command behind `make run`: everything on an empty database, next to nothing the second time."""

import pytest
from django.core.management import call_command

from activities.management.commands import set_up
from tests.factories import ActivityFactory, DistrictFactory


@pytest.fixture
def called(monkeypatch):
    """Names of the commands that `set_up` calls, without doing what they do."""
    names = []
    monkeypatch.setattr(set_up, "call_command", lambda name, *args, **options: names.append(name))
    return names


def test_an_empty_database_gets_its_city_and_its_demo(db, called):
    call_command("set_up", "--demo")
    assert called == ["migrate", "load_city", "load_demo"]


def test_without_demo_only_the_city_comes(db, called):
    call_command("set_up")
    assert called == ["migrate", "load_city"]


def test_a_filled_database_is_left_as_it_is(db, called):
    DistrictFactory()
    ActivityFactory()
    call_command("set_up", "--demo")
    assert called == ["migrate"]
