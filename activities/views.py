"""Pages of ours that stand in no tree."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .glossary import terms


@require_safe
def words(request):
    return render(request, "activities/words.html", {"terms": terms()})
