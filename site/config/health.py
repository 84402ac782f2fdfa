"""What a load balancer asks: is the process up, and can it answer visitors."""

import logging

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.engines import get_engine

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request):
    """The process is up; nothing else is asked, so that a slow database gets no process killed."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """Say of each part whether it is ready, as JSON; 503 when one is not. The reasons stay in the log."""
    parts = {name: _is_ready(name, check) for name, check in CHECKS.items()}
    ready = all(parts.values())
    states = {name: "ok" if state else "not ready" for name, state in parts.items()}
    return JsonResponse({"ready": ready, "parts": states}, status=200 if ready else 503)


def _is_ready(name, check):
    try:
        problem = check()
    except Exception:
        logger.exception("Not ready: %s", name)
        return False
    if problem:
        logger.error("Not ready: %s: %s", name, problem)
    return not problem


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations():
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ", ".join(str(migration) for migration, _backwards in missing)


def _search():
    health = get_engine().health()
    return "" if health.ok else health.detail or "the search engine says no more"


CHECKS = {"database": _database, "migrations": _migrations, "search": _search}
