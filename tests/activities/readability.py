"""How hard a Danish text is to read."""

import re


def lix(text):
    """Return the LIX: words per sentence and the share, in percent, of words with more than six letters.

    Numbers are no words. 24 and less is very easy, 25 to 34 easy (sprogvaskeriet.dk, fonologisk.dk).
    """
    words = re.findall(r"[^\W\d_]+", text)
    sentences = len(re.findall(r"[.!?:]+(?:\s|$)", text)) or 1
    long_words = [word for word in words if len(word) > 6]
    return len(words) / sentences + 100 * len(long_words) / len(words)
