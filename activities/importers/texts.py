"""Texts of others made safe and plain: everything a source writes is hostile until it went through here."""

import html
import re
import unicodedata
from urllib.parse import urlsplit

import nh3

TAGS = {"p", "br", "b", "i", "strong", "em", "ul", "ol", "li", "a", "div", "h1", "h2", "h3", "h4", "h5", "h6"}
EDITOR_TAGS = {"p", "br", "b", "i", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
# What an editor's text field calls the same thing.
RENAMED = [("strong", "b"), ("em", "i"), ("div", "p"), *((f"h{level}", "p") for level in range(1, 7))]
LOOKS_LIKE_HTML = re.compile(r"<(p|br|div|span|a|b|i|strong|em|ul|ol|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
EMPTY = re.compile(r"<(p|a|b|i|li|ul|ol)(?: href=\"[^\"]*\")?>(?:\s|&nbsp;|\xa0|<br>)*</\1>")
BETWEEN_BLOCKS = re.compile(r"(</(?:p|ul|ol|li)>|<(?:ul|ol)>|^)\s+(?=<(?:p|ul|ol|li|/ul|/ol)\b|$)")
FULL_SENTENCE = 60  # characters; a shorter first paragraph is a heading
SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
LONGEST_TEXT = 50_000  # characters of a description; more is no description


def rich(text: str) -> str:
    """Return HTML with nothing but paragraphs, lists, bold, italic and absolute links.

    Takes HTML or plain text; scripts, styles, images and relative links fall away.
    """
    text = printable(text[:LONGEST_TEXT])
    if not LOOKS_LIKE_HTML.search(text):
        return _paragraphs(text)
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_absolute_links,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    for found, wanted in RENAMED:
        cleaned = cleaned.replace(f"<{found}>", f"<{wanted}>").replace(f"</{found}>", f"</{wanted}>")
    # Renaming may nest paragraphs: the second pass closes them as a browser would.
    cleaned = nh3.clean(cleaned, tags=EDITOR_TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
    while cleaned != (emptied := EMPTY.sub("", cleaned)):
        cleaned = emptied
    return BETWEEN_BLOCKS.sub(r"\1", cleaned).strip()


def printable(text: str) -> str:
    """Return text without control characters and halves of characters, which no database stores; breaks stay."""
    return "".join(letter for letter in text if letter in "\n\r\t" or unicodedata.category(letter) not in ("Cc", "Cs"))


def plain(text: str) -> str:
    """Return text without tags, entities, control characters and runs of blanks; line breaks stay."""
    text = printable(text)
    if LOOKS_LIKE_HTML.search(text):
        text = nh3.clean(re.sub(r"(?i)</(p|div|li|h[1-6])>|<br ?/?>", "\n", text), tags=set())
    text = printable(html.unescape(text)).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def shorten(text: str, limit: int) -> str:
    """Return one line of at most `limit` characters: whole sentences when they fit, else whole words and "…"."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    kept = ""
    for sentence in SENTENCE_END.split(line):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    if kept:
        return kept
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def opening(text: str, limit: int) -> str:
    """Return what a text opens with as one plain line: its first paragraph, or more when that is but a heading."""
    first = next((line for line in plain(text).split("\n") if line), "")
    return shorten(first if len(first) >= FULL_SENTENCE else text, limit)


def web_address(text: str) -> str:
    """Return an http(s) address of at most 200 characters (the length of the field), else ""."""
    address = printable(text).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    usable = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", address)
    return address if usable and len(address) <= 200 else ""


def source_link(address: str) -> str:
    """Return a paragraph that links to the source's own page, named by its host in every language."""
    address = web_address(address)
    if not address:
        return ""
    host = urlsplit(address).hostname.removeprefix("www.")
    return f'<p><a href="{html.escape(address)}">{html.escape(host)}</a></p>'


def _paragraphs(text):
    blocks = [block for block in re.split(r"\n\s*\n", plain(text)) if block.strip()]
    return "".join(f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


def _absolute_links(tag, attribute, value):
    return value if re.match(r"(?i)\s*(https?|mailto|tel):", value) else None
