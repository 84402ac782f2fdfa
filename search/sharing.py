"""Ways to send something on: links that open the reader's own app. Nobody is asked anything before the tap."""

from __future__ import annotations

from urllib.parse import quote

LONGEST_LIST = 8  # offers named in a message; the address leads to all


def ways(title: str, lines: list[str], address: str) -> dict:
    """Return the text to send and the addresses that open it in WhatsApp, as SMS and as mail."""
    text = "\n".join(filter(None, [title, *lines, address]))
    body = quote(text, safe="")
    return {
        "title": title,
        "text": "\n".join(filter(None, [title, *lines])),
        "address": address,
        "whatsapp": f"https://wa.me/?text={body}",
        # "?&" is what both Android and iOS read: the one takes "?body=", the other "&body=".
        "sms": f"sms:?&body={body}",
        "mail": f"mailto:?subject={quote(title, safe='')}&body={body}",
    }


def write_to(phone: str, mail: str, subject: str, text: str) -> dict:
    """Return the addresses that open a message to a club, '' where there is no such contact."""
    body = quote(text, safe="")
    return {
        "sms": f"sms:{phone}?&body={body}" if phone else "",
        "mail": f"mailto:{quote(mail, safe='@')}?subject={quote(subject, safe='')}&body={body}" if mail else "",
    }
