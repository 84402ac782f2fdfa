"""Views of the admin beside Wagtail's own: dates before they are saved, outlines for the map."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from .coming_dates import Preview, more_text, preview_of
from .forms import kept_forms
from .models import ActivityPage, AssociationPage, CouncilArea

FRAGMENT = "activities/admin/coming_dates.html"
WHOLE_PAGE = "activities/admin/coming_dates_page.html"


@require_POST
def coming_dates(request, page_id):
    """Answer the dates of the posted form of an offer; nothing is saved."""
    page = get_object_or_404(ActivityPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return answer(request, page.get_latest_revision_as_object(), page.get_parent())


@require_POST
def coming_dates_new(request, parent_id):
    """The same for an offer that is not in the tree yet."""
    parent = get_object_or_404(AssociationPage, pk=parent_id)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return answer(request, ActivityPage(owner=request.user), parent)


def answer(request, page, parent):
    form_class = ActivityPage.get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=page, parent_page=parent, for_user=request.user)
    problems = form.problems_of("sessions") + form.problems_of("exceptions")
    preview = Preview() if problems else preview_of(rows_of(form, "sessions"), rows_of(form, "exceptions"))
    template = FRAGMENT if request.headers.get("X-Requested-With") == "XMLHttpRequest" else WHOLE_PAGE
    return render(request, template, {"preview": preview, "problems": problems, "more": more_text(preview)})


def rows_of(form, name):
    """The unsaved children of a valid formset, without those marked for deletion or left empty."""
    kept = kept_forms(form.formsets[name])
    return [child.instance for child in kept if child.instance.pk or child.has_changed()]


@require_GET
def outlines(request):
    """The council areas as GeoJSON, so that a map without tiles still shows where one is."""
    areas = CouncilArea.objects.exclude(outline=None).values("name", "outline")
    features = [
        {"type": "Feature", "properties": {"name": area["name"]}, "geometry": area["outline"]} for area in areas
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
