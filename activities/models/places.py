import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ..choices import PlaceKind
from ..fields import KeysField, LatitudeField, LongitudeField
from ..spoken_languages import spoken_choices
from ..validators import clean_phone
from .changes import OneChangeModel

DEFAULT_RADIUS_M = 800


class Outlined(OneChangeModel):
    """A part of the city with an outline: GeoJSON Polygon or MultiPolygon, longitude first."""

    key = models.SlugField(_("key"), primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    outline = models.JSONField(_("outline"), null=True, blank=True)
    centre_lat = LatitudeField(_("latitude of the centre"), null=True, blank=True)
    centre_lon = LongitudeField(_("longitude of the centre"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class District(Outlined):
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    neighbours = models.ManyToManyField("self", verbose_name=_("neighbours"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class CouncilArea(Outlined):
    """The area of one local council; two districts have two councils each."""

    district = models.ForeignKey(District, models.PROTECT, related_name="areas", verbose_name=_("district"))
    desk_name = models.CharField(_("help desk"), max_length=120, blank=True)
    desk_phone = models.CharField(_("phone of the help desk"), max_length=20, blank=True)
    desk_hours = models.CharField(_("opening hours of the help desk"), max_length=200, blank=True)
    desk_address = models.CharField(_("address of the help desk"), max_length=200, blank=True)
    desk_languages = KeysField(_("languages spoken at the help desk"), key_choices=spoken_choices)

    class Meta:
        ordering = ["name"]
        verbose_name = _("local council area")
        verbose_name_plural = _("local council areas")


class PlaceName(OneChangeModel):
    """A name people use for a place: a neighbourhood, a station, a nickname."""

    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind)
    lat = LatitudeField(_("latitude"))
    lon = LongitudeField(_("longitude"))
    radius = models.PositiveIntegerField(
        _("radius in metres"), default=DEFAULT_RADIUS_M, validators=[MinValueValidator(50), MaxValueValidator(20_000)]
    )
    outline = models.JSONField(_("outline"), null=True, blank=True)
    spellings = models.JSONField(_("other spellings"), default=list, blank=True)
    transliterations = models.JSONField(_("transliterations by language"), default=dict, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, verbose_name=_("district"))
    area = models.ForeignKey(CouncilArea, models.SET_NULL, null=True, blank=True, verbose_name=_("local council area"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("place name")
        verbose_name_plural = _("place names")

    def __str__(self):
        return self.name

    def name_in(self, language):
        """Return the name in the reader's script, the Danish one when there is none."""
        written = self.transliterations.get(language) or []
        return written[0] if written else self.name


class Venue(index.Indexed, OneChangeModel):
    """Where sessions take place. Without coordinates it is found by no place; outside the city is a legal place."""

    association = models.ForeignKey(
        "activities.AssociationPage",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("owning association"),
        help_text=_("Leave empty for a venue that several associations share."),
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("Example: Nørrebrohallen, room 3"))
    address = models.CharField(
        _("address"), max_length=250, blank=True, help_text=_("Example: Eksempelgade 1, 2200 København N")
    )
    postcode = models.CharField(
        _("postcode"), max_length=10, blank=True, help_text=_("Read from the address when left empty.")
    )
    lat = LatitudeField(_("latitude"), null=True, blank=True)
    lon = LongitudeField(_("longitude"), null=True, blank=True)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="venues", verbose_name=_("district")
    )
    area = models.ForeignKey(
        CouncilArea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("local council area"),
    )
    placed_by_hand = models.BooleanField(
        _("district and area are chosen by hand"),
        default=False,
        help_text=_("Tick to keep your own choice; otherwise the pin on the map decides."),
    )
    step_free = models.BooleanField(_("step-free access"), null=True, blank=True)
    access_notes = models.TextField(_("getting in"), blank=True, help_text=_("Example: Ramp at the back door, lift."))
    nearest_stop = models.CharField(_("nearest stop"), max_length=150, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("address")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True) | models.Q(lat__isnull=False, lon__isnull=False),
                name="venue_point_is_whole",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True) | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="venue_point_on_earth",
                violation_error_message=_("The point is not on earth: check latitude and longitude."),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.locate()
        self.postcode = self.postcode or postcode_in(self.address)
        super().save(*args, **kwargs)

    def clean(self):
        if self.placed_by_hand and self.area and self.district and self.area.district_id != self.district_id:
            raise ValidationError({"area": _("This area lies in another district: choose one that fits.")})

    @property
    def is_located(self):
        return self.lat is not None and self.lon is not None

    @property
    def is_outside(self):
        """True when the venue's place is known and lies outside the city."""
        return self.district_id is None and (self.is_located or self.placed_by_hand)

    @property
    def district_key(self):
        """The district's key, `outside`, or None when the place is not stated."""
        return "outside" if self.is_outside else self.district_id

    def locate(self):
        """Set district and area by the outlines, unless an editor chose them; both None outside the city."""
        from ..geography import locate  # the outlines are read from these models

        if self.placed_by_hand:
            if self.area_id and not self.district_id:
                self.district_id = self.area.district_id
            return
        self.district_id, self.area_id = locate(self.lat, self.lon) if self.is_located else (None, None)


def postcode_in(address):
    """Return the four-digit Danish postcode that stands before the city's name, or ''."""
    found = re.search(r"(?:^|[\s,])(?:DK-)?(\d{4})\s+\D", address)
    return found.group(1) if found else ""


class Contact(OneChangeModel):
    """Whom to ask. A row of its own, so that a person who leaves is gone everywhere at once, old versions too."""

    association = models.ForeignKey(
        "activities.AssociationPage", models.CASCADE, related_name="contacts", verbose_name=_("association")
    )
    role = models.CharField(_("role"), max_length=80, blank=True, help_text=_("Example: Coach of the girls' group"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("Example: +45 33 66 33 66"))
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("when to call"), max_length=120, blank=True, help_text=_("Example: weekdays 16-18"))
    languages = KeysField(_("speaks"), key_choices=spoken_choices)

    class Meta:
        ordering = ["association", "role", "name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return ", ".join(filter(None, [self.role, self.name])) or self.phone or self.email

    def clean(self):
        if not (self.phone or self.email):
            raise ValidationError({"phone": _("Give a phone number or an e-mail address, so that people can write.")})
        if self.phone:
            try:
                self.phone = clean_phone(self.phone)
            except ValidationError as error:
                raise ValidationError({"phone": error}) from error
