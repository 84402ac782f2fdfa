"""Pages as a person reads them."""

import re

# Where a number stands in an element of its own, its neighbours get a blank that nobody sees.
UNSEEN = re.compile(r" (?=[,.;:)])|(?<=\() ")


def words(element):
    """Return the words of an element on one line."""
    return UNSEEN.sub("", " ".join(element.get_text(" ", strip=True).split()))
