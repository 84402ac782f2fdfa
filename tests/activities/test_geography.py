"""A point gets its district and council area by outline, and everything outside is outside."""

import json
import random

import pytest
import shapely
from shapely.geometry import shape

from activities.city_files import CITIES, read_areas, read_districts
from activities.demo.fixture import read_fixture
from activities.geography import Outlines, distance_m, nearest, read_outline

COPENHAGEN = CITIES / "copenhagen"


def square(west, south, size=1.0):
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture(scope="module")
def districts():
    return read_districts(COPENHAGEN / "districts.geojson")


@pytest.fixture(scope="module")
def areas(districts):
    return read_areas(COPENHAGEN / "areas.geojson", {part.key for part in districts})


@pytest.fixture(scope="module")
def copenhagen(districts, areas):
    return Outlines(
        [(part.key, part.outline) for part in sorted(districts, key=lambda part: part.number)],
        [(part.key, part.district, part.outline) for part in areas],
    )


@pytest.fixture(scope="module")
def official(shared_data):
    text = (shared_data / "copenhagen-districts.geojson").read_text(encoding="utf-8")
    return {feature["properties"]["bydel_nr"]: shape(feature["geometry"]) for feature in json.loads(text)["features"]}


def drawn_inside(outlines, count, seed):
    """Yield `count` (lat, lon, number), uniform over the parts together."""
    dice = random.Random(seed)
    for part in outlines.values():
        shapely.prepare(part)
    west, south, east, north = shapely.total_bounds(list(outlines.values()))
    found = 0
    while found < count:
        point = shapely.Point(dice.uniform(west, east), dice.uniform(south, north))
        number = next((number for number, part in outlines.items() if part.contains(point)), None)
        if number:
            found += 1
            yield point.y, point.x, number


STATIONS = {
    "indre-by": {
        "Nørreport": (55.6835, 12.5717), "Kongens Nytorv": (55.6794, 12.5852), "Østerport": (55.6926, 12.5873),
        "Vesterport": (55.6759, 12.5625), "Christianshavn": (55.6721, 12.5913),
    },
    "oesterbro": {
        "Nordhavn": (55.7047, 12.5913), "Trianglen": (55.6992, 12.5757), "Svanemøllen": (55.7157, 12.5783),
        "Vibenshus Runddel": (55.7064, 12.5646), "Ryparken": (55.7152, 12.5594),
    },
    "noerrebro": {
        "Nørrebros Runddel": (55.6938, 12.5489), "Skjolds Plads": (55.7035, 12.5488), "Nuuks Plads": (55.6887, 12.5428),
        "Bispebjerg": (55.7063, 12.5416), "Blågårds Plads": (55.6863, 12.5560), "Mjølnerparken": (55.7056, 12.5450),
    },
    "vesterbro-kongens-enghave": {
        "København H": (55.6728, 12.5646), "Carlsberg": (55.6634, 12.5366), "Enghave Plads": (55.6672, 12.5469),
        "Sydhavn": (55.6543, 12.5373), "Sjælør": (55.6516, 12.5270), "Sluseholmen": (55.6459, 12.5443),
    },
    "valby": {
        "Valby": (55.6638, 12.5140), "Langgade": (55.6672, 12.5040), "Ny Ellebjerg": (55.6523, 12.5173),
        "Ålholm": (55.6722, 12.4932), "KB Hallen": (55.6779, 12.4922), "Folehaven": (55.6485, 12.4985),
    },
    "vanloese": {
        "Vanløse": (55.6872, 12.4908), "Grøndal": (55.6906, 12.5156), "Jyllingevej": (55.6906, 12.4773),
        "Islev": (55.6994, 12.4691),
    },
    "broenshoej-husum": {
        "Husum": (55.7097, 12.4638), "Tingbjerg": (55.7190, 12.4790), "Bellahøj": (55.7030, 12.5110),
        "Voldparken": (55.7135, 12.4680),
    },
    "bispebjerg": {
        "Emdrup": (55.7201, 12.5416), "Nordvest": (55.7065, 12.5310), "Bispebjerg Torv": (55.7140, 12.5330),
    },
    "amager-oest": {
        "Amagerbro": (55.6634, 12.6029), "Lergravsparken": (55.6623, 12.6170), "Øresund": (55.6614, 12.6287),
        "Femøren": (55.6453, 12.6383), "Amager Strand": (55.6561, 12.6319),
    },
    "amager-vest": {
        "Islands Brygge": (55.6635, 12.5853), "DR Byen": (55.6558, 12.5890), "Bella Center": (55.6381, 12.5829),
        "Ørestad": (55.6287, 12.5792), "Sundby": (55.6452, 12.5857), "Vestamager": (55.6194, 12.5756),
        "Urbanplanen": (55.6525, 12.5975),
    },
    None: {
        "Flintholm": (55.6853, 12.4984), "Forum": (55.6818, 12.5525), "Lindevang": (55.6834, 12.5133),
        "Frederiksberg": (55.6812, 12.5313), "Fasanvej": (55.6816, 12.5235), "Fuglebakken": (55.6953, 12.5270),
        "Peter Bangs Vej": (55.6782, 12.5033), "Hvidovre": (55.6644, 12.4745), "Rødovre": (55.6647, 12.4595),
        "Åmarken": (55.6395, 12.4994), "Kastrup": (55.6358, 12.6468), "Dyssegård": (55.7322, 12.5359),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("district", "point"),
    [pytest.param(district, at, id=name) for district, places in STATIONS.items() for name, at in places.items()],
)
def test_stations_and_quarters_lie_where_the_city_says_whatever_their_names(copenhagen, district, point):
    assert copenhagen.locate(*point)[0] == district


@pytest.mark.parametrize(
    ("point", "found"),
    [
        ((55.6721, 12.5913), ("indre-by", "christianshavn")),
        ((55.6810, 12.6060), ("indre-by", "christianshavn")),
        ((55.6763, 12.5805), ("indre-by", "indre-by")),
        ((55.6480, 12.5420), ("vesterbro-kongens-enghave", "kongens-enghave")),
        ((55.6690, 12.5490), ("vesterbro-kongens-enghave", "vesterbro")),
    ],
)
def test_a_district_with_two_councils_is_split_between_them(copenhagen, point, found):
    assert copenhagen.locate(*point) == found


def test_the_offers_of_the_stories_lie_in_their_districts_and_areas(copenhagen):
    venues = [offer["venue"] for offer in read_fixture()["offers"]]
    assert [copenhagen.locate(venue["lat"], venue["lon"]) for venue in venues] == [
        (venue["district"], venue["area"]) for venue in venues
    ]


def test_centres_lie_inside_their_own_part(copenhagen, districts, areas):
    assert [copenhagen.locate(*part.centre)[0] for part in districts] == [part.key for part in districts]
    assert [copenhagen.locate(*part.centre)[1] for part in areas] == [part.key for part in areas]


def test_neighbouring_outlines_leave_no_gap_and_do_not_overlap(districts, areas):
    outlines = [read_outline(part.outline) for part in districts]
    whole = shapely.union_all(outlines)
    assert whole.area == pytest.approx(sum(outline.area for outline in outlines), rel=1e-9)
    # One hole only: Frederiksberg.
    assert len(whole.interiors) == 1
    by_area = shapely.union_all([read_outline(part.outline) for part in areas])
    assert by_area.symmetric_difference(whole).area < 1e-9


def test_the_neighbours_in_the_file_share_a_border(districts):
    outlines = {part.key: read_outline(part.outline) for part in districts}
    for part in districts:
        touching = {
            key for key, other in outlines.items() if key != part.key and outlines[part.key].intersection(other).length
        }
        assert set(part.neighbours) == touching


def test_at_least_nine_of_ten_points_of_the_city_get_the_district_of_the_official_layer(
    copenhagen, districts, official
):
    number = {part.key: part.number for part in districts}
    points = list(drawn_inside(official, 5000, seed=20261123))
    same = sum(number.get(copenhagen.locate(lat, lon)[0]) == wanted for lat, lon, wanted in points)
    assert same / len(points) >= 0.94


def test_a_point_on_a_shared_border_belongs_to_the_district_named_first():
    west, east = ("west", square(0, 0)), ("east", square(1, 0))
    assert Outlines([west, east]).locate(0.5, 1.0) == ("west", None)
    assert Outlines([east, west]).locate(0.5, 1.0) == ("east", None)


def test_the_district_decides_and_a_point_between_the_outlines_of_its_areas_gets_the_nearest():
    city = Outlines(
        [("north", square(0, 1)), ("south", square(0, 0))],
        [
            ("south-west", "south", square(0, 0, 0.4)),
            ("south-east", "south", square(0.6, 0, 0.4)),
            ("north", "north", square(0, 0)),
        ],
    )
    assert city.locate(0.2, 0.2) == ("south", "south-west")
    assert city.locate(0.2, 0.45) == ("south", "south-west")
    assert city.locate(0.2, 0.55) == ("south", "south-east")
    assert city.locate(1.5, 0.5) == ("north", "north")
    assert city.locate(3, 3) == (None, None)


def test_the_nearest_area_is_measured_over_the_ground_where_degrees_of_longitude_are_short():
    # From (60.5, 1) the eastern area is 0.5 degrees of longitude away, 27 km, the northern one 0.4 of latitude, 44 km.
    far_north = Outlines(
        [("all", square(0, 60, 2))],
        [("north", "all", square(0.5, 60.9, 1)), ("east", "all", square(1.5, 60.2, 0.5))],
    )
    assert far_north.locate(60.5, 1.0) == ("all", "east")


def test_a_part_without_an_outline_holds_no_point():
    city = Outlines([("drawn", square(0, 0)), ("undrawn", None)], [("a", "drawn", None), ("b", "drawn", None)])
    assert city.locate(0.5, 0.5) == ("drawn", None)
    assert city.locate(5, 5) == (None, None)


@pytest.mark.parametrize(
    ("outline", "reason"),
    [
        (None, "missing"),
        ({"type": "Point", "coordinates": [12, 55]}, "Point"),
        ({"type": "Polygon"}, "can't be read"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "can't be read"),
        ({"type": "Polygon", "coordinates": []}, "no points"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "not simple"),
        (square(725_000, 6_175_000, 500), "degrees"),
    ],
)
def test_a_broken_outline_is_refused_with_its_reason(outline, reason):
    with pytest.raises(ValueError, match=reason):
        read_outline(outline)


def test_distances_are_those_on_the_ground():
    # One degree of a great circle of the mean earth; and Copenhagen to Aarhus, about 157 km as the crow flies.
    assert distance_m(0, 0, 1, 0) == pytest.approx(111_195, abs=1)
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_115, abs=10)
    assert distance_m(55.6761, 12.5683, 56.1629, 10.2039) == pytest.approx(157_000, rel=0.01)
    assert distance_m(55.6936, 12.5480, 55.6936, 12.5480) == 0


def test_walking_distance_of_story_f2():
    home = (55.6936, 12.5480)
    assert distance_m(*home, 55.6950, 12.5490) < 1500
    assert distance_m(*home, 55.6985, 12.5455) < 1500
    assert distance_m(*home, 55.6873, 12.4919) > 1500


def test_the_nearest_point_wins_and_a_tie_goes_to_the_smaller_key():
    points = [("far", 1.0, 0.0), ("b", 0.0, 0.1), ("a", 0.0, -0.1)]
    key, metres = nearest(0, 0, points)
    assert (key, round(metres)) == ("a", 11_120)
    assert nearest(0, 0, []) is None
