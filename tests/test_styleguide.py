"""The style guide: nothing of the design system is missing from it, and its colours can be read."""

import pytest
from bs4 import BeautifulSoup
from config import design_tokens, styleguide

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(fixture_city, settings, client):
    settings.DEBUG = True
    response = client.get("/styleguide/", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_public_does_not_get_the_guide(client):
    assert client.get("/styleguide/").status_code == 404


def test_every_component_is_shown_with_its_states_in_both_directions(guide):
    files = sorted(path.name for path in styleguide.COMPONENTS.glob("*.html"))
    assert len(files) > 8
    for name in files:
        item = guide.find(id=f"components{name.removesuffix('.html')}html") or guide.find(
            "code", string=f"components/{name}"
        ).find_parent("section")
        versions = item.select(".guide__versions > div")
        assert {version["dir"] for version in versions} == {"ltr", "rtl"}, name
        assert all(version.find(True) for version in versions), name


def test_no_specimen_stands_for_a_component_that_is_gone():
    assert set(styleguide.SPECIMENS) <= {path.stem for path in styleguide.COMPONENTS.glob("*.html")}


@pytest.mark.parametrize(
    "part",
    ["search/includes/hit.html", "search/includes/group.html", "activities/includes/answer_card.html"],
)
def test_parts_of_pages_are_drawn_from_where_they_stand(guide, part):
    item = guide.find("code", string=part).find_parent("section")
    assert item.select(".guide__versions > div[lang=ar]")
    assert "Needs the page" not in item.get_text()


def test_every_pictogram_is_shown_with_its_name(guide):
    shown = {name.get_text() for name in guide.select(".pictograms code")}
    assert shown == {name for names in design_tokens.pictograms().values() for name in names}


def test_every_colour_is_shown_for_light_and_dark(guide):
    shown = {name.get_text().removeprefix("--") for name in guide.select(".swatches code")}
    assert shown == set(design_tokens.colours()["light"])


@pytest.mark.parametrize("pair", design_tokens.contrasts(design_tokens.TEXTS, 4.5), ids=lambda row: row["ink"])
def test_text_reads_on_its_ground_in_light_and_dark(pair):
    low = [f"{figure['scheme']}: {figure['ratio']:.2f}" for figure in pair["figures"] if figure["ratio"] < 4.5]
    assert not low, f"{pair['ink']} on {pair['ground']}: {low}"


@pytest.mark.parametrize("pair", design_tokens.contrasts(design_tokens.SHAPES, 3), ids=lambda row: row["ink"])
def test_edges_and_rings_can_be_seen_in_light_and_dark(pair):
    assert min(figure["ratio"] for figure in pair["figures"]) >= 3, f"{pair['ink']} on {pair['ground']}"


def test_every_ink_is_measured():
    inks = {name for name in design_tokens.colours()["light"] if name.startswith(("ink", "on-", "accent", "base"))}
    assert inks - {name for name in inks if name.endswith("-soft") and name not in design_tokens.TEXTS} <= set(
        design_tokens.TEXTS
    )


def test_contrast_is_counted_as_the_standard_does():
    assert round(design_tokens.contrast("#000000", "#ffffff"), 2) == 21
    assert round(design_tokens.contrast("#777777", "#ffffff"), 2) == 4.48
