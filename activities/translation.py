"""What readers get in their own language: one option class per model."""

from modeltranslation.translator import TranslationOptions, register

from . import models


class NameOptions(TranslationOptions):
    fields = ("name",)
    required_languages = ("da",)


@register(models.HomePage)
class HomePageOptions(TranslationOptions):
    fields = ("name", "intro")
    required_languages = {"da": ("name",)}


@register(models.DistrictIndexPage)
class DistrictIndexPageOptions(NameOptions):
    pass


@register(models.AssociationIndexPage)
class AssociationIndexPageOptions(NameOptions):
    pass


@register(models.DistrictPage)
class DistrictPageOptions(TranslationOptions):
    fields = ("name", "intro", "body")
    required_languages = {"da": ("name",)}


@register(models.GuidePage)
class GuidePageOptions(TranslationOptions):
    fields = ("name", "body")
    required_languages = {"da": ("name",)}


@register(models.AssociationPage)
class AssociationPageOptions(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"da": ("name",)}


@register(models.ActivityPage)
class ActivityPageOptions(TranslationOptions):
    fields = ("name", "summary", "body", "price_note", "first_visit", "asked_of_parents")
    required_languages = {"da": ("name",)}


@register(models.ExtraCost)
class ExtraCostOptions(TranslationOptions):
    fields = ("what_for",)
    required_languages = ("da",)


@register(models.ScheduleException)
class ScheduleExceptionOptions(TranslationOptions):
    fields = ("note",)


@register(models.Venue)
class VenueOptions(TranslationOptions):
    fields = ("access_notes",)


@register(models.Contact)
class ContactOptions(TranslationOptions):
    fields = ("role", "hours")


@register(models.CouncilArea)
class CouncilAreaOptions(TranslationOptions):
    fields = ("desk_hours",)


@register(models.Category)
class CategoryOptions(TranslationOptions):
    fields = ("label", "help", "terms")
    required_languages = {"da": ("label",)}


@register(models.Phrase)
class PhraseOptions(TranslationOptions):
    fields = ("text",)
    required_languages = ("da",)


@register(models.SchoolHoliday)
class SchoolHolidayOptions(TranslationOptions):
    fields = ("name",)
    required_languages = ("da",)
