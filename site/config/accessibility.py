"""The accessibility statement, and the address at which the authorities expect it."""

import datetime as dt

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from activities.answer_card import phone_text

COMPLAINTS_URL = "https://digst.dk/"  # the Agency for Digital Government supervises the statements


@require_safe
def statement(request):
    phone = settings.FINDER_CONTACT_PHONE
    context = {
        "official_url": settings.FINDER_ACCESSIBILITY_STATEMENT_URL,
        "phone": phone,
        "phone_text": phone_text(phone) if phone else "",
        "email": settings.FINDER_CONTACT_EMAIL,
        "reviewed_on": dt.date.fromisoformat(settings.FINDER_ACCESSIBILITY_REVIEWED_ON),
        "complaints_url": COMPLAINTS_URL,
    }
    return render(request, "accessibility.html", context)


@require_safe
def was(request):
    """Lead to the statement in the authorities' own tool where there is one, else to ours.

    The short address is asked for by digst.dk, "Om tilgængelighedserklæring".
    """
    return redirect(settings.FINDER_ACCESSIBILITY_STATEMENT_URL or "accessibility")
