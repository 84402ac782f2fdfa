"""What has to be said with every answer."""

from django.utils.cache import patch_vary_headers

from . import answered


class MyListMiddleware:
    """Keep caches from handing one reader's list to another: a page that looked for the list varies by cookie."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if hasattr(request, "_my_list"):
            patch_vary_headers(response, ["Cookie"])
        return response


class SearchEngineMiddleware:
    """Say in a header, and nowhere on the page, that another engine stood in for the one chosen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answered.forget()
        response = self.get_response(request)
        if answered.by():
            response["X-Search-Engine"] = answered.by()
        return response
