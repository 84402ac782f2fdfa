"""Addresses of search, below the reader's language."""

from django.urls import path

from . import feeds, views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("map/", views.map_page, name="map"),
    path("json", feeds.as_json, name="json"),
    path("geojson", feeds.as_geojson, name="geojson"),
    path("rss", feeds.as_rss, name="rss"),
    path("ics", feeds.as_ics, name="ics"),
]
