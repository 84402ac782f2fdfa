"""Follow what editors do: keep coming dates true and announce changed offers.

On publish, unpublish, move and delete, not on save: a draft is nobody's business.
"""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import ModelLogEntry, Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from .announcements import announce
from .handover import leave_contacts_behind
from .models import (
    ActivityPage,
    AssociationPage,
    Category,
    Contact,
    CouncilArea,
    District,
    Phrase,
    SchoolHoliday,
    Venue,
)
from .occurrences import refresh_occurrences, roll_occurrences
from .permissions import give_collection


@receiver(page_published, sender=ActivityPage)
def on_offer_published(instance, **kwargs):
    refresh_occurrences([instance.pk])
    announce([instance.pk])


@receiver(page_unpublished, sender=ActivityPage)
def on_offer_unpublished(instance, **kwargs):
    refresh_occurrences([instance.pk])
    announce([instance.pk])


@receiver(post_delete, sender=ActivityPage)
def on_offer_deleted(instance, **kwargs):
    announce([instance.pk])


@receiver(post_save, sender=AssociationPage)
def on_association_created(instance, raw=False, created=False, **kwargs):
    if created and not raw and not instance.collection_id:
        give_collection(instance)


@receiver([page_published, page_unpublished], sender=AssociationPage)
def on_association_changed(instance, **kwargs):
    announce(offers_below(instance))


@receiver(post_page_move)
def on_page_moved(instance, **kwargs):
    leave_contacts_behind(instance)
    announce(offers_below(instance))


@receiver(page_slug_changed)
def on_address_changed(instance, **kwargs):
    # Everything below has another address then; what is published itself announces itself. Wagtail tells it
    # after the commit: the one announcement that a server which stops at that moment could lose.
    if not isinstance(instance, ActivityPage | AssociationPage):
        announce(offers_below(instance))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_privacy_changed(instance, raw=False, **kwargs):
    # A page that is being deleted takes its restrictions along and announces its offers itself.
    page = None if raw else Page.objects.filter(pk=instance.page_id).first()
    if page:
        announce(offers_below(page))


def offers_below(page):
    return ActivityPage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)


def offers_at(**lookup):
    return list(ActivityPage.objects.filter(**lookup).values_list("pk", flat=True).distinct())


@receiver(post_save, sender=Venue)
def on_venue_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        announce(offers_at(sessions__venue=instance))


@receiver(post_save, sender=Contact)
def on_contact_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        forget_names(instance)
        announce(offers_at(contact=instance))


def forget_names(contact):
    """The admin's log keeps who did what when, but not the name of a person who has left."""
    ModelLogEntry.objects.for_instance(contact).update(label=contact._meta.verbose_name)


@receiver(post_delete, sender=Contact)
def on_contact_gone(instance, **kwargs):
    forget_names(instance)


@receiver(post_save, sender=Category)
def on_category_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        announce(offers_at(categories=instance))


@receiver(post_save, sender=Phrase)
def on_phrase_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        announce(offers_at(phrases=instance))


@receiver(post_save, sender=District)
def on_district_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        announce(offers_at(sessions__venue__district=instance))


@receiver(post_save, sender=CouncilArea)
def on_area_saved(instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        announce(offers_at(sessions__venue__area=instance))


# What an offer points to, by the way from the offer to it.
POINTED_TO = {
    Contact: "contact",
    Category: "categories",
    Phrase: "phrases",
    District: "sessions__venue__district",
    CouncilArea: "sessions__venue__area",
}


def on_leaving(sender, instance, **kwargs):
    # Read before the rows let go of it, told when it is gone.
    instance.offers_left_behind = offers_at(**{POINTED_TO[sender]: instance})


def on_gone(instance, **kwargs):
    announce(instance.offers_left_behind)


# By sender: a receiver for all would make Django fetch every row of every model before it deletes them.
for model in POINTED_TO:
    pre_delete.connect(on_leaving, sender=model)
    post_delete.connect(on_gone, sender=model)


@receiver([post_save, post_delete], sender=SchoolHoliday)
def on_holidays_changed(raw=False, **kwargs):
    if not raw:
        roll_occurrences(force=True)  # which announces them
