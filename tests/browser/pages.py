"""One address of every kind of page in the city of `public_site`, and what every page is held to."""

from urllib.parse import urlencode

ASSOCIATION = "foreninger/noerrebro-svoemmeklub/"
OFFER = f"{ASSOCIATION}pigesvoemning/"
MANY_CHOICES = urlencode(
    {"category": "swimming", "gender": "girls", "district": "noerrebro", "language": "ar", "danish": 1, "time": "x"}
)
PAGES = {
    "home": "",
    "search": "search/",
    "search with choices": f"search/?{MANY_CHOICES}",
    "search without hits": "search/?near=55.6936,12.5480&time=morning",
    "search for tonight": "search/?date=2026-11-23&until=2026-11-23&time=evening",
    "offer": OFFER,
    "offer that is paused": "foreninger/valby-boldklub-af-2011/fodbold-mix-7-9/",
    "association": ASSOCIATION,
    "associations": "foreninger/",
    "district": "bydele/noerrebro/",
    "districts": "bydele/",
    "guide": "hjaelp-til-kontingent/",
    "guide to the fee": "fee-support/",
    "seniors": "seniors/",
    "words": "words/",
    "accessibility": "accessibility/",
    "my list, empty": "list/",
    "map": "search/map/",
    "offline": "offline/",
    "not found": "nowhere/",
}
# Links inside sentences and the map's own attribution are exempt (WCAG 2.2, 2.5.8 and 2.5.5).
SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden]), label.option")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !element.closest(".prose, .leaflet-control-attribution, .skip-link"))
  .filter((element) => !element.matches("label input") && element.getBoundingClientRect().height < 43.5)
  .map((element) => `${element.className || element.tagName} “${element.textContent.trim().slice(0, 40)}”`)
"""


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found.response["violations"]
        for node in item["nodes"]
        # A pin's place is where it is: WCAG 2.2 exempts it (2.5.8, "essential"), and the list says the same.
        if not (item["id"] == "target-size" and "map-pin" in node["html"])
    ]


def tab_to(page, selector, most=120):
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"never reached by Tab: {selector}")
