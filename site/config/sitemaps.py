"""What search engines may read: robots.txt, and a sitemap of every public page in every language, in parts."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Value, When
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from activities import clock
from activities.choices import Rule, State
from activities.models import HORIZON_DAYS, ActivityPage, GuidePage, Occurrence, Session, Venue
from activities.models.naming import unrestricted
from search.engines import get_engine
from search.links import search_url
from search.page_head import base_url
from search.query import SearchQuery
from search.urls_of_offers import relative

PER_PAGE = 2000
HORIZON = dt.timedelta(days=HORIZON_DAYS)
DANISH = "da"


def pages():
    """Return every public page of the tree that is no offer: home, lists, districts, associations, guides."""
    found = unrestricted(Page.objects.live()).not_exact_type(ActivityPage).filter(depth__gt=1).order_by("pk")
    # Only a guide is no more than its text; on the others stands what is on, which changes with the days.
    changed = Case(When(content_type=ContentType.objects.get_for_model(GuidePage), then=F("last_published_at")))
    return found.annotate(changed=changed).values_list("url_path", "changed")


def offers():
    """Return the offers one may find; one that is over keeps its page, but is nothing to look for."""
    return ActivityPage.objects.findable().order_by("pk").values_list("url_path", "last_published_at")


def venues():
    """Return the venues where something one may find takes place, by the rule of their own pages."""
    public = ActivityPage.objects.open_to_all().filter(state__in=(State.FORMING, State.RUNNING)).values("pk")
    moment = clock.now()
    coming = Occurrence.objects.filter(
        session__venue=OuterRef("pk"), page__in=public, ends_at__gt=moment, day__lte=moment.date() + HORIZON
    )
    asked = Session.objects.filter(venue=OuterRef("pk"), page__in=public, rule=Rule.BY_AGREEMENT)
    by_agreement = asked.exclude(ends_on__lt=moment.date())
    found = Venue.objects.filter(Exists(coming) | Exists(by_agreement)).order_by("pk")
    return found.annotate(changed=Value(None, DateTimeField())).values_list("pk", "changed")


def searches():
    """Return the searches worth finding: of one activity, and of one district."""
    facets = get_engine().search(SearchQuery(), size=1).facets
    found = [(name, key) for name in ("category", "district") for key in sorted(facets.get(name, {}))]
    return [SearchQuery(), *(SearchQuery(**{name: (key,)}) for name, key in found)]


def fixed():
    """Return (address, last change) of the pages that every city has, in Danish."""
    reviewed = dt.date.fromisoformat(settings.FINDER_ACCESSIBILITY_REVIEWED_ON)
    with override(DANISH):
        return [(reverse("seniors"), None), (reverse("words"), None), (reverse("accessibility"), reviewed)]


def path_of_page(url_path):
    return relative(url_path, DANISH)


def path_of_venue(pk):
    with override(DANISH):
        return reverse("venue", args=[pk])


def path_of_search(query):
    with override(DANISH):
        return search_url(query)


# Those that grow with the city come in parts: the rows, and how one of them becomes an address.
SECTIONS = {"pages": (pages, path_of_page), "offers": (offers, path_of_page), "venues": (venues, path_of_venue)}
WHOLE = {"searches": lambda: [(path_of_search(query), None) for query in searches()], "fixed": fixed}


@require_safe
def robots(request):
    return render(request, "robots.txt", {"base": base_url(request)}, content_type="text/plain; charset=utf-8")


@require_safe
def index(request):
    """Name the pages of the sitemap."""
    names = [(name, 1) for name in WHOLE]
    for name, (rows_of, _path_of) in SECTIONS.items():
        last = -(-rows_of().count() // PER_PAGE)
        names += [(name, number) for number in range(1, last + 1)]
    addresses = [base_url(request) + reverse("sitemap", args=pair) for pair in names]
    return _xml(request, "sitemap_index.xml", {"addresses": addresses})


@require_safe
def section(request, name, number):
    """List one page of one section, each address with its other languages."""
    if name in WHOLE and number == 1:
        rows = WHOLE[name]()
    elif name in SECTIONS and 0 < number < 1_000_000:
        rows_of, path_of = SECTIONS[name]
        found = rows_of()[(number - 1) * PER_PAGE : number * PER_PAGE]
        rows = [(path_of(key), changed) for key, changed in found]
    else:
        raise Http404
    if not rows:
        raise Http404
    base = base_url(request)
    return _xml(request, "sitemap.xml", {"entries": [entry for row in rows for entry in entries(base, *row)]})


def entries(base, danish_path, changed):
    """Return the entry of each language shown, with all the languages of the same page."""
    rest = danish_path.removeprefix(f"/{DANISH}/")
    languages = [(code, f"{base}/{code}/{rest}") for code, _name in settings.LANGUAGES]
    default = f"{base}/{DANISH}/{rest}" if rest else f"{base}/"
    alternates = [*languages, ("x-default", default)]
    return [{"address": address, "changed": changed, "alternates": alternates} for _code, address in languages]


def _xml(request, template, context):
    return render(request, template, context, content_type="application/xml")
