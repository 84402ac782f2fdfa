"""What every template knows of the product."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info


def product(request):
    """Give brand, languages shown (each named in itself) and the reader's direction."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "brand": settings.FINDER_BRAND,
        "languages_shown": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
        "language_direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
