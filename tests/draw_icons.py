"""Draw the icons of the installed site from a changed favicon: `python -m tests.draw_icons`."""

import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ICONS = ROOT / "site" / "static" / "icons"
SIZES = (192, 512)
SHARPER = 4


def main():
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    for size in SIZES:
        draw(size, is_maskable=False).save(ICONS / f"icon-{size}.png", optimize=True)
        draw(size, is_maskable=True).save(ICONS / f"icon-maskable-{size}.png", optimize=True)


def draw(size, *, is_maskable):
    """Return the favicon at `size`; one to be masked fills its square and keeps its sign in the safe middle."""
    from PIL import Image, ImageDraw

    from activities.pictograms import SVG, path_lines, stroke

    root = ET.parse(ICONS / "favicon.svg").getroot()
    grid = float(root.get("viewBox").split()[2])
    rect = root.find(f"{SVG}rect")
    wide = size * SHARPER
    image = Image.new("RGBA", (wide, wide))
    pen = ImageDraw.Draw(image)
    radius = 0 if is_maskable else float(rect.get("rx")) / grid * wide
    pen.rounded_rectangle((0, 0, wide - 1, wide - 1), radius, fill=rect.get("fill"))
    scale, edge = (wide / grid, 0) if not is_maskable else (wide * 0.72 / grid, wide * 0.14)
    for path in root.iter(f"{SVG}path"):
        sign = Image.new("L", (wide, wide))
        for line in path_lines(path.get("d")):
            points = [(x * scale + edge, y * scale + edge) for x, y in line]
            stroke(ImageDraw.Draw(sign), points, float(path.get("stroke-width")) * scale)
        image.paste(path.get("stroke"), (0, 0), sign)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
