"""The tokens of the design as `base.css` has them, and how well each ink reads on each ground."""

import re

from django.conf import settings

BASE_CSS = settings.BASE_DIR / "site" / "static" / "css" / "base.css"
SPRITE = settings.BASE_DIR / "site" / "static" / "icons" / "sprite.svg"
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
SCHEMES = ("light", "dark")
AA_TEXT = 4.5
AA_SHAPES = 3.0

# Ink -> the grounds it is written on.
TEXTS = {
    "ink": (
        "paper",
        "surface",
        "sunken",
        "base-soft",
        "accent-soft",
        "warning-soft",
        "error-soft",
        "success-soft",
    ),
    "ink-soft": ("paper", "surface", "sunken", "base-soft"),
    "base": ("paper", "surface", "sunken", "base-soft", "accent-soft", "warning-soft"),
    "accent": ("paper", "surface", "accent-soft"),
    "error": ("paper", "surface", "error-soft"),
    "on-base": ("base",),
    "on-band": ("band", "band-deep"),
    "on-band-soft": ("band", "band-deep"),
    "on-band-accent": ("band", "band-deep"),
    "band-deep": ("on-band-accent",),
}
# What is no text but must be seen: edges of controls, the focus ring.
SHAPES = {
    "line-strong": ("paper", "surface"),
    "focus": ("paper", "surface", "sunken", "base-soft"),
    "on-band": ("band", "band-deep"),
    "warning-line": ("warning-soft", "paper"),
    "error-line": ("error-soft", "paper"),
    "success-line": ("success-soft", "paper"),
}


def tokens(css=None):
    """Return `{"light": {name: value}, "dark": {name: value}}`; dark has all that light has."""
    css = re.sub(r"/\*.*?\*/", "", css or BASE_CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    light = dict(TOKEN.findall(_block(css, r":root\s*\{")))
    dark = dict(TOKEN.findall(_block(css, r"prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{")))
    return {"light": light, "dark": light | dark}


def _block(css, opening):
    start = re.search(opening, css).end()
    return css[start : css.index("}", start)]


def colours():
    """Return the tokens that are one plain colour, by scheme."""
    return {
        scheme: {name: _six(value) for name, value in found.items() if value.startswith("#")}
        for scheme, found in tokens().items()
    }


def _six(value):
    digits = value[1:]
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast of two colours as WCAG counts it: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def contrasts(pairs, least):
    """Return a row per pair of tokens: the figure in each scheme, and whether it is enough."""
    by_scheme = colours()
    rows = []
    for ink, grounds in pairs.items():
        for ground in grounds:
            shades = {scheme: (by_scheme[scheme][ink], by_scheme[scheme][ground]) for scheme in SCHEMES}
            figures = [
                {"scheme": scheme, "ink": shade[0], "ground": shade[1], "ratio": contrast(*shade)}
                for scheme, shade in shades.items()
            ]
            rows.append(
                {
                    "ink": ink,
                    "ground": ground,
                    "figures": figures,
                    "is_enough": all(figure["ratio"] >= least for figure in figures),
                }
            )
    return rows


def pictograms():
    """Return the names of the sprite by their group: `{"category": ["category-football", …]}`."""
    groups = {}
    for name in re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")):
        groups.setdefault(name.partition("-")[0], []).append(name)
    return groups
