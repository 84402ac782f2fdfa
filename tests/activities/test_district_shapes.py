"""The city drawn from its outlines: once, until one of them changes."""

import pytest
from shapely.geometry import Polygon, box

from activities import district_shapes
from activities.district_shapes import drawing, lines_of, roomiest
from activities.models import District

pytestmark = pytest.mark.django_db


def outline(west, south, size=0.1):
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def two_districts(monkeypatch):
    monkeypatch.setattr(district_shapes, "_drawn", (None, None))
    District.objects.all().delete()
    District.objects.create(key="west", name="West-End", number=1, outline=outline(12.0, 55.0))
    District.objects.create(key="east", name="East End", number=2, outline=outline(12.1, 55.0))
    District.objects.create(key="new", name="Not drawn yet", number=3)


def test_each_district_with_an_outline_is_drawn_where_it_lies(two_districts):
    west, east = drawing()["districts"]
    assert (west["key"], east["key"]) == ("west", "east")
    assert 0 < west["at"][0] < east["at"][0] < drawing()["width"]
    assert west["path"].startswith("M")
    assert [text for _y, text in west["lines"]] == ["West-", "End"]


def test_a_second_look_asks_one_small_question(two_districts, django_assert_num_queries):
    first = drawing()
    with django_assert_num_queries(1) as asked:
        assert drawing() is first
    assert '"outline",' not in asked[0]["sql"].partition("WHERE")[0]


def test_a_change_of_name_or_outline_is_seen_at_once(two_districts):
    before = drawing()
    west = District.objects.get(key="west")
    west.name = "Far West"
    west.save()
    assert drawing()["districts"][0]["name"] == "Far West"
    west.outline = outline(11.5, 55.0)
    west.save()
    assert drawing()["height"] < before["height"]


def test_without_outlines_there_is_no_map(two_districts):
    District.objects.update(outline=None)
    assert drawing() is None


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Valby", ["Valby"]),
        ("Brønshøj-Husum", ["Brønshøj-", "Husum"]),
        ("Vesterbro/Kongens Enghave", ["Vesterbro/", "Kongens", "Enghave"]),
    ],
)
def test_a_name_is_broken_where_it_may_be(name, lines):
    assert lines_of(name) == lines


def test_a_name_stands_in_the_wide_part_of_a_shape_like_a_bottle():
    bottle = box(45, 0, 55, 80).union(box(0, 80, 100, 120))
    x, y = roomiest(bottle, 60, 10)
    assert (x, 90 <= y <= 110) == (50, True)


def test_a_name_stands_near_the_middle_where_there_is_room_enough():
    wedge = Polygon([(0, 0), (100, 0), (140, 100), (-40, 100)])
    x, y = roomiest(wedge, 60, 10)
    assert abs(x - 50) < 2
    assert 40 <= y <= 65
