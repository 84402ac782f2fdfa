"""What search engines may read: robots.txt, and a sitemap of every public page in every language, in parts."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from activities.models import ActivityPage
from search.engines import get_engine
from search.links import search_url
from search.page_head import base_url
from search.query import SearchQuery
from search.urls_of_offers import relative

PER_PAGE = 2000
DANISH = "da"


def pages():
    """Return every public page that is no offer: home, lists, districts, associations, guides."""
    found = Page.objects.live().public().not_exact_type(ActivityPage).filter(depth__gt=1)
    return found.order_by("pk").values_list("url_path", "last_published_at")


def offers():
    """Return the offers one may find; one that is over keeps its page, but is nothing to look for."""
    found = ActivityPage.objects.findable().public().order_by("pk")
    return found.values_list("url_path", "last_published_at")


def searches():
    """Return the searches worth finding: of one activity, and of one district."""
    facets = get_engine().search(SearchQuery(), size=1).facets
    found = [(name, key) for name in ("category", "district") for key in sorted(facets.get(name, {}))]
    return [SearchQuery(), *(SearchQuery(**{name: (key,)}) for name, key in found)]


SECTIONS = {"pages": pages, "offers": offers}


@require_safe
def robots(request):
    return render(request, "robots.txt", {"base": base_url(request)}, content_type="text/plain; charset=utf-8")


@require_safe
def index(request):
    """Name the pages of the sitemap."""
    names = [("searches", 1)]
    for name, section_of in SECTIONS.items():
        last = -(-section_of().count() // PER_PAGE)
        names += [(name, number) for number in range(1, last + 1)]
    addresses = [base_url(request) + reverse("sitemap", args=pair) for pair in names]
    return _xml(request, "sitemap_index.xml", {"addresses": addresses})


@require_safe
def section(request, name, number):
    """List one page of one section, each address with its other languages."""
    if name == "searches" and number == 1:
        rows = [(path_of_search(query), None) for query in searches()]
    elif name in SECTIONS and 0 < number < 1_000_000:
        found = SECTIONS[name]()[(number - 1) * PER_PAGE : number * PER_PAGE]
        rows = [(relative(url_path, DANISH), changed) for url_path, changed in found]
    else:
        raise Http404
    if not rows:
        raise Http404
    base = base_url(request)
    return _xml(request, "sitemap.xml", {"entries": [entry for row in rows for entry in entries(base, *row)]})


def path_of_search(query):
    with override(DANISH):
        return search_url(query)


def entries(base, danish_path, changed):
    """Return the entry of each language shown, with all the languages of the same page."""
    rest = danish_path.removeprefix(f"/{DANISH}/")
    languages = [(code, f"{base}/{code}/{rest}") for code, _name in settings.LANGUAGES]
    default = f"{base}/{DANISH}/{rest}" if rest else f"{base}/"
    alternates = [*languages, ("x-default", default)]
    return [{"address": address, "changed": changed, "alternates": alternates} for _code, address in languages]


def _xml(request, template, context):
    return render(request, template, context, content_type="application/xml")
