"""Valid objects without arguments; every argument is a field of the model."""

import datetime as dt

import factory
from accounts.models import User

from activities import models
from activities.choices import Gender, PlaceKind, Rule, Weekday
from activities.models.naming import danish_slug


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.org")

    @classmethod
    def _create(cls, model, *args, **kwargs):
        return model.objects.create_user(password=kwargs.pop("password", "a long pass phrase"), **kwargs)


class AdminFactory(UserFactory):
    is_staff = True
    is_superuser = True


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.District
        django_get_or_create = ("key",)

    key = "noerrebro"
    number = factory.Sequence(lambda n: n + 1)
    name = "Nørrebro"


class CouncilAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CouncilArea
        django_get_or_create = ("key",)

    key = "noerrebro"
    name = "Nørrebro"
    district = factory.SubFactory(DistrictFactory)


class PlaceNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PlaceName
        django_get_or_create = ("slug",)

    slug = "noerreport"
    name = "Nørreport"
    kind = PlaceKind.STATION
    lat = 55.6837
    lon = 12.5716


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Category
        django_get_or_create = ("key",)

    key = "swimming"
    label = factory.LazyAttribute(lambda category: category.key.capitalize())


class PhraseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Phrase
        django_get_or_create = ("key",)

    key = "bring-swimsuit"
    text = "Tag badetøj og håndklæde med."


class PageFactory(factory.django.DjangoModelFactory):
    """Puts the page into the tree below `parent` and publishes it by a revision, unless `live=False`."""

    class Meta:
        abstract = True
        exclude = ("child_fields", "related_fields")

    child_fields = ()
    related_fields = ()

    @classmethod
    def default_parent(cls):
        raise NotImplementedError

    @classmethod
    def _create(cls, model, *args, **kwargs):
        parent = kwargs.pop("parent", None) or cls.default_parent()
        live = kwargs.pop("live", True)
        children = {name: kwargs.pop(name) for name in cls.child_fields if name in kwargs}
        related = {name: kwargs.pop(name) for name in cls.related_fields if name in kwargs}
        name = kwargs.pop("name", None)
        if name:
            kwargs.setdefault("name_da", name)
        page = model(live=False, **kwargs)
        for name, rows in children.items():
            setattr(page, name, rows)
        parent.add_child(instance=page)
        for name, rows in related.items():
            getattr(page, name).set(rows)
        revision = page.save_revision()
        if live:
            revision.publish()
        return model.objects.get(pk=page.pk)


class AssociationFactory(PageFactory):
    class Meta:
        model = models.AssociationPage

    name = factory.Sequence(lambda n: f"Foreningen Fælles {n}")

    @classmethod
    def default_parent(cls):
        return models.AssociationIndexPage.objects.get()


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Venue

    name = factory.Sequence(lambda n: f"Kulturhuset {n}")
    address = "Eksempelgade 1, 2200 København N"
    lat = 55.695
    lon = 12.549


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Contact

    association = factory.SubFactory(AssociationFactory)
    role_da = "Træner"
    phone = "+4533663366"


def session(**fields):
    """An unsaved weekly session, Wednesday 16-17 in the season 2026/27."""
    values = {
        "rule": Rule.WEEKLY,
        "weekday": Weekday.WED,
        "start": dt.time(16),
        "end": dt.time(17),
        "starts_on": dt.date(2026, 9, 1),
        "ends_on": dt.date(2027, 5, 31),
    }
    return models.Session(**(values | fields))


class ActivityFactory(PageFactory):
    class Meta:
        model = models.ActivityPage

    child_fields = ("sessions", "exceptions", "extra_costs")
    related_fields = ("categories", "phrases")

    name = factory.Sequence(lambda n: f"Fællesskab {n}")
    gender = Gender.OPEN
    sessions = factory.LazyFunction(lambda: [session(venue=VenueFactory())])

    @classmethod
    def default_parent(cls):
        return AssociationFactory()


class DistrictPageFactory(PageFactory):
    class Meta:
        model = models.DistrictPage

    name = "Nørrebro"
    area = factory.SubFactory(CouncilAreaFactory)
    slug = factory.LazyAttribute(lambda page: danish_slug(page.name))

    @classmethod
    def default_parent(cls):
        return models.DistrictIndexPage.objects.get()
