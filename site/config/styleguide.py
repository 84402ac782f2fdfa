"""The style guide: every component in its states, from left to right and from right to left. Only where DEBUG is on."""

from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import clock
from activities.answer_card import answer_card
from activities.models import ActivityPage
from search.cards import cards
from search.engines import get_engine
from search.query import SearchQuery
from search.results_page import context_of, pager

from .design_tokens import AA_SHAPES, AA_TEXT, SHAPES, TEXTS, colours, contrasts, pictograms, tokens

LANGUAGES = ("da", "ar")
COMPONENTS = settings.BASE_DIR / "site" / "templates" / "components"
# Parts of pages that stand with their own app; each is shown from where it stands.
FOREIGN = {
    "search/includes": settings.BASE_DIR / "search" / "templates",
    "activities/includes": settings.BASE_DIR / "activities" / "templates",
}
LONG = "Rhythmisk-sportsgymnastik-foreningen af 1887 for børn, unge, voksne og pensionister på Amager og omegn"

LETTERS = (
    {"language": "da", "direction": "ltr", "text": "Svømning for piger: tirsdag kl. 17.30, 600 kr. pr. sæson"},
    {"language": "ar", "direction": "rtl", "text": "سباحة للبنات: الثلاثاء الساعة 17:30"},
    {"language": "ur", "direction": "rtl", "text": "لڑکیوں کے لیے تیراکی: منگل 17:30"},
    {"language": "uk", "direction": "ltr", "text": "Плавання для дівчат: вівторок, 17:30"},
)


@dataclass(frozen=True)
class Specimen:
    """One state of a component: what it shows, and the words to draw it with, asked for in each language."""

    label: str
    context: object = dict
    note: str = ""


@dataclass
class Shown:
    """A component as the page lists it: its file, and each state drawn in each language."""

    name: str
    file: str
    states: list = field(default_factory=list)


# --- Samples of our own components: functions, because their words follow the language ---


def _hit():
    found = get_engine().search(SearchQuery(), facets=False, size=1)
    return cards(found.hits)[0] if found.hits else {}


def _long_hit():
    return _hit() | {"name": LONG, "name_lang": "da", "gloss": LONG, "place_text": LONG}


def _pages(number, size=10):
    results = get_engine().search(SearchQuery(page=number), size=size)
    return {"pager": pager(results), "page": results.page, "pages": results.pages}


def _links():
    return [
        {"url": "#", "text": _("At any time of day"), "found": "12"},
        {"url": "#", "text": _("In the neighbouring districts too"), "found": "3"},
    ]


def _tile(**more):
    return {"url": "#tile", "icon": "category-swimming", "text": _("Swimming")} | more


def _notice(kind, **more):
    return {"kind": kind, "text": _("Remove a choice above, or look at everything.")} | more


def _card(**more):
    title, text = _("Do you run an association?"), _("Put up your activities here. It is free.")
    return {"url": "#card", "icon": "fact-publish", "title": title, "text": text} | more


def _picker(**more):
    choices = [("morning", _("Morning")), ("evening", _("Evening"))]
    return {"name": "time", "label": _("When"), "icon": "fact-when", "any": _("Any time"), "choices": choices} | more


SPECIMENS = {
    "skip_link": [Specimen("hidden until it has the focus: press Tab at the top of this page", lambda: {})],
    "section_head": [
        Specimen("alone", lambda: {"title": _("This weekend")}),
        Specimen("with the way to all of it", lambda: {"title": _("Tonight"), "url": "#", "text": _("Show offers")}),
        Specimen("long text", lambda: {"title": LONG, "icon": "fact-when", "url": "#", "text": _("Show offers")}),
    ],
    "tile": [
        Specimen("default", _tile, "Hover: the edge and ground turn calm blue-green."),
        Specimen("chosen", lambda: _tile(is_chosen=True)),
        Specimen("long text", lambda: _tile(text=LONG)),
    ],
    "notice": [
        Specimen("info", lambda: _notice("info")),
        Specimen("warning, with a title", lambda: _notice("warning", title=_("Cancelled"))),
        Specimen("error, with a way on", lambda: _notice("error", url="#", link_text=_("Try again"))),
        Specimen("success", lambda: _notice("success")),
        Specimen("several", lambda: {"texts": [LONG, _("Just come")]}),
    ],
    "card": [
        Specimen("default", _card, "Hover: the edge darkens and the title is underlined."),
        Specimen("large, for who needs large letters", lambda: _card(is_large=True, icon="action-phone")),
        Specimen("long text", lambda: _card(title=LONG, text=LONG)),
    ],
    "picker": [
        Specimen("nothing chosen", _picker),
        Specimen("chosen", lambda: _picker(chosen="evening")),
        Specimen("long text", lambda: _picker(label=LONG, any=LONG)),
    ],
    "listing": [
        Specimen("default", lambda: {"hit": _hit()}, "Hover: the name's line grows; the whole listing is the target."),
        Specimen("long text", lambda: {"hit": _long_hit()}),
        Specimen("little is known", lambda: {"hit": {"name": "Skak", "name_lang": "da", "link": "#"}}),
    ],
    "pager": [
        Specimen("first page", lambda: _pages(1)),
        Specimen("in the middle", lambda: _pages(3)),
    ],
    "empty": [
        Specimen("with ways on", lambda: {"title": _("Nothing fits all of this"), "links": _links()}),
        Specimen("nothing yet", lambda: {"title": _("No association has published anything yet.")}),
    ],
    "loading": [Specimen("shown", lambda: {"is_shown": True}, "Still, where less motion is wanted.")],
    "dialog": [
        Specimen(
            "open it by its link; without scripts the address does",
            lambda: {
                "id": f"sample-{translation.get_language()}",
                "title": _("Help with the fee"),
                "text": _("ask the club; it applies for you."),
                "opener": True,
            },
        )
    ],
}


# --- Drawing ---


def _versions(template, make_context):
    for language in LANGUAGES:
        with translation.override(language):
            html = _drawn(template, make_context())
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        yield {"language": language, "direction": direction, "html": html}


def _drawn(template, context):
    html = loader.render_to_string(template, context)
    if context.get("opener"):
        link = format_html('<a class="button" href="#{}" data-dialog>{}</a>', context["id"], context["title"])
        return link + html
    return html


def own_components():
    """Return our components by their files, in alphabetical order; one without a specimen has no states."""
    return [
        Shown(
            path.stem,
            f"components/{path.name}",
            [
                {
                    "label": one.label,
                    "note": one.note,
                    "versions": list(_versions(f"components/{path.name}", one.context)),
                }
                for one in SPECIMENS.get(path.stem, ())
            ],
        )
        for path in sorted(COMPONENTS.glob("*.html"))
    ]


def foreign_components(request):
    """Return the parts of search and of pages, each drawn with the same two searches and the same offer."""
    samples = {label: _samples(query, request) for label, query in SEARCHES.items()}
    shown = []
    for folder, root in FOREIGN.items():
        for path in sorted((root / folder).glob("*.html")):
            template = f"{folder}/{path.name}"
            states = [_foreign_state(template, label, sample) for label, sample in samples.items()]
            # An offer is the same whatever was searched for.
            kept = states[:1] if folder.startswith("activities") else states
            shown.append(Shown(path.stem, template, [state for state in kept if state["versions"] or state["note"]]))
    return shown


SEARCHES = {
    "nothing chosen": SearchQuery(),
    "something chosen": SearchQuery(gender=("open",), weekday=("mon",), time=("evening",), danish=1),
}


def _foreign_state(template, label, samples):
    """Draw one part; what only its own page can give it is said instead of drawn."""
    state = {"label": label, "note": "", "versions": []}
    try:
        state["versions"] = [
            one for one in _versions(template, lambda: samples[translation.get_language()]) if one["html"].strip()
        ]
    except Exception as error:  # whatever a part lacks here, the guide must stand
        state["note"] = f"Needs the page it stands on: {str(error)[:120]}"
    return state


def _samples(query, request):
    """Return what the parts are given, by language."""
    samples = {}
    for language in LANGUAGES:
        with translation.override(language):
            samples[language] = _sample(query, request)
    return samples


def _sample(query, request):
    """Return what the parts of pages are given between them: a search with its answer, one offer with its card."""
    results = get_engine().search(query, size=3)
    context = context_of(results, [], clock.today(), request, partial(get_engine().search, size=1))
    page = ActivityPage.objects.findable().exclude(contact=None).first() or ActivityPage.objects.findable().first()
    sample = {"request": request, "language": translation.get_language()} | context
    sample |= {
        "group": context["filters"].groups["category"],
        "hit": next(iter(context["hits"] or cards(get_engine().search(SearchQuery(), size=1).hits, request)), {}),
    }
    if page:
        card = answer_card(page, translation.get_language())
        sample |= {"page": page, "card": card, "lines": card["start"].get("contact") or {}}
    return sample


@require_safe
def page(request):
    """Show the design system; not for the public."""
    if not settings.DEBUG:
        raise Http404
    by_scheme = colours()
    plain = tokens()["light"]
    return render(
        request,
        "styleguide.html",
        {
            "colours": [
                {"name": name, "light": shade, "dark": by_scheme["dark"][name]}
                for name, shade in by_scheme["light"].items()
            ],
            "contrast_tables": [
                {"title": "Text", "rows": contrasts(TEXTS, AA_TEXT)},
                {"title": "Edges and rings", "rows": contrasts(SHAPES, AA_SHAPES)},
            ],
            "measures": {name: value for name, value in plain.items() if name not in by_scheme["light"]},
            "pictograms": pictograms(),
            "components": own_components(),
            "parts": foreign_components(request),
            "letter_samples": LETTERS,
        },
    )
