"""Make the offers of an association say what a source says: create, update, unpublish, never delete.

First a plan is made, which only reads; a dry run ends there. Then the plan is carried out in one
transaction, and the search index hears of it once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from .. import clock
from ..announcements import one_change
from ..models import ActivityPage, AssociationPage, ImportedItem
from .records import ActivityRecord, Parsed, Problem, SourceError
from .report import Report
from .write import Writer

BRAKE_SHARE = 5  # more than one in five gone means the source is broken rather than changed


class BrakeError(SourceError):
    """The run would unpublish more than a fifth; nothing was changed."""


@dataclass
class Plan:
    """What a run would do; `before` is how many items the source had until now."""

    before: int = 0
    create: list[ActivityRecord] = field(default_factory=list)
    update: list[tuple[ImportedItem, ActivityRecord]] = field(default_factory=list)
    unchanged: list[ImportedItem] = field(default_factory=list)
    republish: list[ImportedItem] = field(default_factory=list)  # came back as it was
    vanish: list[ImportedItem] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.create) + len(self.update) + len(self.unchanged) + len(self.republish) + len(self.vanish)

    @property
    def unpublish(self) -> list[ImportedItem]:
        """The vanished items whose page a visitor can still see."""
        return [item for item in self.vanish if item.page.live]


def sync(
    parsed: Parsed,
    *,
    source: str,
    association: AssociationPage,
    force: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], Callable[[], object]] = lambda total: lambda: None,
) -> Report:
    """Bring the items of this source and association in line with `parsed`, and report.

    Raises BrakeError when more than a fifth would be unpublished, unless forced. `progress` is told
    the number of items and gives back what is called once for each.
    """
    if dry_run:
        return _planned(parsed, source, association, force)[1]
    with one_change(), translation.override("da"):
        # Two runs at once follow each other, so that neither creates what the other just did.
        AssociationPage.objects.select_for_update(of=("self",)).get(pk=association.pk)
        plan, report = _planned(parsed, source, association, force)
        _carry_out(plan, source, association, report, progress(plan.size))
    return report


def _planned(parsed, source, association, force):
    plan = plan_of(parsed, source, association)
    if not force:
        check_brake(plan)
    report = Report(
        created=len(plan.create),
        updated=len(plan.update) + len(plan.republish),
        unchanged=len(plan.unchanged),
        unpublished=len(plan.unpublish),
        left_out=len(parsed.left_out),
        refused=list(parsed.refused),
        remarks=list(parsed.remarks),
    )
    return plan, report


def plan_of(parsed: Parsed, source: str, association: AssociationPage) -> Plan:
    """Compare the source with what came in before; an item that is refused now counts as still there."""
    known = {
        item.uid: item
        for item in ImportedItem.objects.filter(source=source, association=association).select_related("page")
    }
    plan = Plan(before=len([item for item in known.values() if not item.vanished_at]))
    for record in parsed.records:
        item = known.get(record.uid)
        if item is None:
            plan.create.append(record)
        elif item.digest != record.digest():
            plan.update.append((item, record))
        elif item.vanished_at:
            plan.republish.append(item)
        else:
            plan.unchanged.append(item)
    there = {record.uid for record in parsed.records} | {problem.uid for problem in parsed.refused}
    plan.vanish = [item for uid, item in known.items() if uid not in there and not item.vanished_at]
    return plan


def check_brake(plan: Plan) -> None:
    if len(plan.unpublish) * BRAKE_SHARE > plan.before:
        raise BrakeError(
            f"{len(plan.unpublish)} of {plan.before} activities of this source are no longer in it and would be "
            "unpublished: more than a fifth. Nothing was changed. If that is right, run again with --force."
        )


def _carry_out(plan, source, association, report, step):
    writer = Writer(association)
    moment = clock.now()
    for record in plan.create:
        if page := _written(report, record, writer, lambda record=record: writer.create(record)):
            _keep(ImportedItem(source=source, uid=record.uid, association=association, page=page), moment, record)
        else:
            report.created -= 1
        step()
    for item, record in plan.update:
        if _written(report, record, writer, lambda item=item, record=record: _rewrite(writer, item, record)):
            _keep(item, moment, record)
        else:
            report.updated -= 1
        step()
    for item in plan.republish:
        writer.publish(_page_of(item))
        _keep(item, moment)
        step()
    for item in plan.unchanged:
        _keep(item, moment)
        step()
    for item in plan.vanish:
        _vanish(item, moment)
        step()


def _written(report, record, writer, write):
    """Write one item; one that the models still refuse is reported and the others come in."""
    try:
        with transaction.atomic():
            return write()
    except ValidationError as error:
        writer.look_up()  # the places it made are gone with it
        for name, reasons in _by_field(error).items():
            report.refused.append(Problem(record.uid, name, " ".join(reasons)))
        return None


def _by_field(error):
    return error.message_dict if hasattr(error, "error_dict") else {"item": error.messages}


def _page_of(item) -> ActivityPage:
    return ActivityPage.objects.get(pk=item.page_id)


def _rewrite(writer, item, record):
    page = _page_of(item)
    # An editor who took it down meant it; only what the source itself let vanish comes back.
    publish = page.live or item.vanished_at is not None
    return writer.update(page, record, publish=publish)


def _keep(item, moment, record=None):
    item.seen_at, item.vanished_at = moment, None
    if record:
        item.digest = record.digest()
    item.save()


def _vanish(item, moment):
    page = _page_of(item)
    if page.live:
        page.unpublish()
    item.vanished_at = moment
    item.save(update_fields=["vanished_at"])
