"""Where everything is found."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from activities.venue_page import venue_page
from activities.views import words
from search.list_calendars import offer_calendar
from search.seniors import seniors
from search.views import short_link

from . import accessibility, health, installable, pictures, sitemaps, styleguide

urlpatterns = [
    path("robots.txt", sitemaps.robots),
    path("sitemap.xml", sitemaps.index),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.section, name="sitemap"),
    path("og/<slug:language>/<int:pk>-<slug:stamp>.png", pictures.share_picture, name="share_picture"),
    path("manifest.webmanifest", installable.manifest),
    path("sw.js", installable.service_worker),
    path("a/<int:pk>/", short_link, name="short_link"),
    re_path(r"^was/?$", accessibility.was, name="was"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("styleguide/", styleguide.page),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("search.api_urls")),
]

urlpatterns += i18n_patterns(
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("offline/", installable.offline, name="offline"),
    path("search/", include("search.urls")),
    path("venue/<int:pk>/", venue_page, name="venue"),
    path("list/", include("search.list_urls")),
    path("a/<int:pk>/calendar.ics", offer_calendar, name="offer_calendar"),
    path("seniors/", seniors, name="seniors"),
    path("words/", words, name="words"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    # Not below these: an unknown short link is "not found", not a page to look for in the reader's language.
    re_path(r"^(?!(?:a|api|admin|documents|styleguide)/)", include(wagtail_urls)),
)

handler500 = "config.errors.server_error"
