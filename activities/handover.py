"""What stays behind when an offer changes hands."""

from django.db import transaction

from .announcements import announce
from .models import ActivityPage


@transaction.atomic
def leave_contacts_behind(root):
    """Take the contact off every offer at or below `root` that stands under another association than its contact."""
    offers = ActivityPage.objects.descendant_of(root, inclusive=True).exclude(contact=None).select_related("contact")
    changed = [offer for offer in offers if offer.contact.association_id != offer.association_id]
    for offer in changed:
        ActivityPage.objects.filter(pk=offer.pk).update(contact=None)
        for revision in offer.revisions.all():
            revision.content["contact"] = None
            revision.save(update_fields=["content"])
    announce(offer.pk for offer in changed)
