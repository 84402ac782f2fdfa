"""Addresses of lists, below the reader's language."""

from django.urls import path

from . import list_calendars, list_changes, list_views

app_name = "list"
urlpatterns = [
    path("", list_views.mine, name="mine"),
    path("change/", list_changes.change, name="change"),
    path("<slug:address>/", list_views.shared, name="shared"),
    path("<slug:address>/print/", list_views.printed, name="print"),
    path("<slug:address>/calendar.ics", list_calendars.list_calendar, name="calendar"),
]
