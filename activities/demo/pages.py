"""Council pages, guides and help desks of the fictional city."""

from ..guides import guide_fields, with_ids
from ..models import CouncilArea, DistrictIndexPage, DistrictPage, FeaturedOffer, GuidePage, HomePage
from ..models.naming import danish_slug
from .city import read
from .writing import sync_page, sync_row


def write_help_desks(ledger):
    for desk in read("help_desks.json"):
        fields = {f"desk_{name}": desk[name] for name in ("name", "phone", "address", "languages")}
        fields |= {f"desk_hours_{language}": text for language, text in desk["hours"].items()}
        _area, outcome = sync_row(CouncilArea, {"pk": desk["area"]}, fields)
        ledger.note("help desks", outcome)


def write_district_pages(ledger, offers):
    """`offers` is {(area key, key of the written offer): page}; an area features those it names."""
    index = DistrictIndexPage.objects.get()
    slugs = dict(DistrictPage.objects.values_list("area", "slug"))
    for written in read("areas.json"):
        key = written["key"]
        slug = slugs.get(key) or danish_slug(written["name"]["da"])
        featured = [offers[key, offer] for offer in written["featured"] if (key, offer) in offers]
        fields = {"area_id": key} | in_languages("name", written["name"]) | in_languages("intro", written["intro"])
        for language, text in written["text"].items():
            fields[f"body_{language}"] = with_ids([{"type": "text", "value": text}], f"{key}/{language}")
        rows = [FeaturedOffer(offer_id=offer.pk) for offer in featured]
        _page, outcome = sync_page(index, DistrictPage, slug, fields, {"featured": rows})
        ledger.note("district pages", outcome)


def write_guides(ledger):
    home = HomePage.objects.get()
    for written in read("guides.json"):
        _page, outcome = sync_page(home, GuidePage, written["slug"], guide_fields(written))
        ledger.note("guides", outcome)


def in_languages(name, texts):
    return {f"{name}_{language}": text for language, text in texts.items()}
