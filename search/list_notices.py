"""What was done to a list just now, as the address of its page says it."""

from __future__ import annotations

from .list_answers import LARGEST_KEY
from .list_rows import name_of

NOTICES = {"full", "busy", "crowded", "forgotten", "undone", "kept", "copied", "moved", "removed"}


def notice_asked(request) -> str:
    asked = request.GET.get("notice", "")
    return asked if asked in NOTICES else ""


def notice_of(request) -> dict:
    """Return what was done just now, as the address says it."""
    numbers = {
        name: int(text)
        for name in ("offer", "at", "left_out")
        if (text := request.GET.get(name, "")).isascii() and text.isdecimal() and len(text) <= LARGEST_KEY
    }
    notice = notice_asked(request)
    about = numbers.get("offer", 0)
    return {
        "notice": notice,
        "about": about,
        "about_name": name_of(about).text if notice == "removed" and about else "",
        "at": numbers.get("at", 0),
        "left_out": numbers.get("left_out", 0),
        "by": request.GET.get("by", "") if request.GET.get("by") in ("1", "-1") else "",
    }
