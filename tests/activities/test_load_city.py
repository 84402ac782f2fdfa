"""A city is loaded from readable files, again and again, and editors' own work survives it."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from activities import city_files, city_loader, geography
from activities.choices import PlaceKind
from activities.demo import DATA as DEMO_DATA
from activities.folding import fold
from activities.models import Category, CouncilArea, District, Phrase, PlaceName, SchoolHoliday, Venue
from activities.models.naming import danish_slug
from activities.signals import offer_changed
from activities.validators import clean_phone
from tests import factories
from tests.activities.test_geography import drawn_inside, official, square  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

DISTRICTS = {
    "indre-by", "oesterbro", "noerrebro", "vesterbro-kongens-enghave", "valby", "vanloese", "broenshoej-husum",
    "bispebjerg", "amager-oest", "amager-vest",
}  # fmt: skip
AREAS = DISTRICTS - {"vesterbro-kongens-enghave"} | {"christianshavn", "kongens-enghave", "vesterbro"}

PLACES = """slug,name,kind,lat,lon,radius_m,spellings,ar
vesterby,Vesterby,district,0.5,0.5,900,V-by,فستربي
oesterby,Østerby,district,0.5,1.5,900,,
havn,Havn,area,0.2,1.5,500,Havnen,
bakke,Bakke,area,0.8,1.5,500,,
torvet,Torvet,spot,0.4,0.4,300,Store Torv|Torv,
nabokommunen,Nabokommunen,municipality,3,3,2000,,
"""


def feature(key, west, south, **properties):
    properties = {"key": key, "name": key.capitalize(), "centre": [south + 0.5, west + 0.5]} | properties
    return {"type": "Feature", "properties": properties, "geometry": square(west, south)}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def cities(tmp_path, monkeypatch):
    """A folder with one tiny city of two districts, the eastern one with two council areas."""
    folder = tmp_path / "lilleby"
    folder.mkdir()
    (folder / "districts.geojson").write_text(
        collection(
            feature("vesterby", 0, 0, number=1, neighbours=["oesterby"]),
            feature("oesterby", 1, 0, number=2, neighbours=["vesterby"], name="Østerby"),
        )
    )
    half = {"type": "Polygon", "coordinates": [[[1, 0.5], [2, 0.5], [2, 1], [1, 1], [1, 0.5]]]}
    north = feature("bakke", 1, 0, district="oesterby", centre=[0.8, 1.5]) | {"geometry": half}
    (folder / "areas.geojson").write_text(
        collection(
            feature("vesterby", 0, 0, district="vesterby"),
            feature("havn", 1, -0.5, district="oesterby", centre=[0.2, 1.5]),
            north,
        )
    )
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    monkeypatch.setattr(city_files, "CITIES", tmp_path)
    return tmp_path


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def rows_of(model):
    return list(model.objects.order_by("pk").values())


class TestCopenhagen:
    @pytest.fixture(autouse=True)
    def loaded(self, db):
        self.summary = run("load_city", "copenhagen")

    def test_every_key_of_the_contract_is_there(self):
        assert set(District.objects.values_list("key", flat=True)) == DISTRICTS
        assert set(CouncilArea.objects.values_list("key", flat=True)) == AREAS
        assert Category.objects.count() == 25
        assert Phrase.objects.count() >= 30
        assert SchoolHoliday.objects.order_by("first").first().name_da == "Sommerferie"
        assert {"noerreport", "islands-brygge", "sydhavnen", "nordvest", "frederiksberg", "tingbjerg"} <= set(
            PlaceName.objects.values_list("slug", flat=True)
        )
        assert PlaceName.objects.count() >= 120
        assert "districts: 10 new" in self.summary

    def test_a_second_run_changes_nothing(self):
        models = (District, CouncilArea, PlaceName, Category, Phrase, SchoolHoliday)
        before = [rows_of(model) for model in models]
        summary = run("load_city", "copenhagen")
        assert [rows_of(model) for model in models] == before
        assert "new" not in summary
        assert "changed" not in summary

    def test_neighbours_are_those_of_the_city(self):
        neighbours = {
            district.number: sorted(district.neighbours.values_list("number", flat=True))
            for district in District.objects.all()
        }
        assert neighbours == {
            1: [2, 3, 4, 9, 10], 2: [1, 3, 8], 3: [1, 2, 8], 4: [1, 5, 10], 5: [4, 6], 6: [5, 7, 8], 7: [6, 8],
            8: [2, 3, 6, 7], 9: [1, 10], 10: [1, 4, 9],
        }  # fmt: skip

    def test_slugs_follow_the_contract(self):
        odd = {
            place.slug: danish_slug(place.name)
            for place in PlaceName.objects.exclude(kind=PlaceKind.DISTRICT)
            if place.slug != danish_slug(place.name)
        }
        assert not odd

    def test_each_spelling_leads_to_one_place_except_names_that_districts_and_areas_share(self):
        owners = {}
        for place in PlaceName.objects.all():
            translated = [name for names in place.transliterations.values() for name in names]
            for name in [place.name, *place.spellings, *translated]:
                owners.setdefault(fold(name), set()).add(place.slug)
        shared = {name: slugs for name, slugs in owners.items() if len(slugs) > 1}
        amager = {"amager-oest", "amager-vest"}
        assert shared == {
            "vesterbro": {"vesterbro", "vesterbro-kongens-enghave"},
            **{fold(name): amager for name in ("Amager", "أماغر", "اماگر", "Амагер")},
        }

    @pytest.mark.parametrize(
        ("typed", "slug"),
        [
            ("NV", "nordvest"),
            ("Sydhavn", "sydhavnen"),
            ("KE", "kongens-enghave"),
            ("bryggen", "islands-brygge"),
            ("norreport st", "noerreport"),
            ("Brønshøj", "broenshoej-husum"),
            ("Husum", "broenshoej-husum"),
            ("نوربرو", "noerrebro"),
            ("Нерребро", "noerrebro"),
            ("Ny Ellebjerg", "koebenhavn-syd"),
        ],
    )
    def test_short_forms_nicknames_and_other_scripts_lead_to_their_place(self, typed, slug):
        found = {
            place.slug
            for place in PlaceName.objects.all()
            for name in [place.name, *place.spellings, *(n for names in place.transliterations.values() for n in names)]
            if fold(name) == fold(typed)
        }
        assert found == {slug}

    def test_places_know_their_district_and_frederiksberg_is_outside_with_an_outline_of_its_own(self):
        by_slug = {place.slug: place for place in PlaceName.objects.all()}
        assert (by_slug["tingbjerg"].district_id, by_slug["tingbjerg"].area_id) == ("broenshoej-husum",) * 2
        assert (by_slug["christianshavn"].district_id, by_slug["christianshavn"].area_id) == (
            "indre-by",
            "christianshavn",
        )
        assert (by_slug["valby"].district_id, by_slug["valby"].outline) == (
            "valby",
            District.objects.get(key="valby").outline,
        )
        assert by_slug["forum"].district_id is None
        assert by_slug["frederiksberg"].district_id is None
        outline = geography.read_outline(by_slug["frederiksberg"].outline)
        assert outline.covers(geography.shapely.Point(by_slug["forum"].lon, by_slug["forum"].lat))

    def test_venues_are_placed_by_outline_unless_an_editor_chose(self):
        inside = factories.VenueFactory(lat=55.719, lon=12.479)
        outside = factories.VenueFactory(lat=55.6818, lon=12.5525)
        chosen = factories.VenueFactory(
            lat=55.7165, lon=12.5590, placed_by_hand=True, district_id="bispebjerg", area_id="bispebjerg"
        )
        assert (inside.district_id, inside.area_id) == ("broenshoej-husum", "broenshoej-husum")
        assert (outside.district_key, outside.area_id) == ("outside", None)
        run("load_city", "copenhagen")
        chosen.refresh_from_db()
        assert chosen.district_id == "bispebjerg"

    def test_the_official_outlines_take_over_and_every_point_agrees(self, shared_data, official):  # noqa: F811
        venue = factories.VenueFactory(lat=55.6930, lon=12.5980)
        assert venue.district_id == "indre-by"
        summary = run("load_districts", str(shared_data / "copenhagen-districts.geojson"))
        number = dict(District.objects.values_list("key", "number"))
        district_of = dict(CouncilArea.objects.values_list("key", "district_id"))
        outlines = geography.current_outlines()
        for lat, lon, wanted in drawn_inside(official, 5000, seed=20261123):
            district, area = outlines.locate(lat, lon)
            assert number[district] == wanted
            assert district_of[area] == district
        venue.refresh_from_db()
        truth = next(
            (n for n, part in official.items() if part.covers(geography.shapely.Point(12.5980, 55.6930))), None
        )
        assert number.get(venue.district_id) == truth
        assert "10 outlines replaced" in summary

    def test_the_fictional_help_desks_fit_the_areas_and_their_numbers_belong_to_nobody(self):
        desks = json.loads((DEMO_DATA / "help_desks.json").read_text(encoding="utf-8"))
        assert sorted(desk["area"] for desk in desks) == sorted(CouncilArea.objects.values_list("key", flat=True))
        for desk in desks:
            assert clean_phone(desk["phone"]) == desk["phone"]
            assert desk["phone"].startswith("+459499")
            assert set(desk["hours"]) == {"da", "en", "ar"}
            CouncilArea(
                key=desk["area"], name="x", district_id="valby", desk_name=desk["name"], desk_phone=desk["phone"],
                desk_address=desk["address"], desk_languages=desk["languages"], desk_hours_da=desk["hours"]["da"],
            ).full_clean(validate_unique=False)  # fmt: skip


class TestAnotherCity:
    def test_is_another_folder(self, cities):
        run("load_city", "lilleby")
        assert geography.locate(0.4, 0.4) == ("vesterby", "vesterby")
        assert geography.locate(0.2, 1.5) == ("oesterby", "havn")
        assert geography.locate(0.9, 1.5) == ("oesterby", "bakke")
        assert geography.locate(3, 3) == (None, None)
        torvet = PlaceName.objects.get(slug="torvet")
        assert (torvet.spellings, torvet.radius, torvet.district_id) == (["Store Torv", "Torv"], 300, "vesterby")
        assert PlaceName.objects.get(slug="vesterby").transliterations == {"ar": ["فستربي"]}

    def test_may_have_school_holidays_of_its_own(self, cities):
        (cities / "lilleby" / "school_holidays.csv").write_text(
            "name,from,until,checked\nwinter,2027-02-22,2027-02-26,yes\n"
        )
        run("load_city", "lilleby")
        assert list(SchoolHoliday.objects.values_list("key", "name_en")) == [("winter-2027", "Winter holiday")]

    def test_an_unknown_one_is_refused_with_the_names_there_are(self, cities):
        for name in ("storeby", "../lilleby", ""):
            with pytest.raises(CommandError, match="Known are: lilleby"):
                run("load_city", name)

    def test_does_not_mix_with_the_one_that_is_there(self, cities):
        factories.DistrictFactory(key="gammelby", number=1)
        with pytest.raises(CommandError, match="gammelby.*another city"):
            run("load_city", "lilleby")
        assert list(District.objects.values_list("key", flat=True)) == ["gammelby"]

    def test_moved_outlines_move_the_venues_and_announce_their_offers_once(self, cities):
        run("load_city", "lilleby")
        venue = factories.VenueFactory(lat=0.5, lon=0.9)
        offer = factories.ActivityFactory(sessions=[factories.session(venue=venue)])
        path = cities / "lilleby" / "districts.geojson"
        smaller, bigger = (
            square(0, 0, 0.8),
            {"type": "Polygon", "coordinates": [[[0.8, 0], [2, 0], [2, 1], [0.8, 1], [0.8, 0]]]},
        )
        parts = json.loads(path.read_text())
        parts["features"][0]["geometry"], parts["features"][1]["geometry"] = smaller, bigger
        path.write_text(json.dumps(parts))
        heard = []

        def listen(ids, **kwargs):
            heard.append(ids)

        offer_changed.connect(listen)
        try:
            summary = run("load_city", "lilleby")
        finally:
            offer_changed.disconnect(listen)
        venue.refresh_from_db()
        assert (venue.district_id, venue.area_id) == ("oesterby", "bakke")
        assert heard == [[offer.pk]]
        assert "venues: 1 changed" in summary
        assert PlaceName.objects.get(slug="oesterby").outline == bigger


class TestEditors:
    def test_keep_their_words_their_rows_and_their_spellings(self, cities):
        run("load_city", "lilleby")
        Category.objects.filter(key="swimming").update(label_da="Svøm", label_pl="")
        District.objects.filter(key="vesterby").update(name="Vesterby og omegn")
        PlaceName.objects.filter(slug="torvet").update(spellings=["Pladsen", "Torv"], lat=0.9)
        PlaceName.objects.filter(slug="vesterby").update(transliterations={"ar": ["غرب"], "uk": ["Вестербю"]})
        factories.PlaceNameFactory(slug="gaden", name="Gaden")
        run("load_city", "lilleby")
        swimming = Category.objects.get(key="swimming")
        assert swimming.label_da == "Svøm"
        assert swimming.label_pl.startswith("Pływanie")
        assert District.objects.get(key="vesterby").name == "Vesterby og omegn"
        torvet = PlaceName.objects.get(slug="torvet")
        assert torvet.spellings == ["Pladsen", "Torv", "Store Torv"]
        assert torvet.lat == 0.4
        assert PlaceName.objects.get(slug="vesterby").transliterations == {"ar": ["غرب", "فستربي"], "uk": ["Вестербю"]}
        assert PlaceName.objects.filter(slug="gaden").exists()

    def test_a_school_holiday_they_checked_is_theirs_an_unchecked_guess_is_refreshed(self, cities):
        run("load_city", "lilleby")
        SchoolHoliday.objects.filter(key="autumn-2026").update(last="2026-10-18")
        SchoolHoliday.objects.filter(key="summer-2027").update(last="2027-08-01")
        run("load_city", "lilleby")
        last = {str(key): str(day) for key, day in SchoolHoliday.objects.values_list("key", "last")}
        assert last["autumn-2026"] == "2026-10-18"
        assert last["summer-2027"] == "2027-08-08"


def change_place(line, **fields):
    def change(folder):
        path = folder / "places.csv"
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        rows[line - 2].update(fields)
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    return change


def change_feature(file, position, /, **properties):
    def change(folder):
        parts = json.loads((folder / file).read_text())
        parts["features"][position - 1]["properties"].update(properties)
        (folder / file).write_text(json.dumps(parts))

    return change


def write(file, text):
    return lambda folder: (folder / file).write_text(text, encoding="utf-8")


BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (change_place(6, kind="village"), r"places.csv, line 6 \(torvet\).*village.*choose one"),
        (change_place(6, lat="north"), r"places.csv, line 6 \(torvet\).*latitude, longitude"),
        (change_place(6, lat="95"), r"line 6 .*not on earth"),
        (change_place(6, radius_m="5"), r"line 6 .*50 to 20000"),
        (change_place(6, slug="Torvet!"), r"line 6 .*lower-case"),
        (change_place(6, slug="havn"), r"havn.*used twice"),
        (change_place(6, name=""), r"line 6 .*`name` is missing"),
        (change_place(6, spellings="Havnen"), r"torvet.*'Havnen' already means `havn`"),
        (change_place(4, kind="spot"), r"havn.*kind area.*missing"),
        (change_place(6, kind="district"), r"torvet.*no district with this key"),
        (write("places.csv", "slug,name\n"), r"places.csv, line 1: missing columns.*columns are"),
        (write("places.csv", PLACES.replace(",ar", ",klingon")), r"line 1: unknown columns \['klingon'\]"),
        (write("places.csv", PLACES + "x,X,spot,1\n"), r"line 8 \(x\).*has not 8 columns"),
        (lambda folder: (folder / "places.csv").write_bytes(b"slug\xe6"), r"places.csv, the file.*UTF-8"),
        (lambda folder: (folder / "areas.geojson").unlink(), r"areas.geojson, the file.*must be there"),
        (write("districts.geojson", "{"), r"districts.geojson, the file.*no JSON"),
        (write("districts.geojson", "[]"), r"districts.geojson, top.*FeatureCollection"),
        (change_feature("districts.geojson", 1, neighbours=[]), r"oesterby.*`vesterby` does not name it"),
        (change_feature("districts.geojson", 2, number=1), r"districts.geojson, 1: this number is used twice"),
        (change_feature("districts.geojson", 2, number=0), r"oesterby.*official number"),
        (change_feature("districts.geojson", 1, centre=[0.5]), r"feature 1 \(vesterby\).*pair of numbers"),
        (change_feature("areas.geojson", 2, district="nowhere"), r"areas.geojson, havn.*'nowhere' is not in"),
        (
            write("areas.geojson", collection(feature("havn", 1, 0, district="oesterby") | {"geometry": BOW_TIE})),
            r"areas.geojson, feature 1 \(havn\).*not simple.*draw it anew",
        ),
        (
            write("place_outlines.geojson", collection(feature("x", 1, 0, slug="nowhere"))),
            r"place_outlines.geojson, nowhere.*no place of this slug",
        ),
        (
            write("school_holidays.csv", "name,from,until,checked\nwinter,2027-02-30,2027-03-01,yes\n"),
            r"school_holidays.csv.*line 2",
        ),
        (
            write("school_holidays.csv", "name,from,until,checked\nfall,2027-02-20,2027-03-01,yes\n"),
            r"school_holidays.csv, fall-2027.*school_holiday_names.json",
        ),
    ],
)
def test_a_broken_file_is_named_with_row_and_remedy_and_changes_nothing(cities, change, message):
    change(cities / "lilleby")
    with pytest.raises(CommandError, match=message):
        run("load_city", "lilleby")
    assert not District.objects.exists()
    assert not Category.objects.exists()


class TestOtherOutlines:
    @pytest.fixture(autouse=True)
    def loaded(self, cities):
        run("load_city", "lilleby")
        self.path = cities / "official.geojson"

    def load(self, *features):
        self.path.write_text(collection(*features))
        return run("load_districts", str(self.path))

    def test_are_matched_by_number_or_else_by_name_and_may_be_loaded_twice(self):
        venue = factories.VenueFactory(lat=5.5, lon=5.5)
        west = {"type": "Feature", "properties": {"bydel_nr": 1}, "geometry": square(5, 5)}
        east = {"type": "Feature", "properties": {"navn": "Østerby"}, "geometry": square(6, 5)}
        assert "1 venues" in self.load(west, east)
        assert "0 venues" in self.load(west, east)
        venue.refresh_from_db()
        assert (venue.district_id, venue.area_id) == ("vesterby", "vesterby")
        assert geography.locate(5.9, 6.5) == ("oesterby", "bakke")
        assert geography.locate(0.5, 0.5) == (None, None)
        assert PlaceName.objects.get(slug="vesterby").outline == square(5, 5)
        assert PlaceName.objects.get(slug="torvet").district_id is None

    @pytest.mark.parametrize(
        ("features", "message"),
        [
            ([{"bydel_nr": 1}], "no outline of Østerby"),
            ([{"bydel_nr": 1}, {"bydel_nr": 1}], r"feature 2 \(1\): a second outline"),
            ([{"bydel_nr": 7}], r"feature 1 \(7\): no district has this"),
            ([{"navn": "Nirgends"}], r"feature 1 \(Nirgends\): no district has this"),
            ([{"bydel_nr": [1]}], "no district has this"),
            ([{}], "no district has this"),
        ],
    )
    def test_of_other_districts_are_refused_and_change_nothing(self, features, message):
        shapes = [{"type": "Feature", "properties": one, "geometry": square(5, 5)} for one in features]
        with pytest.raises(CommandError, match=message):
            self.load(*shapes)
        assert geography.locate(0.4, 0.4) == ("vesterby", "vesterby")

    def test_in_metres_or_missing_are_refused(self):
        metres = {"type": "Feature", "properties": {"bydel_nr": 1}, "geometry": square(725_000, 6_175_000, 500)}
        with pytest.raises(CommandError, match="give degrees"):
            self.load(metres)
        with pytest.raises(CommandError, match="must be there"):
            run("load_districts", "/nowhere/at/all.geojson")


def test_a_change_of_outlines_is_noticed_at_once_and_an_unchanged_city_is_not_read_again(
    cities, django_assert_num_queries
):
    run("load_city", "lilleby")
    assert geography.locate(0.5, 0.5) == ("vesterby", "vesterby")
    with django_assert_num_queries(2):
        geography.locate(0.5, 0.5)
    district = District.objects.get(key="vesterby")
    district.outline = square(-3, -3)
    district.save()
    assert geography.locate(0.5, 0.5) == (None, None)
    CouncilArea.objects.filter(key="bakke").delete()
    assert geography.locate(0.9, 1.5) == ("oesterby", "havn")


def test_venues_without_a_point_stay_unplaced_when_all_are_placed_anew(cities):
    run("load_city", "lilleby")
    venue = factories.VenueFactory(lat=None, lon=None)
    Venue.objects.filter(pk=venue.pk).update(district="vesterby")
    assert city_loader.relocate_venues() == 1
    venue.refresh_from_db()
    assert venue.district_id is None
