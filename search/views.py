"""The search page."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from activities import clock
from activities.models import ActivityPage

from .api import parameters
from .engines import get_engine
from .query import parse
from .results_page import context_of
from .vocabulary import vocabulary


def asked(request):
    """Return (query, problems) of a page: what can't be used is told, names that no search knows are not."""
    return parse(parameters(request), vocabulary(), clock.today())


@require_safe
def results(request):
    """The search page; to HTMX only the part of it that a choice changes, never kept by a cache as the page."""
    query, problems = asked(request)
    search = get_engine().search
    context = context_of(search(query), problems, clock.today(), request, partial(search, size=1))
    is_part = request.htmx and not request.htmx.history_restore_request
    context["base"] = "search/part.html" if is_part else "base.html"
    response = render(request, "search/results.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    if is_part:
        patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def short_link(request, pk):
    """Lead from `/a/123/` to the offer in the reader's language."""
    if pk >= 2**63:  # no key a database could hold
        raise Http404
    page = get_object_or_404(ActivityPage.objects.unrestricted(), pk=pk)
    if not (page.live or page.expired):
        raise Http404
    return redirect(page.get_url(request))
