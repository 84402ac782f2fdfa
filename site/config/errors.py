"""The last page: shown when everything else may be broken."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from search.engines.base import Unavailable

COME_BACK_AFTER = 10  # seconds: by then the standby has filled its memory


def server_error(request):
    """Answer 500 in the reader's language, without the database and without the request's context."""
    return HttpResponseServerError(_page())


class SearchAwayMiddleware:
    """Where no engine can answer a search in time, say so at once: 503, and when to come back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Unavailable):
            return None
        headers = {"Retry-After": str(COME_BACK_AFTER), "Cache-Control": "no-store"}
        if request.path.startswith("/api/"):
            message = _("It is not your fault. Please try again in a few minutes.")
            return JsonResponse({"errors": [{"message": message}]}, status=503, headers=headers)
        return HttpResponse(_page(), status=503, headers=headers)


def _page():
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "brand": settings.FINDER_BRAND,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "home_url": f"/{language}/",
        "languages_shown": [{"code": code, "name": name, "url": f"/{code}/"} for code, name in settings.LANGUAGES],
    }
    return loader.render_to_string("500.html", context)
