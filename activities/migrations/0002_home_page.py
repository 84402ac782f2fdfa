"""Put the home page, with its lists of districts and associations, where Wagtail's welcome page stands."""

from django.db import migrations

HOME = {"da": "Naboskab", "en": "Naboskab", "ar": "Naboskab"}
INTRO = {
    "da": "Find noget at lave tæt på dig",
    "en": "Find something to do near you",
    "ar": "البحث عن أنشطة بالقرب منك",
}
DISTRICTS = {"da": "Bydele", "en": "Districts", "ar": "الأحياء"}
ASSOCIATIONS = {"da": "Foreninger", "en": "Associations", "ar": "الجمعيات"}


def translated(field, texts):
    return {field: texts["da"], **{f"{field}_{language}": text for language, text in texts.items()}}


def page_type(apps, model):
    ContentType = apps.get_model("contenttypes.ContentType")
    return ContentType.objects.get_or_create(app_label="activities", model=model)[0]


def make_page(apps, model, names, slug, path, url_path, children=0, **fields):
    Page = apps.get_model("activities", model)
    Locale = apps.get_model("wagtailcore.Locale")
    return Page.objects.create(
        title=names["da"],
        draft_title=names["da"],
        slug=slug,
        content_type=page_type(apps, model.lower()),
        path=path,
        depth=len(path) // 4,
        numchild=children,
        url_path=url_path,
        live=True,
        locale=Locale.objects.order_by("pk").first(),
        **translated("name", names),
        **fields,
    )


def make_home(apps, schema_editor):
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    Site.objects.all().delete()
    Page.objects.filter(depth__gte=2).delete()
    home = make_page(
        apps, "HomePage", HOME, "home", "00010001", "/home/", children=2, **translated("intro", INTRO)
    )
    make_page(apps, "DistrictIndexPage", DISTRICTS, "bydele", "000100010001", "/home/bydele/")
    make_page(apps, "AssociationIndexPage", ASSOCIATIONS, "foreninger", "000100010002", "/home/foreninger/")
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Naboskab")


def remove_home(apps, schema_editor):
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    Site.objects.all().delete()
    Page.objects.filter(depth__gte=2).delete()
    Page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_home, remove_home)]
