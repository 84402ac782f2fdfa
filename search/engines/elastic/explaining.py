"""Why a hit stands where it stands, told by the engine itself."""

from __future__ import annotations

from ..base import Explained
from .wording import SAID


def explained(raw: dict) -> Explained:
    """Return a raw hit with its score and the best step of relevance it reached."""
    document = raw["_source"]["document"]
    reached = max((int(step) for step in raw.get("matched_queries", ())), default=0)
    return Explained(document["id"], document["name"].get("da", ""), raw["_score"], SAID.get(reached, ""))
