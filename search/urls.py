"""Addresses of search, below the reader's language."""

from django.urls import path

from . import feeds, map_views, views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("map/", map_views.map_page, name="map"),
    path("clusters", map_views.clusters, name="clusters"),
    path("places", map_views.places, name="places"),
    path("json", feeds.as_json, name="json"),
    path("geojson", feeds.as_geojson, name="geojson"),
    path("rss", feeds.as_rss, name="rss"),
    path("ics", feeds.as_ics, name="ics"),
]
