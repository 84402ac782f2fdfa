from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedItem(models.Model):
    """Ties an item of a source to the offer made of it, so that a second run finds it again."""

    source = models.CharField(_("source"), max_length=200)
    uid = models.CharField(_("id at the source"), max_length=500)
    association = models.ForeignKey(
        "activities.AssociationPage", models.CASCADE, related_name="imported_items", verbose_name=_("association")
    )
    page = models.ForeignKey(
        "activities.ActivityPage", models.CASCADE, related_name="imported_items", verbose_name=_("activity")
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the record last synced")
    seen_at = models.DateTimeField(_("last seen"))
    vanished_at = models.DateTimeField(_("vanished"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [
            models.UniqueConstraint(fields=["source", "association", "uid"], name="imported_item_once"),
        ]

    def __str__(self):
        return f"{self.source} {self.uid}"
