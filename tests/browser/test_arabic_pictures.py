"""Arabic pages look as they did: direction, joined letters, and where numbers stand, held against kept pictures.

The pictures are drawn with the fonts of `activities/data/fonts/`, so that every machine draws the same. After a change
that is meant: `UPDATE_PICTURES=1 make test ARGS=tests/browser/test_arabic_pictures.py`, then look at them.
"""

import base64
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageOps

from .pages import OFFER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

KEPT = Path(__file__).parent / "pictures"
FONTS = settings.BASE_DIR / "activities" / "data" / "fonts"
SHARE = 0.01  # of the pixels may differ: edges of letters, from one browser to the next
SHADE = 64  # of 255: less is not seen as a difference
SHOWN = {
    "home": ("/ar/", ".home__question", 390),
    "tiles": ("/ar/", ".tiles", 390),
    "hit": ("/ar/search/?category=swimming&gender=girls", ".search-page__list > .hits .hit", 390),
    "chips": ("/ar/search/?category=swimming&gender=girls&district=noerrebro", ".chips", 390),
    "week": ("/ar/search/", ".week-grid", 1280),
    "answer-card": (f"/ar/{OFFER}", ".answer-card", 390),
}
# The promise of `ready` is kept at once while no letter has asked for a font: ask for each.
FONTS_LOADED = "Promise.all(['KeptArabic', 'KeptLatin'].map(name => document.fonts.load(`16px ${name}`, 'ن n')))"
# At a whole pixel, whatever stands above it: else its lines are rounded now up, now down.
AT_A_WHOLE_PIXEL = """part => {
  const top = part.getBoundingClientRect().top + window.scrollY;
  part.style.position = "relative";
  part.style.insetBlockStart = `${Math.round(top) - top}px`;
}"""


def font_face(name, file):
    data = base64.b64encode((FONTS / file).read_bytes()).decode()
    return f"@font-face {{ font-family: {name}; src: url(data:font/ttf;base64,{data}); }}"


def style():
    faces = font_face("KeptArabic", "Vazirmatn-Bold.ttf") + font_face("KeptLatin", "Rubik-Regular.ttf")
    return faces + "* { font-family: KeptLatin, KeptArabic !important; transition: none !important; }"


def difference(one, other):
    """Return the share of pixels that are visibly not the same, 1 for pictures of different size."""
    if one.size != other.size:
        return 1
    seen = ImageChops.difference(one, other).point(lambda shade: 255 if shade > SHADE else 0)
    return seen.histogram()[255] / (seen.width * seen.height)


@pytest.mark.parametrize("name", SHOWN)
def test_arabic_looks_as_it_did(visit, name, tmp_path):
    address, part, width = SHOWN[name]
    visitor = visit(width=width, bypass_csp=True, reduced_motion="reduce")
    visitor.goto(address)
    visitor.page.add_style_tag(content=style())
    visitor.page.evaluate(FONTS_LOADED)
    shown = visitor.page.locator(part).first
    shown.evaluate(AT_A_WHOLE_PIXEL)
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("L")
    kept = KEPT / f"{name}.png"
    if os.environ.get("UPDATE_PICTURES"):
        picture.save(kept, optimize=True)
    expected = Image.open(kept).convert("L")
    picture.save(tmp_path / kept.name)
    assert difference(picture, expected) <= SHARE, f"now: {tmp_path / kept.name}, kept: {kept}"
    assert difference(ImageOps.mirror(picture), expected) > SHARE  # else the pictures would hold nothing
