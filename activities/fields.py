"""Field types that several models share."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class KeysField(models.JSONField):
    """A list of contract keys in the order of the choices: `["da", "ar"]`.

    `choices` is not handed to the JSON column (it would be tested against the whole
    list) but kept in `key_choices`, a list of pairs or a callable that gives one, and
    shown as check boxes. Nothing ticked is the empty list: not stated.
    """

    def __init__(self, *args, key_choices=(), **kwargs):
        self.key_choices = key_choices
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def pairs(self):
        return list(self.key_choices() if callable(self.key_choices) else self.key_choices)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not isinstance(value, list):
            raise ValidationError(_("Give a list of keys."))
        known = {key for key, _label in self.pairs()}
        unknown = [str(key) for key in value if key not in known]
        if unknown:
            raise ValidationError(_("Not a choice: %(keys)s."), params={"keys": ", ".join(unknown)})

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        order = [key for key, _label in self.pairs()]
        return sorted(set(value), key=order.index)

    def formfield(self, **kwargs):
        return KeysFormField(
            choices=self.pairs,
            required=not self.blank,
            label=kwargs.get("label") or capfirst(self.verbose_name),
            help_text=kwargs.get("help_text") or self.help_text,
            coerce=type(self.pairs()[0][0]) if self.pairs() else str,
        )


class KeysFormField(forms.TypedMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial, data):
        return super().has_changed(initial or [], data)


class LatitudeField(models.FloatField):
    """Degrees north, WGS 84."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [MinValueValidator(-90), MaxValueValidator(90)])
        super().__init__(*args, **kwargs)


class LongitudeField(models.FloatField):
    """Degrees east, WGS 84."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [MinValueValidator(-180), MaxValueValidator(180)])
        super().__init__(*args, **kwargs)
