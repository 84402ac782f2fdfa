"""The last page: shown when everything else may be broken."""

from django.conf import settings
from django.http import HttpResponseServerError
from django.template import loader
from django.utils.translation import get_language, get_language_info


def server_error(request):
    """Answer 500 in the reader's language, without the database and without the request's context."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "brand": settings.FINDER_BRAND,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "home_url": f"/{language}/",
        "languages_shown": [{"code": code, "name": name, "url": f"/{code}/"} for code, name in settings.LANGUAGES],
    }
    return HttpResponseServerError(loader.render_to_string("500.html", context))
