"""Follow what `activities` announces."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from activities.models import Category, CouncilArea, District, PlaceName
from activities.signals import offer_changed

from . import generation
from .engines import get_engine


@receiver(offer_changed)
def on_offer_changed(ids, **kwargs):
    get_engine().index(ids)


@receiver([post_save, post_delete], sender=Category)
@receiver([post_save, post_delete], sender=CouncilArea)
@receiver([post_save, post_delete], sender=District)
@receiver([post_save, post_delete], sender=PlaceName)
def on_vocabulary_changed(**kwargs):
    generation.bump()
