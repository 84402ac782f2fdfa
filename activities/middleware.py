"""What stands between a request and the pages of Wagtail's admin."""

from django.db import transaction

SAFE = ("GET", "HEAD", "OPTIONS")


class OneChangeMiddleware:
    """Make what an editor does to a page one change: the page, its dates and what search is told, or nothing.

    Wagtail commits a page before it says that it was published, so a server that stopped in between would
    leave a page that nobody hears of. Must come last, since it calls the view itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE or "wagtailadmin_pages" not in request.resolver_match.namespaces:
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
