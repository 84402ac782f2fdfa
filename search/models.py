"""What search keeps: documents and the number that says whether they changed, what is yet to be fed, saved lists."""

from django.db import models
from django.db.models import Q


class SearchGeneration(models.Model):
    """One row, counted up in the transaction of every change, so that each worker sees that its copy is old."""

    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default="")
    # The day up to which the search server was told of the coming dates: see `outbox.roll`.
    rolled_on = models.DateField(null=True)

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


class SearchOutbox(models.Model):
    """One change of one offer that the search server has yet to hear of, written in the transaction of the change.

    An offer may stand here many times; its document is built from what it is when it is fed.
    """

    offer_id = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "change to be fed"
        verbose_name_plural = "changes to be fed"

    def __str__(self):
        return f"{self.offer_id} since {self.added_at:%Y-%m-%d %H:%M:%S}"


class RefusedDocument(models.Model):
    """An offer whose document the search server refused for its own sake; tried again at `retry_at`."""

    offer_id = models.PositiveBigIntegerField(primary_key=True)
    tries = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    retry_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.offer_id}: {self.reason}"


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
