"""API version 1: the same search as the page, as JSON with keys instead of labels."""

from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_languages, parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail.rich_text import expand_db_html

from activities import clock
from activities.importers.texts import EDITOR_TAGS, SCHEMES
from activities.models import ActivityPage
from activities.occurrences import coming_of

from . import documents, problems
from .engines import get_engine
from .engines.base import Hit
from .meaning import meaning
from .presentation import in_language, iso, present
from .query import Problem, parse, unknown_parameters
from .vocabulary import vocabulary


def parameters(request):
    return {name: request.GET.getlist(name) for name in request.GET}


def answer_language(request, otherwise=""):
    """Return (language, problem): `lang`, else the language given, else Accept-Language, else Danish."""
    asked = request.GET.get("lang")
    if asked:
        if asked in get_languages():
            return asked, None
        return otherwise or settings.LANGUAGE_CODE, Problem("lang", asked[:20], "unknown")
    if otherwise:
        return otherwise, None
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if tag.split("-", 1)[0] in get_languages():
            return tag.split("-", 1)[0], None
    return settings.LANGUAGE_CODE, None


def refused(found):
    """Answer 400 with every problem by parameter, value and message."""
    errors = [
        {"parameter": problem.parameter, "value": problem.value, "message": problems.message(problem)}
        for problem in found
    ]
    return open_to_all(JsonResponse({"errors": errors}, status=400))


def open_to_all(response):
    """Let any site's script read public answers; no cookie is ever looked at here."""
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def read(request):
    """Return (query, problems), unknown parameter names among the problems."""
    query, found = parse(parameters(request), vocabulary(), clock.today())
    strangers = unknown_parameters(request.GET, also=("lang",))
    found += [Problem(name[:100], request.GET[name][:100], "unknown-parameter") for name in strangers]
    return query, found


@require_safe
def activities(request, otherwise=""):
    """Answer one search, in the language of `lang`, else the one given, else the one accepted."""
    language, problem = answer_language(request, otherwise)
    with translation.override(language):
        query, found = read(request)
        if problem:
            found.append(problem)
        return refused(found) if found else open_to_all(JsonResponse(answer(query, language, request)))


def answer(query, language, request):
    """Return the contract's answer to one search."""
    results = get_engine().search(query)
    return {
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "query": meaning(query),
        "facets": results.facets,
        "unstated": results.unstated,
        "widened": [
            {"change": wider.change, "count": wider.count, "query": wider.query.querystring()}
            for wider in results.widened
        ],
        "results": [present(hit, language, request) for hit in results.hits],
    }


@require_safe
def activity(request, pk):
    """Answer the whole offer, with all its sessions, while it can be found."""
    language, problem = answer_language(request)
    with translation.override(language):
        found = [problem] if problem else []
        found += [
            Problem(name[:100], request.GET[name][:100], "unknown-parameter") for name in request.GET if name != "lang"
        ]
        if found:
            return refused(found)
        # Longer numbers are no key a database could hold.
        page = ActivityPage.objects.findable().filter(pk=pk).first() if pk < 2**63 else None
        if page is None:
            raise Http404
        return open_to_all(JsonResponse(whole_offer(page, language, request)))


def description(text, request):
    """Return an editor's text as HTML that may stand on any site: few tags, no scripts, every link a full address."""

    def full(tag, attribute, value):
        if value.startswith("/"):
            return request.build_absolute_uri(value)
        return value if urlsplit(value).scheme else None

    return nh3.clean(
        expand_db_html(text),
        tags=EDITOR_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=full,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def whole_offer(page, language, request):
    """Return the result shape with every session, and the texts, costs and coming dates of the offer besides."""
    body, body_lang = in_language(dict(documents.by_language(page, "body")), language)
    document = documents.build_many([page.pk])[page.pk]
    coming = coming_of(page, number=50)
    first = {}
    for occurrence in coming:
        first.setdefault(occurrence.session_id, occurrence.starts_at.astimezone(clock.LOCAL_ZONE))
    sessions = [(session, first.get(session["id"])) for session in document["sessions"]]
    sessions.sort(key=lambda pair: (pair[1] is None, pair[1] and pair[1].timestamp()))
    hit = Hit(page.pk, document, sessions, min(first.values(), default=None))
    return present(hit, language, request) | {
        "schedule": in_language(document["schedule_text"], language)[0],
        "description": description(body, request),
        "description_lang": body_lang,
        "phrases": [phrase.text for phrase in page.phrases.all()],
        "first_visit": page.first_visit,
        "asked_of_parents": page.asked_of_parents,
        "trials": page.trials,
        "extra_costs": [
            {
                "what_for": cost.what_for,
                "amount": documents.kroner(cost.amount),
                "required": cost.is_required,
                "can_be_borrowed": cost.can_be_borrowed,
            }
            for cost in page.extra_costs.all()
        ],
        "price_note": page.price_note,
        "ages_months": document["age_months"],
        "dates": [
            {
                "start": iso(occurrence.starts_at.astimezone(clock.LOCAL_ZONE)),
                "end": iso(occurrence.ends_at.astimezone(clock.LOCAL_ZONE)),
            }
            for occurrence in coming
        ],
        "state": document["state"],
    }


@require_safe
def suggest(request):
    """Answer what a beginning word may become."""
    language, problem = answer_language(request)
    with translation.override(language):
        found = [problem] if problem else []
        found += [
            Problem(name[:100], request.GET[name][:100], "unknown-parameter")
            for name in request.GET
            if name not in ("q", "lang")
        ]
        if found:
            return refused(found)
        suggestions = get_engine().suggest(request.GET.get("q", "")[:100], language)
        rows = [{"kind": item.kind, "text": item.text, "url": item.url} for item in suggestions]
        return open_to_all(JsonResponse(rows, safe=False))
