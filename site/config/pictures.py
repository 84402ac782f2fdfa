"""Pictures of shared links: drawn once for each thing they show, and kept in a folder of limited size."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from activities.models import ActivityPage, AssociationPage, DistrictPage, GuidePage, HomePage
from activities.models.naming import unrestricted
from activities.share_picture import draw, picture_for

KINDS = (ActivityPage, AssociationPage, DistrictPage, GuidePage, HomePage)
KEPT = 3000
BIGGEST_KEY = 2**63
YEAR = 365 * 24 * 60 * 60


@require_safe
def share_picture(request, language, pk, stamp):
    """Answer with the picture of a public page; an address of what it showed before leads to the one of now."""
    if language not in dict(settings.LANGUAGES) or pk >= BIGGEST_KEY:
        raise Http404
    found = unrestricted(Page.objects.live()).filter(pk=pk).type(KINDS).first()
    if found is None:
        raise Http404
    with override(language):
        picture = picture_for(found.specific)
    if picture.stamp != stamp:
        return redirect("share_picture", language, pk, picture.stamp)
    response = HttpResponse(_kept(f"{language}-{pk}-{stamp}.png", picture), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _kept(name, picture):
    """Return the drawn picture from its file, made when there is none; a disk that can't be written costs time only."""
    path = Path(settings.FINDER_PICTURES) / name
    try:
        return path.read_bytes()
    except OSError:
        drawn = draw(picture)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{id(drawn)}")
        unfinished.write_bytes(drawn)
        unfinished.replace(path)
        _make_room(path)
    except OSError:
        pass
    return drawn


def _make_room(new):
    """Drop what this page showed before, and the oldest of all when there are too many."""
    page = new.name.rpartition("-")[0]
    for old in new.parent.glob(f"{page}-*.png"):
        if old != new:
            old.unlink(missing_ok=True)
    others = list(new.parent.glob("*.png"))
    if len(others) > KEPT:
        others.sort(key=lambda path: path.stat().st_mtime)
        for old in others[: len(others) - KEPT]:
            old.unlink(missing_ok=True)
