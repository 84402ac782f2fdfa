"""Say back what was understood of a search, in the shape of `explain_query`."""

from .query import DEFAULT_RADIUS_M, LISTS, YEAR, SearchQuery, clock_text


def meaning(query: SearchQuery) -> dict:
    """Return the query in the contract's shape of a meaning: keys absent when empty, lists for multi-valued ones."""
    said = {name: list(getattr(query, name)) for name in LISTS if getattr(query, name)}
    if len(query.postcode) == 1:
        said["postcode"] = query.postcode[0]
    if query.near:
        said["near"] = str(query.near)
    if query.near and query.radius != DEFAULT_RADIUS_M:
        said["radius"] = query.radius
    said |= {name: clock_text(at) for name in ("after", "before") if (at := getattr(query, name)) is not None}
    said |= {"open": "now"} if query.open_now else {}
    if query.has_dates:
        said["dates"] = [day.isoformat() if day else None for day in (query.date, query.until)]
    said |= _price_meaning(query)
    if query.danish is not None:
        said["danish"] = query.danish
    if query.age:
        said["age"] = _age_meaning(query.age)
    if query.q:
        said["text"] = query.q
    return said


def _price_meaning(query):
    if query.free:
        return {"price": "free"}
    return {} if query.price_max is None else {"price": {"max": query.price_max}}


def _age_meaning(ages):
    spans = [_years(low, high) for low, high in ages]
    return spans[0] if len(spans) == 1 else spans


def _years(low, high):
    """Return a range of months in years: one number where it is one year or month, months as decimals."""
    if low == high:
        return round(low / YEAR, 2)
    first = round(low / YEAR, 2) if low % YEAR else low // YEAR
    last = round(high / YEAR, 2) if (high + 1) % YEAR else high // YEAR
    return first if first == last else [first, last]
