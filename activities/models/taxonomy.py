from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .changes import OneChangeModel


class Category(OneChangeModel):
    """What one does there. The key is the contract, the labels are the editors'."""

    key = models.SlugField(_("key"), primary_key=True)
    label = models.CharField(_("label"), max_length=80)
    help = models.CharField(_("what is in it"), max_length=250, blank=True)
    terms = models.TextField(_("words people use"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.label


class Phrase(OneChangeModel):
    """A sentence translated once, so that one tick makes it readable for all."""

    key = models.SlugField(_("key"), primary_key=True)
    text = models.CharField(_("text"), max_length=200)
    group = models.SlugField(_("group"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")

    def __str__(self):
        return self.text


class SchoolHoliday(OneChangeModel):
    """Days without school, both ends included."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    is_checked = models.BooleanField(
        _("checked against the city's own list"), default=True, help_text=_("Untick while the dates are a guess.")
    )

    class Meta:
        ordering = ["first"]
        verbose_name = _("school holiday")
        verbose_name_plural = _("school holidays")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="school_holiday_in_order",
                violation_error_message=_("The last day comes before the first: change one of them."),
            )
        ]

    def __str__(self):
        return f"{self.name} {self.first:%Y}"
