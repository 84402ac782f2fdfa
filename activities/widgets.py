"""Widgets of the admin that the forms need; plain HTML first, so that a form saves without a script."""

from urllib.parse import urlencode

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.widgets import AdminSnippetChooser


class CheckboxGroups(forms.CheckboxSelectMultiple):
    """Check boxes in columns under the names of their groups.

    With `folds` a named group folds away until something in it is ticked.
    """

    template_name = "activities/admin/checkbox_groups.html"

    def __init__(self, *args, folds=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.folds = folds

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["folds"] = self.folds
        context["widget"]["groups"] = [
            {"name": group, "options": options, "is_open": any(option["selected"] for option in options)}
            for group, options, _index in context["widget"]["optgroups"]
        ]
        return context


class NotStatedSelect(forms.NullBooleanSelect):
    """Yes, no, or not stated."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", _("Not stated")), ("true", _("Yes")), ("false", _("No"))]


with_name = lazy(lambda text, name: text % {"object": name}, str)


class OwnChooser(AdminSnippetChooser):
    """A chooser that tells the dialogue whose rows are wanted; what may be seen is decided there."""

    association_id = None

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Wagtail fixes these words in the language of whoever asks first.
        name = self.model._meta.verbose_name
        self.choose_one_text = with_name(_("Choose %(object)s"), name)
        self.choose_another_text = with_name(_("Choose another %(object)s"), name)
        self.link_to_chosen_text = with_name(_("Edit this %(object)s"), name)

    def get_chooser_modal_url(self):
        url = super().get_chooser_modal_url()
        if self.association_id is None:
            return url
        return f"{url}?{urlencode({'association': self.association_id})}"
