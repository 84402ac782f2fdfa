"""The languages an activity can be held in, as BCP 47 tags, named by CLDR in the reader's language.

Kept apart from the languages of the interface: the two are different things.
"""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from . import schedule_words as words

# The wave-1 and wave-2 languages of the city first, then others often taught or spoken.
SPOKEN = (
    "da", "en", "ar", "tr", "so", "ur", "pl", "uk", "fa", "fa-AF", "ckb", "kmr", "ps", "ti", "ro", "ne", "bs", "sr",
    "hr", "sq", "ru", "de", "fr", "es", "it", "pt", "nl", "sv", "nb", "is", "fo", "kl", "fi", "lt", "lv", "et", "cs",
    "hu", "bg", "el", "he", "am", "sw", "hi", "pa", "bn", "ta", "th", "vi", "tl", "zh", "ja", "ko", "dsl",
)  # fmt: skip

# CLDR has no name for it in most languages.
OWN_NAMES = {"dsl": gettext_lazy("Danish Sign Language"), "kmr": gettext_lazy("Kurmanji Kurdish")}

# CLDR's name for it differs from the word that all our texts have.
OUR_NAMES = {("ar", "da"): "الدنماركية"}


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
    language = language or get_language() or "da"
    if tag in OWN_NAMES:
        return str(OWN_NAMES[tag])
    if (language, tag) in OUR_NAMES:
        return OUR_NAMES[language, tag]
    names = _cldr_names(language)
    return names.get(tag.replace("-", "_")) or names.get(primary(tag)) or tag


def spoken_text(tags, language, most=None):
    """Name languages as a list in a sentence: `Danish, Arabic and Somali`; beyond `most` only say how many more."""
    names = [spoken_name(tag, language) for tag in tags]
    with words.speaking(language) as locale:
        if most is None or len(names) <= most + 1:  # one more takes no more room than saying so
            return words.listed(names, locale)
        few = words.joined(words.comma, names[:most])
        return _("%(languages)s and %(count)s more") % {"languages": few, "count": len(names) - most}


def spoken_choices():
    return [(tag, spoken_name(tag)) for tag in SPOKEN]
