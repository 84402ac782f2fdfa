"""Texts of others come in without anything that could act on a reader."""

import pytest

from activities.importers import texts


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>Hej<script>alert(1)</script></p>",
        '<p onclick="alert(1)">Hej</p>',
        '<p>Hej<img src=x onerror="alert(1)"></p>',
        '<p style="position:fixed">Hej</p>',
        '<p>Hej<iframe src="https://example.org"></iframe></p>',
        '<p><a href="javascript:alert(1)"></a>Hej</p>',
        "<p>Hej<svg><script>alert(1)</script></svg></p>",
    ],
)
def test_nothing_that_acts_comes_through(hostile):
    assert texts.rich(hostile) == "<p>Hej</p>"


def test_links_keep_their_address_only_when_it_is_absolute_and_harmless():
    html = '<p><a href="https://example.org/x" target="_blank">ud</a> <a href="/admin/">ind</a></p>'
    assert texts.rich(html) == '<p><a href="https://example.org/x">ud</a> <a>ind</a></p>'
    assert "javascript" not in texts.rich('<p><a href="JaVaScript:alert(1)">x</a></p>')


def test_html_becomes_what_an_editor_can_write():
    html = "<h2>Om</h2><div>Vi <strong>synger</strong> og <em>spiser</em></div><div> </div><ul><li>Kor</li></ul>"
    assert texts.rich(html) == "<p>Om</p><p>Vi <b>synger</b> og <i>spiser</i></p><ul><li>Kor</li></ul>"


def test_plain_text_becomes_paragraphs_and_its_angle_brackets_stay_text():
    assert texts.rich("Hej\nmed dig\n\n2 < 3 &amp; 4") == "<p>Hej<br>med dig</p><p>2 &lt; 3 &amp; 4</p>"
    assert texts.rich("a <script>alert(1)</script>") == "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_plain_text_loses_tags_entities_and_control_characters():
    assert texts.one_line("<p>Kom&nbsp;og</p><p>leg\x07 med</p>") == "Kom og leg med"


def test_a_long_text_is_cut_at_a_sentence_or_a_word():
    assert texts.shorten("Kort. Lang sætning som ikke kan være her.", 20) == "Kort."
    assert texts.shorten("En meget lang sætning uden punktum", 20) == "En meget lang…"
    assert len(texts.shorten("x" * 400, 150)) == 150


def test_the_opening_is_more_than_a_heading():
    heading = "Hvad vi gør\n\nVi mødes hver uge og synger sammen. Alle kan være med."
    assert texts.opening(heading, 50) == "Hvad vi gør Vi mødes hver uge og synger sammen."


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org/", "https://", "https://a b", "http://[", 'https://e.org/"x']
)
def test_what_is_no_web_address_is_dropped(address):
    assert texts.web_address(address) == ""
    assert texts.source_link(address) == ""


def test_the_link_to_the_source_is_named_by_its_host():
    link = texts.source_link("https://www.example.org/a?b=1&c=2")
    assert link == '<p><a href="https://www.example.org/a?b=1&amp;c=2">example.org</a></p>'
