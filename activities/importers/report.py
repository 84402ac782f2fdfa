"""What a run did, counted, and what it has to say about single items."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .records import Problem

LONGEST_LIST = 200


@dataclass
class Report:
    """Counts of one run; the same for a dry run, which changes nothing."""

    created: int = 0
    updated: int = 0  # a vanished item that came back counts here
    unchanged: int = 0
    unpublished: int = 0
    left_out: int = 0
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def refused_items(self) -> int:
        return len({problem.uid for problem in self.refused})

    def summary(self) -> str:
        counts = (
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.unpublished} unpublished, {self.refused_items} refused"
        )
        return f"{counts}, {self.left_out} left out by the mapping" if self.left_out else counts

    def lines(self) -> Iterator[str]:
        """Every refused item by id, field and reason, then the remarks, then the counts."""
        yield from _listed("Refused", self.refused)
        yield from _listed("Note", self.remarks)
        yield self.summary()


def _listed(title: str, problems: list[Problem]) -> Iterator[str]:
    for problem in problems[:LONGEST_LIST]:
        yield f"{title} {_printable(str(problem))}"
    if len(problems) > LONGEST_LIST:
        yield f"{title}: and {len(problems) - LONGEST_LIST} more"


def _printable(text: str) -> str:
    """Keep what a source wrote from steering the terminal it is printed on."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
