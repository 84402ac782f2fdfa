"""The page of a venue: where it is, how one gets in, and what is on there."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Venue
from .page_context import venue_context

LARGEST_KEY = 2**63  # beyond, no key a database could hold


@require_safe
def venue_page(request, pk):
    """Show a venue: a shared one always, an association's own while something that may be found is on there."""
    if pk >= LARGEST_KEY:
        raise Http404
    venue = get_object_or_404(Venue.objects.select_related("district", "area", "association"), pk=pk)
    context = venue_context(venue)
    if venue.association_id and not context["rows"]:
        raise Http404
    return render(request, "activities/venue_page.html", context)
