"""The search page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
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
    query, problems = asked(request)
    found = get_engine().search(query)
    return render(request, "search/results.html", context_of(found, problems, clock.today(), request))


@require_safe
def short_link(request, pk):
    """Lead from `/a/123/` to the offer in the reader's language."""
    if pk >= 2**63:  # no key a database could hold
        raise Http404
    page = get_object_or_404(ActivityPage, pk=pk)
    if not (page.live or page.expired):
        raise Http404
    return redirect(page.get_url(request))
