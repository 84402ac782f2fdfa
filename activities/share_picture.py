"""The picture a shared link shows: name, next time and place in the reader's language, drawn in the product's colours.

Letters are joined and ordered by Pillow's raqm layout, which needs the system's fribidi. Where that is missing no
right-to-left text is drawn: letters that stand apart, in the wrong order, are worse than none.
"""

import hashlib
import io
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, features

from . import clock
from . import schedule_words as words
from .models import ActivityPage, AssociationPage, DistrictPage, HomePage
from .pictograms import mask_of
from .templatetags.reading import LATIN_RUN, is_rtl, read

VERSION = 1  # part of the address: another drawing gets another one
SIZE = (1200, 630)
PANEL = 330  # the coloured part with the pictogram
MARGIN = 64
PAPER, INK, SOFT, BASE, ON_BASE, ACCENT = "#faf7f2", "#1e292e", "#4d5a60", "#1d5560", "#faf7f2", "#a63f17"
FONTS = Path(__file__).parent / "data" / "fonts"
NAME_SIZES = (76, 66, 56, 48)
NAME_LINES = 3
NAME_HEIGHT = 250
LINE_HEIGHT = 1.25
ISOLATE, POP = "\u2066", "\u2069"


@dataclass(frozen=True)
class SharePicture:
    """What is drawn, each text in `language` except the name, which may be in Danish."""

    name: str
    language: str
    kicker: str = ""
    when: str = ""
    where: str = ""
    icon: str = ""

    @property
    def stamp(self):
        """Ten characters that change with what is drawn, for its address."""
        told = "\0".join([str(VERSION), settings.FINDER_BRAND, *astuple(self)])
        return hashlib.sha256(told.encode()).hexdigest()[:10]

    @property
    def alt(self):
        return " · ".join(filter(None, [self.kicker, self.name, self.when, self.where]))


def of_offer(page, card):
    """Return the picture of an offer from its `answer_card`."""
    categories = list(page.categories.all())
    dates = card["when"].dates
    return SharePicture(
        name=read(page, "name").text,
        language=get_language(),
        kicker=" · ".join(read(category, "label").text for category in categories[:2]),
        when=date_text(dates[0]) if dates else "",
        where=" · ".join(place_text(place["venue"]) for place in card["places"][:1]),
        icon=f"category-{categories[0].key}" if categories else "",
    )


def date_text(date):
    """Write a date without "today": the picture is looked at later too."""
    begins, ends = (moment.astimezone(clock.LOCAL_ZONE) for moment in (date.starts_at, date.ends_at))
    minutes = begins.hour * 60 + begins.minute
    length = int((ends - begins).total_seconds()) // 60
    with words.speaking(get_language()) as locale:
        day = words.capitalized(words.full_date(begins.date(), locale), locale)
        return words.comma(day, words.times(minutes, minutes + length))


def place_text(venue):
    return ", ".join(filter(None, [venue.name, venue.area.name if venue.area else ""]))


def of_page(page):
    """Return the picture of any other page."""
    kicker, icon = "", "action-search"
    if isinstance(page, AssociationPage):
        kicker, icon = _("Association"), "fact-organiser"
    elif isinstance(page, DistrictPage):
        kicker, icon = _("District"), "fact-district"
    told = "intro" if isinstance(page, HomePage) else "name"
    return SharePicture(read(page, told).text, get_language(), kicker=kicker, icon=icon)


def picture_for(page):
    """Return the picture of a page that is not being rendered, in the active language."""
    if isinstance(page, ActivityPage):
        from .answer_card import answer_card

        return of_offer(page, answer_card(page, get_language()))
    return of_page(page)


# --- Drawing ---


def can_join_letters():
    return features.check("raqm")


@lru_cache(maxsize=64)
def font(name, size):
    engine = ImageFont.Layout.RAQM if can_join_letters() else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=engine)


@lru_cache(maxsize=512)
def _has_letter(name, letter):
    plain = ImageFont.truetype(str(FONTS / name), 32, layout_engine=ImageFont.Layout.BASIC)
    return letter.isspace() or bytes(plain.getmask(letter)) != bytes(plain.getmask("\U000f1234"))


def font_for(text, size, *, is_strong=True):
    """Return the house font, or the one with Urdu's letters where the text needs them."""
    name = "Rubik-SemiBold.ttf" if is_strong else "Rubik-Regular.ttf"
    has_all = all(_has_letter(name, letter) for letter in set(text) - {ISOLATE, POP})
    return font(name if has_all else "Vazirmatn-Bold.ttf", size)


def has_right_to_left(text):
    return any("\u0590" <= letter <= "\u08ff" or "\ufb1d" <= letter <= "\ufefc" for letter in text)


class Sheet:
    """A picture being drawn, from the side where the reader's language begins."""

    def __init__(self, language):
        self.language, self.is_mirrored = language, is_rtl(language)
        self.image = Image.new("RGB", SIZE, PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.width = SIZE[0] - PANEL - 2 * MARGIN
        self.begins = SIZE[0] - PANEL - MARGIN if self.is_mirrored else PANEL + MARGIN

    def options(self):
        if not can_join_letters():
            return {}
        return {"direction": "rtl" if self.is_mirrored else "ltr", "language": self.language}

    def length(self, text, used):
        return used.getlength(text, **self.options())

    def panel(self, icon):
        left = SIZE[0] - PANEL if self.is_mirrored else 0
        self.pen.rectangle((left, 0, left + PANEL, SIZE[1]), fill=BASE)
        mask = mask_of(icon, 220) or mask_of("action-search", 220)
        if mask:
            self.image.paste(ON_BASE, (left + (PANEL - 220) // 2, (SIZE[1] - 220) // 2), mask)

    def text(self, top, text, size, color, *, is_strong=True):
        if not can_join_letters() and has_right_to_left(text):
            return
        text = isolated(text) if self.is_mirrored else text
        used = font_for(text, size, is_strong=is_strong)
        self.pen.text(
            (self.begins, top), text, color, used, anchor="ra" if self.is_mirrored else "la", **self.options()
        )

    def wrapped(self, text, used):
        """Return the text in lines that fit; a word longer than a line is broken."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.length(longer, used) <= self.width:
                lines[-1] = longer
                continue
            for part in self.broken(word, used):
                lines.append(part)
        return [line for line in lines if line]

    def broken(self, word, used):
        parts, rest = [], word
        while self.length(rest, used) > self.width:
            cut = next(at for at in range(len(rest) - 1, 0, -1) if self.length(rest[:at], used) <= self.width)
            parts.append(rest[:cut])
            rest = rest[cut:]
        return [*parts, rest]

    def fitted(self, text):
        """Return (lines, size) of a name: as large as fits into three lines, cut where nothing does."""
        for size in NAME_SIZES:
            lines = self.wrapped(text, font_for(text, size))
            if len(lines) <= NAME_LINES and len(lines) * size * LINE_HEIGHT <= NAME_HEIGHT:
                return lines, size
        return [*lines[: NAME_LINES - 1], self.cut(" ".join(lines[NAME_LINES - 1 :]), size)], size

    def cut(self, text, size, *, is_strong=True):
        used = font_for(text, size, is_strong=is_strong)
        if self.length(text, used) <= self.width:
            return text
        while text and self.length(f"{text} …", used) > self.width:
            text = text[:-1].rstrip()
        return f"{text} …"


def isolated(text):
    """Keep times and Latin names in one piece inside right-to-left text."""
    return LATIN_RUN.sub(lambda run: f"{ISOLATE}{run.group()}{POP}", text) if has_right_to_left(text) else text


def draw(picture):
    """Return the picture as PNG, 1200 by 630."""
    sheet = Sheet(picture.language)
    sheet.panel(picture.icon)
    if picture.kicker:
        sheet.text(MARGIN, sheet.cut(picture.kicker, 32), 32, ACCENT)
    lines, size = sheet.fitted(picture.name)
    top = MARGIN + 62
    for line in lines:
        sheet.text(top, line, size, INK)
        top += round(size * LINE_HEIGHT)
    top = max(top + 26, 330)
    if picture.when:
        sheet.text(top, sheet.cut(picture.when, 40), 40, BASE)
    if picture.where:
        where = sheet.cut(picture.where, 34, is_strong=False)
        sheet.text(top + (64 if picture.when else 0), where, 34, SOFT, is_strong=False)
    sheet.text(SIZE[1] - MARGIN - 40, settings.FINDER_BRAND, 36, BASE)
    written = io.BytesIO()
    # Few colours: a quarter of the weight, and no difference to see.
    sheet.image.quantize(128, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()
