"""API version 1 answers as the contract says, to the letter."""

import pytest

from activities.models import ActivityPage

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

RESULT_KEYS = [
    "id", "name", "name_lang", "gloss", "summary", "url", "association", "category", "audience", "gender", "kind",
    "age", "venue", "address", "district", "area",
    "lat", "lon", "sessions", "next", "distance_m", "held_in", "also_spoken",
    "danish", "price", "flags", "room", "confirmed",
]  # fmt: skip
FACET_KEYS = {
    "category", "audience", "gender", "kind", "district", "area", "weekday", "time", "language", "danish", "price",
    "flag", "grid",
}  # fmt: skip


@pytest.fixture
def ask(client):
    def get(query="", **headers):
        return client.get(f"/api/v1/activities/?{query}", headers=headers)

    return get


def test_the_answer_has_the_parts_of_the_contract(ask):
    answer = ask().json()
    assert set(answer) == {"total", "page", "pages", "query", "facets", "unstated", "widened", "results"}
    assert (answer["total"], answer["page"], answer["pages"]) == (11, 1, 2)
    assert len(answer["results"]) == 10
    assert set(answer["facets"]) == FACET_KEYS
    assert answer["query"] == {}


def test_a_result_has_keys_and_never_labels(ask):
    result = ask("category=swimming&gender=girls&lang=en").json()["results"][0]
    assert sorted(result) == sorted(RESULT_KEYS)
    assert result["name"] == "Girls' swimming"
    assert result["name_lang"] == "en"
    assert result["age"] == [7, 12]
    assert result["gender"] == "girls"
    assert result["kind"] == "regular"
    assert result["held_in"] == ["da", "ar"]
    assert result["danish"] is None
    assert result["price"] == {"amount": 600, "per": "season", "joining_fee": 0, "per_year": 600, "free": False}
    assert result["flags"] == ["trial", "sign-up", "fee-support"]
    assert result["next"] == "2026-11-25T16:00:00+01:00"
    assert (result["district"], result["area"], result["lat"], result["lon"]) == (
        "noerrebro",
        "noerrebro",
        55.695,
        12.549,
    )
    session = result["sessions"][0]
    assert sorted(session) == sorted(
        ["weekday", "start", "end", "venue", "district", "area", "lat", "lon", "next", "text"]
    )
    assert (session["weekday"], session["start"], session["end"]) == ("wed", "16:00", "17:00")
    assert result["url"].startswith("http://testserver/en/")


def test_the_address_of_a_result_leads_to_its_page(ask, client):
    url = ask("q=ungeklub").json()["results"][0]["url"]
    assert client.get(url.removeprefix("http://testserver")).status_code == 200


def test_only_the_matching_sessions_are_told(ask):
    result = ask("category=football&weekday=wed").json()["results"][0]
    assert [session["weekday"] for session in result["sessions"]] == ["wed"]
    assert result["next"] == "2026-11-25T16:30:00+01:00"


def test_the_summer_keeps_its_own_offset(ask):
    assert ask("category=gardening").json()["results"][0]["next"] == "2027-04-03T10:00:00+02:00"


def test_a_page_past_the_end_is_empty(ask):
    answer = ask("page=7")
    assert answer.status_code == 200
    assert answer.json()["results"] == []
    assert answer.json()["total"] == 11


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("category=skydiving", "category", "skydiving"),
        ("page=0", "page", "0"),
        ("date=2029-01-01", "date", "2029-01-01"),
        ("sort=distance", "sort", "distance"),
        ("utm_source=mail", "utm_source", "mail"),
        ("lang=xx", "lang", "xx"),
        ("danish=9", "danish", "9"),
    ],
)
def test_what_is_unknown_is_refused_by_name(ask, query, parameter, value):
    answer = ask(query)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["parameter"], error["value"]) == (parameter, value)
    assert error["message"]


def test_all_errors_are_told_at_once_in_the_readers_language(ask):
    errors = ask("category=x&after=soon&lang=da").json()["errors"]
    assert [error["parameter"] for error in errors] == ["category", "after"]
    assert "klokke" in errors[1]["message"].lower() or "time" in errors[1]["message"].lower()


def test_the_language_is_asked_for_else_accepted_else_danish(ask):
    assert ask("q=Pigesvømning").json()["results"][0]["name"] == "Pigesvømning"
    assert ask("q=Pigesvømning", accept_language="en-GB,en").json()["results"][0]["name"] == "Girls' swimming"
    arabic = ask("q=Pigesvømning&lang=ar", accept_language="en").json()["results"][0]
    assert (arabic["name"], arabic["name_lang"]) == ("Pigesvømning", "da")


def test_wider_searches_are_query_strings_that_give_their_count(ask):
    answer = ask("time=morning&near=55.6936,12.5480").json()
    assert answer["total"] == 0
    assert [step["change"] for step in answer["widened"]] == ["time", "radius", "radius"]
    for step in answer["widened"]:
        assert ask(step["query"]).json()["total"] == step["count"] > 0


def test_the_meaning_used_is_said_back(ask):
    said = ask("q=leg&gender=girls&near=noerreport&price=free").json()["query"]
    assert said == {"gender": ["girls"], "near": "noerreport", "price": "free", "text": "leg"}


def test_the_whole_offer_tells_more(client):
    offer = ActivityPage.objects.get(title="Fodbold mix 7-9")
    answer = client.get(f"/api/v1/activities/{offer.pk}/").json()
    assert [session["weekday"] for session in answer["sessions"]] == ["mon", "wed"]
    assert answer["next"] == "2026-11-23T16:30:00+01:00"
    assert answer["dates"][0]["start"] == "2026-11-23T16:30:00+01:00"


def describe(client, body, language="da"):
    """Publish a Danish description and return the API's."""
    offer = ActivityPage.objects.get(title="Fodbold mix 7-9")
    offer.body_da = body
    offer.save_revision().publish()
    return client.get(f"/api/v1/activities/{offer.pk}/?lang={language}").json()


def test_a_description_is_clean_html_with_full_addresses(client):
    other = ActivityPage.objects.get(title="Ungeklub")
    answer = describe(
        client,
        f'<p>Se <a linktype="page" id="{other.pk}">klubben</a> og <a href="https://example.org/x">mere</a>, '
        '<a href="/da/search/">søg</a>.</p><ul><li><b>Ja</b></li></ul>',
    )
    address = f"http://testserver{other.get_url()}"
    assert answer["description"] == (
        f'<p>Se <a href="{address}">klubben</a> og <a href="https://example.org/x">mere</a>, '
        '<a href="http://testserver/da/search/">søg</a>.</p><ul><li><b>Ja</b></li></ul>'
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<p onclick="x()">Hej<script>x()</script></p>', "<p>Hej</p>"),
        ('<p><a href="javascript:x()">Hej</a></p>', "<p><a>Hej</a></p>"),
        ('<p><a linktype="page" id="999999">væk</a></p>', "<p><a>væk</a></p>"),
        ('<p><a href="#top">op</a></p><img src="https://example.org/x.png">', "<p><a>op</a></p>"),
        ("", ""),
    ],
)
def test_what_does_not_belong_in_a_description_is_left_out(client, body, told):
    assert describe(client, body)["description"] == told


def test_a_description_without_a_translation_is_told_in_danish_as_such(client):
    answer = describe(client, "<p>Kom som du er.</p>", "ar")
    assert (answer["description"], answer["description_lang"]) == ("<p>Kom som du er.</p>", "da")
    offer = ActivityPage.objects.get(title="Fodbold mix 7-9")
    offer.body_ar = "<p>مرحبا</p>"
    offer.save_revision().publish()
    answer = client.get(f"/api/v1/activities/{offer.pk}/?lang=ar").json()
    assert (answer["description"], answer["description_lang"]) == ("<p>مرحبا</p>", "ar")


def test_an_offer_that_is_not_public_is_not_told(client):
    offer = ActivityPage.objects.get(title="Fodbold mix 7-9")
    offer.unpublish()
    assert client.get(f"/api/v1/activities/{offer.pk}/").status_code == 404
    assert client.get("/api/v1/activities/999999/").status_code == 404
    assert client.get(f"/api/v1/activities/{10**25}/").status_code == 404
    assert client.get(f"/a/{10**25}/").status_code == 404


def test_searching_sets_no_cookie_and_changes_nothing(ask, client):
    answer = ask("q=fodbold")
    assert not answer.cookies
    assert client.post("/api/v1/activities/").status_code == 405


def test_an_answer_takes_few_queries(ask, django_assert_max_num_queries):
    ask()
    with django_assert_max_num_queries(6):
        ask("time=evening&q=fodbold")


def test_json_of_the_search_is_the_same_answer(ask, client):
    there = client.get("/en/search/json?category=swimming").json()
    assert there == ask("category=swimming&lang=en").json()
