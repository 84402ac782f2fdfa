"""What the head of each page says of it: title, description, addresses, picture and facts for search engines."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities import share_picture, structured_data
from activities.models import (
    ActivityPage,
    AssociationIndexPage,
    AssociationPage,
    DistrictIndexPage,
    DistrictPage,
    GuidePage,
    HomePage,
    Venue,
)
from activities.templatetags.reading import FALLBACK, read

from . import search_title
from .links import search_url

DESCRIPTION_CHARACTERS = 160
LOCALES = {"da": "da_DK", "en": "en_GB", "ar": "ar_AR", "tr": "tr_TR", "so": "so_SO", "ur": "ur_PK", "pl": "pl_PL"}
LOCAL_HOSTS = ("http://localhost", "http://127.0.0.1")
# Everything below it stands for one reader's own choice, not for all.
PRIVATE_PARTS = ("list", "my")


@dataclass(frozen=True)
class HeadImage:
    """What a shared link shows: a picture of the page, else the site's sign."""

    address: str
    alt: str
    width: int = 512
    height: int = 512

    @property
    def is_large(self):
        return self.width > self.height


@dataclass
class PageHead:
    """`title` '' leaves it to the page's own template; addresses are absolute."""

    title: str = ""
    description: str = ""
    canonical: str = ""
    alternates: list = field(default_factory=list)  # (language tag or x-default, address)
    is_indexed: bool = True
    og_type: str = "website"
    image: HeadImage | None = None
    facts: list = field(default_factory=list)  # schema.org dictionaries
    keeps_offline: bool = False

    @property
    def locale(self):
        return LOCALES.get(get_language(), "")

    @property
    def other_locales(self):
        return [LOCALES[code] for code, _name in settings.LANGUAGES if code != get_language() and code in LOCALES]


def base_url(request) -> str:
    """Return scheme and host of the one address each page has: the configured one, else the one asked for."""
    if request and settings.FINDER_BASE_URL.startswith(LOCAL_HOSTS):
        return f"{request.scheme}://{request.get_host()}"
    return settings.FINDER_BASE_URL


def head_of(context) -> PageHead:
    """Return the head of the page that is rendered with this context."""
    request, page = context.get("request"), context.get("page")
    if request is None or "exception" in context:
        return PageHead(is_indexed=False)
    base = base_url(request)
    if isinstance(page, HomePage | ActivityPage | AssociationPage | DistrictPage | GuidePage):
        head = HEADS[type(page)](page, context, base)
        return _with_addresses(head, base, page.get_url(request) or request.path)
    if isinstance(page, AssociationIndexPage | DistrictIndexPage):
        head = _index_head(page, base)
        return _with_addresses(head, base, page.get_url(request) or request.path)
    if "results" in context and "chips" in context:
        return _search_head(context["results"], base)
    if isinstance(context.get("venue"), Venue):
        return _with_addresses(_venue_head(context["venue"], base, request.path), base, request.path)
    match = request.resolver_match
    if match and match.url_name in FIXED:
        return _with_addresses(_fixed_head(FIXED[match.url_name], base, request.path), base, request.path)
    return _other_head(request, base)


def _with_addresses(head: PageHead, base: str, path: str) -> PageHead:
    """Set the canonical address and the same page in the other languages; one without a language has no others."""
    head.canonical = base + path
    head.image = head.image or HeadImage(base + static("icons/icon-512.png"), settings.FINDER_BRAND)
    own = f"/{get_language()}/"
    if path.startswith(own):
        rest = path.removeprefix(own)
        head.alternates = [(code, f"{base}/{code}/{rest}") for code, _name in settings.LANGUAGES]
        head.alternates.append(("x-default", f"{base}/{FALLBACK}/{rest}" if rest else f"{base}/"))
    return head


def _described(text):
    """Return the beginning of a text, also of a rich one, as a description."""
    plain = " ".join(strip_tags(text.replace("<", " <")).split())
    return Truncator(plain).chars(DESCRIPTION_CHARACTERS)


def _branded(*parts):
    return " · ".join([*(part for part in parts if part), settings.FINDER_BRAND])


def _picture(head, picture, base, pk):
    """Point to the shared picture, whose address changes with what it shows."""
    address = reverse("share_picture", args=[get_language(), pk, picture.stamp])
    head.image = HeadImage(base + address, picture.alt, *share_picture.SIZE)
    return head


def _steps(base, *steps):
    return [(settings.FINDER_BRAND, f"{base}/{get_language()}/"), *steps]


def _parent(url):
    return url.rstrip("/").rpartition("/")[0] + "/"


# --- Kinds of pages ---


def _home_head(page, context, base):
    head = PageHead(
        title=f"{settings.FINDER_BRAND}: {read(page, 'intro').text}",
        description=_(
            "Find sport, clubs, language cafés and other activities near you: for whom, when, where and at what "
            "price. Without signing in."
        ),
    )
    search = base + search_url()
    head.facts = [structured_data.website(settings.FINDER_BRAND, f"{base}/{get_language()}/", search, get_language())]
    return _picture(head, share_picture.of_page(page), base, page.pk)


def _offer_head(page, context, base):
    card, url = context["card"], base + (page.get_url(context["request"]) or context["request"].path)
    name, association = read(page, "name").text, card["organiser"]["association"]
    picture = share_picture.of_offer(page, card)
    facts = " · ".join(filter(None, [card["when"].sentence, picture.where, card["price"]["text"]]))
    head = PageHead(
        title=_branded(name, _where_of(card)),
        description=_described(f"{facts}. {read(page, 'summary').text}" if facts else read(page, "summary").text),
        keeps_offline=not getattr(context["request"], "is_preview", False),
    )
    _picture(head, picture, base, page.pk)
    club = (association.name, _parent(url)) if association else None
    offer = structured_data.offer_data(page, card, url, club[1] if club else "", head.image.address)
    steps = _steps(base, (_("Associations"), _parent(club[1])), club, (name, url)) if club else _steps(base)
    head.facts = [offer] if offer else []
    head.facts.append(structured_data.breadcrumbs(steps))
    return head


def _where_of(card):
    """Return the part of the city an offer takes place in, for its title."""
    areas = {place["venue"].area.name for place in card["places"] if place["venue"].area}
    return areas.pop() if len(areas) == 1 else ""


def _association_head(page, context, base):
    url, name = base + page.get_url(context["request"]), read(page, "name").text
    told = read(page, "description").text
    described = told or _("What %(name)s offers: times, places, prices and whom to ask.") % {"name": name}
    head = PageHead(title=_branded(name), description=_described(described))
    _picture(head, share_picture.of_page(page), base, page.pk)
    club = structured_data.association_data(page, url, head.image.address)
    head.facts = [club, structured_data.breadcrumbs(_steps(base, (_("Associations"), _parent(url)), (name, url)))]
    return head


def _district_head(page, context, base):
    url, name = base + page.get_url(context["request"]), read(page, "name").text
    head = PageHead(
        title=_branded(_("Activities in %(name)s") % {"name": name}),
        description=_described(
            _("What is on in %(name)s, by day and time, and where to get help in person.") % {"name": name}
            + f" {read(page, 'intro').text}"
        ),
    )
    head.facts = [structured_data.breadcrumbs(_steps(base, (_("Districts"), _parent(url)), (name, url)))]
    return _picture(head, share_picture.of_page(page), base, page.pk)


def _guide_head(page, context, base):
    url, name = base + page.get_url(context["request"]), read(page, "name").text
    texts = [block.value.source for block in page.body if block.block_type == "text"]
    head = PageHead(title=_branded(name), description=_described(" ".join(texts)), og_type="article")
    head.facts = [structured_data.breadcrumbs(_steps(base, (name, url)))]
    return _picture(head, share_picture.of_page(page), base, page.pk)


def _index_head(page, base):
    name = read(page, "name").text
    described = {
        AssociationIndexPage: _("All associations and what each of them offers, with times and whom to ask."),
        DistrictIndexPage: _("Choose a part of the city and see what is on there, by day and time."),
    }
    head = PageHead(title=_branded(name), description=described[type(page)])
    head.facts = [structured_data.breadcrumbs(_steps(base, (name, base + page.get_url())))]
    return head


def _venue_head(venue, base, path):
    url, where = base + path, ", ".join(filter(None, [venue.name, venue.address]))
    head = PageHead(
        title=_branded(venue.name, venue.area.name if venue.area else ""),
        description=_described(_("What is on at %(place)s, and how to get there.") % {"place": where}),
    )
    head.facts = [
        structured_data.place_data(venue, url, is_own_page=True),
        structured_data.breadcrumbs(_steps(base, (venue.name, url))),
    ]
    return head


def _fixed_head(words, base, path):
    name, described = words()
    head = PageHead(title=_branded(name), description=_described(described))
    head.facts = [structured_data.breadcrumbs(_steps(base, (name, base + path)))]
    return head


def _search_head(results, base):
    """A search keeps the parameters it understood, in their fixed order; only plain ones are for search engines."""
    query = results.query
    head = PageHead(
        title=_branded(search_title.title(results)),
        description=_described(search_title.description(results)),
        is_indexed=search_title.is_landing(results) and query.page == 1,
    )
    plain = query.but(sort="", page=query.page)
    _with_addresses(head, base, search_url(plain))
    name = search_title.sentence(query) or _("Search")
    head.facts = [structured_data.breadcrumbs(_steps(base, (name, head.canonical)))]
    return head


def _other_head(request, base):
    parts = request.path.split("/")[2:]
    is_private = bool(parts) and parts[0] in PRIVATE_PARTS
    head = _with_addresses(PageHead(is_indexed=not is_private), base, request.path)
    # A list by its address; the way to one's own is another page for everybody.
    head.keeps_offline = is_private and parts[0] == "list" and len(parts) > 2
    return head


# Pages that every city has, by the name of their address: what they are called and what is on them.
FIXED = {
    "seniors": lambda: (
        _("60 and over"),
        _("Call a person in your district, or find a club, a meal or some exercise for people of 60 and over."),
    ),
    "words": lambda: (
        _("Words you may meet"),
        _("What clubs mean by membership fee, trial session, group and other words, in plain language."),
    ),
    "accessibility": lambda: (
        _("Accessibility statement"),
        _("How far everyone can use these pages, what does not work yet, and whom to tell."),
    ),
}
HEADS = {
    HomePage: _home_head,
    ActivityPage: _offer_head,
    AssociationPage: _association_head,
    DistrictPage: _district_head,
    GuidePage: _guide_head,
}
