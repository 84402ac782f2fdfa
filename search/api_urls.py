"""Addresses without a language in them."""

from django.urls import path

from . import api

app_name = "api"
urlpatterns = [
    path("activities/", api.activities, name="activities"),
    path("activities/<int:pk>/", api.activity, name="activity"),
    path("suggest/", api.suggest, name="suggest"),
]
