"""What every engine must answer, with the fixture of the stories at its own clock; each engine's class inherits it.

A case an engine can't answer is overridden there by a skip with a written reason.
"""

import datetime as dt

from django.core.management import call_command
from wagtail.models import PageViewRestriction

from activities import clock
from activities.models import ActivityPage, ExtraCost, ScheduleException
from search.engines import get_engine
from search.query import parse
from search.vocabulary import vocabulary

KEYS = {
    "Pigesvømning": "O1",
    "Sprogcafé": "O2",
    "Fodbold mix 7-9": "O3",
    "Ældreklub": "O4",
    "Lektiehjælp": "O5",
    "Livredderkursus for kvinder": "O6",
    "Nyttehave": "O7",
    "Ungeklub": "O8",
    "Gratis fodbold": "O9",
    "Mødregruppe": "O10",
    "Badminton for voksne": "O11",
}


class EngineContract:
    @classmethod
    def setUpTestData(cls):
        call_command("load_city", "copenhagen", verbosity=0)
        call_command("load_demo", fixture_only=True, verbosity=0)

    def results(self, text="", **options):
        params = {}
        for pair in filter(None, text.split("&")):
            name, value = pair.split("=", 1)
            params.setdefault(name, []).append(value)
        query, problems = parse(params, vocabulary(), clock.today())
        assert not problems, problems
        return get_engine().search(query, **{"size": 50, **options})

    def keys(self, text=""):
        return [KEYS[hit.document["name"]["da"]] for hit in self.results(text).hits]

    def found(self, text):
        return set(self.keys(text))

    # --- Story F1, without free text as a sentence ---

    def test_swimming_for_girls_in_noerrebro(self):
        assert self.keys("category=swimming&gender=girls&district=noerrebro") == ["O1"]

    def test_girls_means_offers_for_girls_only(self):
        assert self.found("gender=girls") == {"O1"}

    # --- Story F2 ---

    def test_evening_within_walking_distance(self):
        assert self.keys("time=evening&near=55.6936,12.5480") == ["O2", "O11"]

    def test_after_work_is_a_start_from_17(self):
        assert self.keys("after=17:00&near=55.6936,12.5480") == ["O2"]

    def test_a_morning_with_no_hit_offers_a_wider_time_then_a_wider_circle(self):
        results = self.results("time=morning&near=55.6936,12.5480")
        assert results.total == 0
        assert [(wider.change, wider.count > 0) for wider in results.widened] == [
            ("time", True),
            ("radius", True),
            ("radius", True),
        ]
        assert [wider.query.radius for wider in results.widened] == [1500, 3000, 5000]

    def test_a_step_that_widens_nothing_is_left_out(self):
        open_to_all = self.results("gender=girls&gender=open&category=football&time=morning")
        assert [wider.change for wider in open_to_all.widened] == ["time"]
        venue = ActivityPage.objects.get(title="Ungeklub").sessions.first().venue
        venue.lat, venue.lon = 55.68, 12.53  # Frederiksberg
        venue.save()
        outside = self.results("district=outside&time=morning")
        assert [wider.change for wider in outside.widened] == ["time"]

    # --- Story F3 ---

    def test_free_means_nothing_at_all_to_pay(self):
        assert self.found("price=free") == {"O2", "O4", "O5", "O8", "O9", "O10"}

    def test_the_fee_support_badge_is_on_two_offers_only(self):
        assert self.found("flag=fee-support") == {"O1", "O3"}

    def test_yearly_figures_by_their_rule(self):
        yearly = {KEYS[hit.document["name"]["da"]]: hit.document["price"]["per_year"] for hit in self.results("").hits}
        assert yearly["O1"] == 600
        assert yearly["O3"] == 1800
        assert yearly["O6"] is None
        assert yearly["O7"] == 150
        assert yearly["O11"] == 35 * 50

    def test_a_course_is_compared_by_its_price(self):
        assert "O6" in self.found("price_max=200")
        assert "O6" not in self.found("price_max=199")

    def test_free_and_an_amount_are_one_choice_and_free_decides(self):
        both = self.results("price=free&price_max=500")
        free = self.results("price=free")
        assert [hit.id for hit in both.hits] == [hit.id for hit in free.hits]
        assert both.unstated == free.unstated
        assert both.facets["price"] == free.facets["price"]

    def test_a_required_extra_of_unknown_cost_leaves_open_what_a_year_costs_and_whether_it_is_free(self):
        free, limited = self.results("price=free").unstated["price"], self.results("price_max=5000").unstated["price"]
        for title in ("Gratis fodbold", "Fodbold mix 7-9"):
            offer = ActivityPage.objects.get(title=title)
            offer.extra_costs.add(ExtraCost(what_for_da="Trøje", amount=None, is_required=True))
            offer.save_revision().publish()
        prices = {KEYS[hit.document["name"]["da"]]: hit.document["price"] for hit in self.results("").hits}
        assert (prices["O9"]["per_year"], prices["O9"]["free"]) == (None, None)
        assert (prices["O3"]["per_year"], prices["O3"]["free"]) == (None, False)
        assert not {"O3", "O9"} & (self.found("price=free") | self.found("price_max=5000"))
        assert self.results("price=free").unstated == {"price": free + 1}
        assert self.results("price=free&price_max=5000").unstated == {"price": free + 1}
        assert self.results("price_max=5000").unstated == {"price": limited + 2}

    # --- Story K2 ---

    def test_even_weeks_count_as_they_fall_in_a_dated_week_and_always_in_an_ordinary_one(self):
        this_week = self.results("date=2026-11-23&until=2026-11-29").facets["grid"]
        next_week = self.results("date=2026-11-30&until=2026-12-06").facets["grid"]
        ordinary = self.results("").facets["grid"]
        assert this_week["mon-afternoon"] == 2  # O4, and O3 that overlaps the afternoon by 30 minutes
        assert next_week["mon-afternoon"] == 1
        assert ordinary["mon-afternoon"] == 2

    def test_after_the_last_even_week_before_christmas_comes_the_eleventh_of_january(self):
        hit = self.results("category=senior-club&date=2026-12-08").hits[0]
        assert hit.next.isoformat() == "2027-01-11T13:00:00+01:00"

    def test_a_cancelled_date_leaves_the_search(self):
        offer = ActivityPage.objects.get(title="Ældreklub")
        offer.exceptions.add(ScheduleException(kind="cancelled", day=dt.date(2026, 11, 23)))
        offer.save_revision().publish()
        assert self.found("category=senior-club&date=2026-11-23&until=2026-11-23") == set()
        assert self.results("category=senior-club").hits[0].next.isoformat() == "2026-12-07T13:00:00+01:00"

    # --- One and the same session ---

    def test_weekday_and_time_must_hold_in_one_session(self):
        offer = ActivityPage.objects.get(title="Fodbold mix 7-9")
        monday = offer.sessions.first()
        monday.start, monday.end = dt.time(9), dt.time(10)
        offer.sessions.add(monday)
        offer.save_revision().publish()
        assert "O3" in self.found("weekday=mon&time=forenoon")
        assert "O3" not in self.found("weekday=wed&time=forenoon")

    # --- Times ---

    def test_a_session_counts_in_a_band_it_overlaps_by_half_an_hour(self):
        assert "O11" in self.found("time=evening")
        assert "O11" in self.found("time=afternoon")
        assert "O2" not in self.found("time=afternoon")

    def test_before_means_it_ends_by_then(self):
        assert "O9" in self.found("before=16:00")
        assert "O1" not in self.found("before=16:30")

    def test_after_finds_open_doors_that_are_still_open(self):
        assert "O8" in self.found("after=20:00")
        assert "O8" not in self.found("after=22:00")

    def test_open_now_asks_for_opening_hours_at_this_minute(self):
        assert self.found("open=now") == set()

    # --- Who, language, silence ---

    def test_ages_overlap_and_without_any_statement_all_are_welcome(self):
        assert self.found("age=8") == {"O1", "O3", "O7", "O9"}
        assert self.found("age=11-13") == {"O1", "O5", "O7", "O8"}

    def test_families_match_only_where_ticked(self):
        assert self.found("audience=families") == set()
        assert "O7" in self.found("audience=seniors")

    def test_language_counts_held_in_and_also_spoken(self):
        assert self.found("language=ar") == {"O1", "O10"}
        assert self.found("language=tr") == {"O4"}

    def test_danish_not_stated_never_matches_and_is_told(self):
        results = self.results("danish=1")
        assert {KEYS[hit.document["name"]["da"]] for hit in results.hits} == {"O2"}
        assert results.unstated == {"danish": 10}

    def test_kinds_are_derived(self):
        assert self.found("kind=course") == {"O6"}
        assert self.found("kind=open-door") == {"O7", "O8"}

    def test_flags_are_and(self):
        assert self.found("flag=drop-in&flag=outdoor") == {"O9"}

    def test_postcode_is_the_venues_and_not_the_district(self):
        assert self.found("postcode=2700") == {"O4", "O10"}

    def test_areas_are_apart_from_districts(self):
        assert self.found("area=kongens-enghave") == {"O7"}
        assert self.found("area=vesterbro") == set()

    # --- Words ---

    def test_words_are_found_in_any_spelling(self):
        for typed in ("Ældreklub", "aeldreklub", "ÆLDREKLUB", "aldreklub"):
            assert self.keys(f"q={typed}") == ["O4"], typed
        assert self.keys("q=noerrebro") == self.keys("q=Nørrebro") == self.keys("q=norrebro")
        assert "O2" in self.found("q=sprogcafe")

    def test_all_words_must_be_there(self):
        assert self.keys("q=badminton voksne") == ["O11"]
        assert self.keys("q=badminton tingbjerg") == []

    def test_the_exact_name_comes_first(self):
        assert self.keys("q=lektiehjælp")[0] == "O5"
        assert self.keys("q=gratis fodbold")[0] == "O9"

    def test_signs_of_a_query_language_are_only_signs(self):
        for typed in ('"', "fodbold OR 1=1", "body:*", "(((", "fodbold' --", "%", "NEAR(a b)"):
            self.results(f"q={typed.replace('=', '')}")

    # --- Order ---

    def test_without_words_or_place_the_next_one_comes_first(self):
        starts = [hit.next for hit in self.results("").hits]
        assert starts == sorted(starts)

    def test_held_in_the_language_comes_before_also_spoken(self):
        self.say_languages("Mødregruppe", held_in=["da"], also_spoken=["ar"])
        self.say_languages("Pigesvømning", held_in=["ar"])
        assert self.keys("language=ar") == ["O1", "O10"]
        assert self.keys("language=ar&near=55.7036,12.4990&radius=20000") == ["O1", "O10"]

    def test_an_order_the_visitor_chose_is_kept_whatever_the_language(self):
        self.say_languages("Mødregruppe", held_in=["da"], also_spoken=["ar"])
        self.say_languages("Pigesvømning", held_in=["ar"])
        assert self.keys("language=ar&sort=next") == ["O10", "O1"]
        assert self.keys("language=ar&near=55.7036,12.4990&radius=20000&sort=distance") == ["O10", "O1"]
        assert self.keys("language=ar&sort=name") == ["O10", "O1"]

    def test_a_name_that_is_typed_comes_before_the_language_it_is_held_in(self):
        self.say_languages("Gratis fodbold", held_in=["da"], also_spoken=["so"])
        self.say_languages("Fodbold mix 7-9", held_in=["so"])
        assert self.keys("q=fodbold&language=so") == ["O3", "O9"]
        assert self.keys("q=gratis fodbold&language=so")[0] == "O9"

    def say_languages(self, title, held_in, also_spoken=()):
        offer = ActivityPage.objects.get(title=title)
        offer.held_in, offer.also_spoken = held_in, list(also_spoken)
        offer.save_revision().publish()

    def test_by_distance_the_nearest_comes_first(self):
        away = [hit.distance_m for hit in self.results("near=55.6936,12.5480&radius=20000&sort=distance").hits]
        assert len(away) == 11
        assert away == sorted(away)

    def test_by_name_the_danish_alphabet_holds(self):
        assert self.keys("sort=name")[0] == "O11"
        assert self.keys("sort=name")[-1] == "O4"

    # --- Changes ---

    def test_an_unpublished_offer_is_gone_at_once(self):
        ActivityPage.objects.get(title="Ungeklub").unpublish()
        assert "O8" not in self.found("")

    def test_a_deleted_offer_is_gone_at_once(self):
        ActivityPage.objects.get(title="Ungeklub").delete()
        assert "O8" not in self.found("")

    def test_a_paused_offer_is_not_found_and_comes_back(self):
        offer = ActivityPage.objects.get(title="Ungeklub")
        offer.state = "paused"
        offer.save_revision().publish()
        assert "O8" not in self.found("")
        offer.state = "running"
        offer.save_revision().publish()
        assert "O8" in self.found("")

    def test_a_draft_changes_nothing(self):
        offer = ActivityPage.objects.get(title="Ungeklub")
        offer.name_da = "Skakklub"
        offer.save_revision()
        assert self.keys("q=ungeklub") == ["O8"]
        assert self.keys("q=skakklub") == []

    def test_what_is_made_private_above_an_offer_takes_it_out_of_the_search_and_brings_it_back(self):
        association = ActivityPage.objects.get(title="Ungeklub").association
        restriction = PageViewRestriction.objects.create(page=association, restriction_type="login")
        assert "O8" not in self.found("")
        restriction.delete()
        assert "O8" in self.found("")

    def test_a_venue_that_moves_takes_its_offers_along(self):
        venue = ActivityPage.objects.get(title="Ungeklub").sessions.first().venue
        venue.lat, venue.lon = 55.6638, 12.514
        venue.save()
        assert "O8" in self.found("near=55.6638,12.514&radius=500")

    def test_an_association_that_is_renamed_is_found_by_its_new_name(self):
        association = ActivityPage.objects.get(title="Ungeklub").association
        association.name_da = "Vanløse Samling"
        association.save_revision().publish()
        assert self.keys("q=Samling") == ["O8"]

    def test_a_rebuild_changes_no_answer(self):
        before = self.keys("")
        assert get_engine().rebuild() == 11
        assert self.keys("") == before
