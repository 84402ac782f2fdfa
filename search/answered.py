"""Which engine stood in for the chosen one while this request was answered."""

from asgiref.local import Local

_request = Local()


def note(name: str) -> None:
    _request.name = name


def by() -> str:
    """Return the name of the engine that stood in, empty where none had to."""
    return getattr(_request, "name", "")


def forget() -> None:
    _request.name = ""
