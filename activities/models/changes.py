"""Rows whose change reaches offers that point to them."""

from django.db import models, transaction


class OneChangeModel(models.Model):
    """Saved in one transaction with what follows from it, so that no offer is left as it was."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
