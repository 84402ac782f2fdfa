"""What a load balancer asks: is the process up, and can it answer visitors."""

import logging

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search import outbox
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
    """Say of each part whether it is ready, as JSON; 503 when one is not. The reasons stay in the log.

    `states` tells more of parts that have several ways to be ready.
    """
    parts = {name: _is_ready(name, check) for name, check in CHECKS.items()}
    ready = all(parts.values())
    answer = {"ready": ready, "parts": {name: "ok" if state else "not ready" for name, state in parts.items()}}
    answer["parts"] |= {"search-feed": feed} if (feed := _state("search-feed", _feed)) else {}
    states = {name: told for name, tell in STATES.items() if (told := _state(name, tell))}
    if states:
        answer["states"] = states
    return JsonResponse(answer, status=200 if ready else 503)


def _is_ready(name, check):
    try:
        problem = check()
    except Exception:
        logger.exception("Not ready: %s", name)
        return False
    if problem:
        logger.error("Not ready: %s: %s", name, problem)
    return not problem


def _state(name, tell):
    try:
        return tell()
    except Exception:
        logger.exception("No state: %s", name)
        return ""


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


def _feed():
    """Say whether changes reach the search server in time; nothing where there is none to be fed.

    Late is no 503: every process answers as well as before, and without visitors the backlog is no shorter.
    """
    return ("late" if outbox.is_late() else "ok") if outbox.is_fed() else ""


CHECKS = {"database": _database, "migrations": _migrations, "search": _search}
STATES = {"search": lambda: get_engine().state()}
