from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("activities/admin/pin_map.html")
def pin_map():
    """The map beside latitude and longitude inputs; stands inside an element with `data-controller="pin-map"`."""
    lat, lon = settings.LEAFLET_CONFIG["DEFAULT_CENTER"]
    return {
        "options": {
            "tiles": settings.FINDER_TILE_URL,
            "attribution": settings.FINDER_TILE_ATTRIBUTION,
            "outlines": reverse("activities_outlines"),
            "centre": [lat, lon],
            "zoom": settings.LEAFLET_CONFIG["DEFAULT_ZOOM"],
        }
    }
