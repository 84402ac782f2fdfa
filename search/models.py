"""What the embedded engine keeps: a document per offer, and one number that says whether they changed."""

from django.db import models
from django.db.models import Q


class SearchGeneration(models.Model):
    """One row, counted up in the transaction of every change, so that each worker sees that its copy is old."""

    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="search_generation_is_one")]

    def __str__(self):
        return str(self.number)


class SearchDocument(models.Model):
    """One offer as it is searched and shown.

    `document` is what `search.documents.build` made; `columns` the few values the engine filters
    by; `stamp` a new random number with every write, by which a worker sees what it has not read.
    """

    offer_id = models.PositiveBigIntegerField(primary_key=True)
    stamp = models.BigIntegerField()
    document = models.JSONField(default=dict)
    columns = models.TextField(help_text="JSON, read by the engine itself")

    def __str__(self):
        return f"{self.offer_id} at {self.stamp}"


class SavedList(models.Model):
    """Offers that someone put together, at an address nobody can guess. It says nothing of whose it is.

    `offers` are keys of `ActivityPage` in the order chosen. Who has the address may read and copy the
    list; to change it takes the key, of which only a hash is kept here.
    """

    address = models.CharField(max_length=16, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    offers = models.JSONField(default=list)
    made_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "saved list"

    def __str__(self):
        return f"{len(self.offers)} offers, {self.changed_at:%Y-%m-%d}"
