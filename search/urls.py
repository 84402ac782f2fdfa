"""Addresses of search, below the reader's language."""

from django.urls import path

from . import feeds

app_name = "search"
urlpatterns = [
    path("json", feeds.as_json, name="json"),
    path("geojson", feeds.as_geojson, name="geojson"),
    path("rss", feeds.as_rss, name="rss"),
    path("ics", feeds.as_ics, name="ics"),
]
