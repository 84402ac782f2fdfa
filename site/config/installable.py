"""The site as something to install: its manifest, its service worker, and the page shown without a network."""

import json

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .context_processors import product

THEME, PAPER = "#1d5560", "#faf7f2"
SIZES = (192, 512)
HOUR = 3600
# Raise it when what the worker keeps, or how, is no longer what an older one kept.
WORKER_VERSION = 1


@require_safe
@cache_control(public=True, max_age=HOUR)
def manifest(request):
    """Return the web manifest in the reader's language."""
    home = reverse("wagtail_serve", args=[""])
    icons = [
        {
            "src": static(f"icons/{name}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in (("icon", "any"), ("icon-maskable", "maskable"))
        for size in SIZES
    ]
    data = {
        "id": "/",
        "name": settings.FINDER_BRAND,
        "short_name": settings.FINDER_BRAND,
        "description": _("Activities near you"),
        "lang": get_language(),
        "dir": product(request)["language_direction"],
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": THEME,
        "icons": icons,
    }
    response = JsonResponse(data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def service_worker(request):
    """Return the worker; asked for anew each time, so that a better one reaches everybody."""
    texts = {code: worker_texts(code) for code, _name in settings.LANGUAGES}
    context = {"version": WORKER_VERSION, "texts": json.dumps(texts), "static_url": settings.STATIC_URL}
    response = render(request, "service-worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def worker_texts(language):
    """Return what the worker says and needs in one language."""
    with override(language):
        return {
            "offline": reverse("offline"),
            "brand": f" · {escape(settings.FINDER_BRAND)}",  # what titles end with
            "saved": _("You are offline. This is a copy saved on %(moment)s."),
        }


@require_safe
def offline(request):
    """Return the page the worker shows when there is no network and no copy."""
    return render(request, "offline.html")
