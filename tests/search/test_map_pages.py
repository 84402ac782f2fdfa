"""The map page, its clusters and the offers of a pin, asked as a browser asks, and as nobody should."""

import pytest
from django.urls import reverse

from activities.models import ActivityPage, Venue
from search.engines.base import MAX_CLUSTERS

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

CITY = "12.40,55.60,12.70,55.75"


def clusters(client, **asked):
    return client.get("/da/search/clusters", {"bbox": CITY, "zoom": "14", **asked})


def test_the_clusters_of_a_search_are_points_with_counts_and_names(client):
    answer = clusters(client, category="swimming")
    assert answer["Content-Type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    assert (found["total"], found["placed"]) == (2, 2)
    labels = {feature["properties"]["label"] for feature in found["features"]}
    assert any(label.startswith("Pigesvømning, ") for label in labels)
    west, south, east, north = found["extent"]
    for feature in found["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert west <= lon <= east
        assert south <= lat <= north
    assert sum(feature["properties"]["pairs"] for feature in found["features"]) == 2


def test_what_has_no_place_is_said_and_what_is_elsewhere_too(client):
    Venue.objects.filter(sessions__page__title="Sprogcafé").update(lat=None, lon=None)
    ActivityPage.objects.get(title="Sprogcafé").save_revision().publish()
    found = client.get("/en/search/clusters", {"bbox": "0,0,1,1", "zoom": "3", "category": "language-cafe"}).json()
    assert found["message"] == "None of these offers has a place on the map."
    everything = client.get("/en/search/clusters", {"bbox": "0,0,1,1", "zoom": "3"}).json()
    assert everything["total"] - everything["placed"] >= 1
    assert "stand" in everything["message"]
    assert everything["message"].endswith("None in this part.")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("bbox", ""),
        ("bbox", "1,2,3"),
        ("bbox", "12,55,13,nan"),
        ("bbox", "12,55,13,1e5"),
        ("bbox", "13,55,12,56"),
        ("bbox", "12,56,13,55"),
        ("bbox", "-181,55,12,56"),
        ("bbox", "12,55,13,91"),
        ("bbox", "١٢,55,13,56"),
        ("bbox", "12,55,13,56,57"),
        ("bbox", "9" * 5000),
        ("bbox", "\x00"),
        ("zoom", ""),
        ("zoom", "-1"),
        ("zoom", "23"),
        ("zoom", "1.5"),
        ("zoom", "9" * 5000),
    ],
)
def test_a_part_of_the_map_that_is_none_is_refused_in_words(client, parameter, value):
    answer = clusters(client, **{parameter: value})
    assert answer.status_code == 400
    (problem,) = answer.json()["errors"]
    assert problem["parameter"] == parameter
    assert len(problem["value"]) <= 100
    assert problem["message"]


def test_the_offers_of_a_pin_are_refused_without_their_part_of_the_map(client):
    assert client.get("/da/search/places").status_code == 400
    assert client.post("/da/search/places").status_code == 405


@pytest.mark.parametrize("box", ["-180,-90,180,90", "-180,0,180,0.00001", "12.5,55.6,12.5,55.6"])
def test_the_answer_stays_small_for_the_largest_and_the_oddest_part(client, box):
    for zoom in (0, 22):
        answer = clusters(client, bbox=box, zoom=zoom)
        assert answer.status_code == 200
        assert len(answer.json()["features"]) <= MAX_CLUSTERS


def test_what_the_search_page_ignores_is_ignored_on_the_map(client):
    assert clusters(client, utm_source="x", category="skydiving").json()["total"] == 11


def test_a_pin_opens_the_same_hits_as_the_list(client):
    venue = Venue.objects.get(sessions__page__title="Pigesvømning")
    here = f"{venue.lon},{venue.lat},{venue.lon},{venue.lat}"
    text = client.get("/da/search/places", {"bbox": here, "category": "swimming"}).content.decode()
    listed = client.get("/da/search/", {"category": "swimming", "gender": "girls"}).content.decode()
    hit = text[text.index("<article") : text.index("</article>")]
    assert hit in listed
    assert "<html" not in text


def test_a_pin_with_many_offers_leads_on_to_all_of_them(client, monkeypatch):
    monkeypatch.setattr("search.map_views.PANEL_OFFERS", 1)
    venue = Venue.objects.get(sessions__page__title="Pigesvømning")
    ActivityPage.objects.get(title="Sprogcafé").sessions.update(venue=venue)
    ActivityPage.objects.get(title="Sprogcafé").save_revision().publish()
    here = f"{venue.lon},{venue.lat},{venue.lon},{venue.lat}"
    text = client.get("/da/search/places", {"bbox": here}).content.decode()
    assert text.count("<article") == 1
    link = text[text.rindex('href="') + 6 :].partition('"')[0].replace("&amp;", "&")
    names = client.get(link).content.decode()
    assert "Pigesvømning" in names
    assert "Sprogcafé" in names


# --- The page ---


def test_the_map_page_lists_its_places_with_addresses_by_district(client):
    text = client.get("/da/search/map/?category=swimming").content.decode()
    listed = text[text.index('id="past-map"') :]
    for words in ("Nørrebro", "Amager Øst", "Eksempelgade 1, 2200 København N", "Pigesvømning", "Livredderkursus"):
        assert words in listed
    assert listed.index("Amager Øst") < listed.index("Nørrebro")


def test_the_map_page_leads_to_the_same_search_as_a_list(client):
    answer = client.get("/da/search/map/?category=swimming&gender=girls")
    assert answer.context["back"] == "/da/search/?category=swimming&gender=girls"
    assert f'href="{answer.context["back"]}"'.replace("&", "&amp;") in answer.content.decode()


def test_a_map_page_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    client.get("/da/search/map/")
    with django_assert_max_num_queries(20):
        client.get("/da/search/map/?near=noerreport")


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1", "١", ""])
@pytest.mark.parametrize("name", ["offer", "venue"])
def test_a_map_of_nothing_is_not_found(client, name, key):
    assert client.get("/da/search/map/", {name: key}).status_code == 404


def test_a_map_of_a_venue_says_its_address_in_words(client):
    venue = Venue.objects.get(sessions__page__title="Pigesvømning")
    answer = client.get(reverse("search:map"), {"venue": venue.pk})
    assert [pin["id"] for pin in answer.context["data"]["pins"]] == [venue.pk]
    assert venue.address in answer.content.decode()


def test_only_the_map_page_may_fetch_from_elsewhere(client):
    assert "openstreetmap" in client.get("/da/search/map/")["Content-Security-Policy"]
    for path in ("/da/search/", f"/da/search/places?bbox={CITY}", "/da/"):
        assert "openstreetmap" not in client.get(path)["Content-Security-Policy"]


def test_the_search_page_carries_nothing_of_the_map_but_a_link(client):
    text = client.get("/da/search/").content.decode()
    assert "leaflet" not in text
    assert 'href="/da/search/map/"' in text
    assert "data-points=" in text
