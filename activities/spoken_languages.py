"""The languages an activity can be held in, as BCP 47 tags, named by CLDR in the reader's language.

Kept apart from the languages of the interface: the two are different things.
"""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext_lazy

# The wave-1 and wave-2 languages of the city first, then others often taught or spoken.
SPOKEN = (
    "da", "en", "ar", "tr", "so", "ur", "pl", "uk", "fa", "fa-AF", "ckb", "kmr", "ps", "ti", "ro", "ne", "bs", "sr",
    "hr", "sq", "ru", "de", "fr", "es", "it", "pt", "nl", "sv", "nb", "is", "fo", "kl", "fi", "lt", "lv", "et", "cs",
    "hu", "bg", "el", "he", "am", "sw", "hi", "pa", "bn", "ta", "th", "vi", "tl", "zh", "ja", "ko", "dsl",
)  # fmt: skip

# CLDR has no name for it in most languages.
OWN_NAMES = {"dsl": gettext_lazy("Danish Sign Language"), "kmr": gettext_lazy("Kurmanji Kurdish")}


def primary(tag):
    """Return the primary subtag: `fa-AF` gives `fa`."""
    return tag.split("-", 1)[0].lower()


@lru_cache(maxsize=64)
def _cldr_names(language):
    try:
        return Locale.parse(language, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return Locale("en").languages


def spoken_name(tag, language=None):
    """Name the language `tag` in `language` (the reader's when not given); the tag itself when CLDR has no name."""
    if tag in OWN_NAMES:
        return str(OWN_NAMES[tag])
    names = _cldr_names(language or get_language() or "da")
    return names.get(tag.replace("-", "_")) or names.get(primary(tag)) or tag


def spoken_choices():
    return [(tag, spoken_name(tag)) for tag in SPOKEN]
