"""Forms of the admin: what an editor types, checked and named so that the remedy is clear."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser

from .choices import Flag
from .permissions import associations_of, contact_policy, venue_policy
from .spoken_languages import spoken_choices
from .widgets import CheckboxGroups, NotStatedSelect

YEAR = 12  # months
OLDEST = 120  # years
AGE = re.compile(r"(\d{1,3})\s*(m|md|mdr|måned|måneder|month|months|år|years?|y)?\.?", re.IGNORECASE)
FLAG_GROUPS = {
    _("How to start"): [Flag.DROP_IN, Flag.SIGN_UP, Flag.SOMEONE_MEETS_YOU, Flag.BEGINNERS],
    _("With children"): [Flag.ADULT_PRESENT, Flag.CHILDCARE, Flag.SIBLINGS_WELCOME],
    _("Getting in and along"): [Flag.STEP_FREE, Flag.HEARING_LOOP, Flag.QUIET, Flag.COMPANION_FREE],
    _("Where it happens"): [Flag.INDOOR, Flag.OUTDOOR, Flag.ONLINE],
    _("Helping out"): [Flag.VOLUNTEERS_WANTED],
}
PHRASE_GROUPS = {
    "bring": _("Bring along"),
    "equipment": _("Equipment"),
    "people": _("People there"),
    "family": _("With children"),
    "place": _("The place"),
    "start": _("To begin with"),
    "language": _("Language"),
    "food": _("Food and drink"),
    "safety": _("Safety"),
}
USUAL_LANGUAGES = 16  # the languages of the interface, present and planned: shown without unfolding


class AgeField(forms.Field):
    """Years as people say them, or `18m` under three years; kept in months.

    `is_last`: the age is included to its last month, so 12 means until the thirteenth birthday.
    """

    def __init__(self, *, is_last=False, **kwargs):
        self.is_last = is_last
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update(size="6", maxlength="12", autocomplete="off")

    def prepare_value(self, value):
        if not isinstance(value, int):
            return value
        if (value + self.is_last) % YEAR == 0:
            return str((value + self.is_last) // YEAR - self.is_last)
        return f"{value}m"

    def to_python(self, value):
        text = str(value or "").strip()
        if not text:
            return None
        found = AGE.fullmatch(text)
        if not found:
            raise ValidationError(_("Write the age in years, or in months under 3 years. Example: 7 or 18m"))
        number, unit = int(found[1]), (found[2] or "").lower()
        if unit.startswith("m"):
            return number
        if number > OLDEST:
            raise ValidationError(_("Nobody is that old: write an age up to 120."))
        return number * YEAR + (YEAR - 1 if self.is_last else 0)

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class LinesField(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class LanguageLinesField(forms.CharField):
    """Words by language, one language a line: `ar: نوربرو, نوريبرو`."""

    widget = forms.Textarea(attrs={"rows": 7, "dir": "auto"})

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{language}: {', '.join(words)}" for language, words in value.items())

    def to_python(self, value):
        found = {}
        for line in super().to_python(value).splitlines():
            if not line.strip():
                continue
            language, colon, words = line.partition(":")
            language = language.strip().lower()
            if not colon or language not in settings.MODELTRANSLATION_LANGUAGES:
                raise ValidationError(
                    _("Begin each line with a language and a colon (%(languages)s). Example: tr: Nörrebro"),
                    params={"languages": ", ".join(settings.MODELTRANSLATION_LANGUAGES)},
                )
            found[language] = [word.strip() for word in words.split(",") if word.strip()]
        return {language: words for language, words in found.items() if words}

    def has_changed(self, initial, data):
        try:
            return (initial or {}) != self.to_python(data)
        except ValidationError:
            return True


def write_in_their_direction(fields):
    """Give each translated input its language and direction, so that Arabic is typed from the right."""
    for name, field in fields.items():
        language = name.rpartition("_")[2]
        if language in settings.MODELTRANSLATION_LANGUAGES and isinstance(field, forms.CharField):
            if type(field.widget) is forms.Textarea:
                field.widget = AdminAutoHeightTextInput()
            direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
            field.widget.attrs.update(lang=language, dir=direction)


def say_not_stated(fields):
    """Call the empty choice what it means."""
    for field in fields.values():
        if isinstance(field, forms.NullBooleanField):
            field.widget = NotStatedSelect()
        elif type(field) is forms.TypedChoiceField and field.choices and field.choices[0][0] == "":
            field.choices = [("", _("Not stated")), *field.choices[1:]]


def group_languages(field):
    """Show the languages most asked for first, the others under a fold."""
    pairs = [(tag, capfirst(name)) for tag, name in spoken_choices()]
    field.widget = CheckboxGroups(folds=True)
    field.widget.choices = [
        ("", pairs[:USUAL_LANGUAGES]),
        (_("More languages"), sorted(pairs[USUAL_LANGUAGES:], key=lambda pair: pair[1])),
    ]


def group_flags(field):
    """Show the flags under the question they answer."""
    labels = dict(field.choices)
    field.widget = CheckboxGroups()
    field.widget.choices = [
        (heading, [(flag, labels[flag]) for flag in flags]) for heading, flags in FLAG_GROUPS.items()
    ]


def group_phrases(field):
    """Show the sentences by what they are about, in the order of the bank."""
    groups = {}
    for phrase in field.queryset:
        groups.setdefault(phrase.group, []).append((phrase.pk, phrase.text))
    field.widget = CheckboxGroups()
    field.widget.choices = [(PHRASE_GROUPS.get(group, capfirst(group)), pairs) for group, pairs in groups.items()]


class NamedPageForm(WagtailAdminPageForm):
    """Title and address follow the Danish name; whoever wants another address may write one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        write_in_their_direction(self.fields)
        say_not_stated(self.fields)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned.pop("slug", None)
            self.instance.slug = ""  # made from the name when the page is saved
        return cleaned


class SessionForm(WagtailAdminModelForm):
    """One session; `association_id` says whose venues it may take place at."""

    def __init__(self, *args, association_id=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.association_id = association_id
        if "venue" in self.fields:
            self.fields["venue"].widget.association_id = association_id
        if "excluded_months" in self.fields:
            self.fields["excluded_months"].widget.choices = [(month, MONTHS[month]) for month in range(1, 13)]
        say_not_stated({name: self.fields[name] for name in ("weekday", "ordinal") if name in self.fields})

    def clean_venue(self):
        venue = self.cleaned_data["venue"]
        if venue and venue.association_id not in (None, self.association_id):
            raise ValidationError(
                _("This venue belongs to another association: choose one of your own, or a shared one.")
            )
        return venue


class NoteForm(WagtailAdminModelForm):
    """A child with translated text."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        write_in_their_direction(self.fields)
        say_not_stated(self.fields)


class ActivityForm(NamedPageForm):
    age_from_months = AgeField(label=_("From age"), help_text=_("Years. Example: 7. Under 3 years also months: 18m"))
    age_to_months = AgeField(
        label=_("To age"), is_last=True, help_text=_("This age is included. Empty when there is no upper age.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.parent_page is not None:
            # A page that is not in the tree yet can't find its association by itself.
            self.instance.association = self.parent_page.specific
        association_id = self.parent_page.pk if self.parent_page is not None else None
        for name in ("held_in", "also_spoken"):
            if name in self.fields:
                group_languages(self.fields[name])
        if "flags" in self.fields:
            group_flags(self.fields["flags"])
        if "phrases" in self.fields:
            group_phrases(self.fields["phrases"])
        if "contact" in self.fields:
            self.fields["contact"].widget.association_id = association_id
        if "sessions" in self.formsets:
            self.formsets["sessions"].form_kwargs["association_id"] = association_id

    def clean(self):
        cleaned = super().clean()
        for problem in self.problems():
            self.add_error(None, problem)
        return cleaned

    def problems(self):
        """Name what is wrong in sessions, dates and extra costs: `Session 2, weekday: Choose a weekday.`"""
        return [problem for name in ("sessions", "exceptions", "extra_costs") for problem in self.problems_of(name)]

    def problems_of(self, name):
        formset = self.formsets.get(name)
        if formset is None or formset.is_valid():
            return []
        label = capfirst(formset.model._meta.verbose_name)
        found = [str(error) for error in formset.non_form_errors()]
        for number, form in enumerate(kept_forms(formset), start=1):
            for field, errors in form.errors.items():
                where = f"{label} {number}"
                if field in form.fields and form.fields[field].label:
                    where += f", {lower_first(form.fields[field].label)}"
                found += [f"{where}: {error}" for error in errors]
        return found


def lower_first(label):
    label = str(label)
    return label[:1].lower() + label[1:]


def kept_forms(formset):
    """Return the forms that stay, in the order the editor gave them."""
    kept = [form for form in formset.forms if not formset._should_delete_form(form)]
    return sorted(kept, key=lambda form: getattr(form, "cleaned_data", {}).get("ORDER") or 0)


class VenueForm(WagtailAdminModelForm):
    """A venue; who holds no right on all venues owns it through one of their associations."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        write_in_their_direction(self.fields)
        say_not_stated(self.fields)
        choose_owner(self, venue_policy)


class ContactForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "languages" in self.fields:
            group_languages(self.fields["languages"])
        choose_owner(self, contact_policy)


def choose_owner(form, policy):
    """Offer all associations to those who write for all, a list of their own to the others; an only one is chosen."""
    user = form.for_user
    if user is None or policy.covers_all(user, {"add", "change"}):
        # Made anew, because Wagtail fixes its words in the language of whoever asks first.
        form.fields["association"].widget = AdminPageChooser(target_models=["activities.AssociationPage"])
        return
    own = associations_of(user).order_by("title")
    field = forms.ModelChoiceField(queryset=own, label=_("Association"), empty_label=_("Choose one"))
    if len(own) == 1:
        field.initial = form.initial.setdefault("association", own[0].pk)
    form.fields["association"] = field


class PlaceNameForm(WagtailAdminModelForm):
    spellings = LinesField(
        label=_("Other spellings"), required=False, help_text=_("One a line. Example: Norrebro, N-bro")
    )
    transliterations = LanguageLinesField(
        label=_("In other languages"),
        required=False,
        help_text=_("One language a line, the form to show first. Example: tr: Nörrebro, Norrebro"),
    )


class DescribedForm(WagtailAdminModelForm):
    """A row with labels in every language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        write_in_their_direction(self.fields)


class HelpDeskForm(DescribedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group_languages(self.fields["desk_languages"])
