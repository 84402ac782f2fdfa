"""Choosing a venue or a contact for an offer: only the association's own, and venues that are shared."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)

from .forms import group_languages, say_not_stated
from .models import Contact, Venue
from .permissions import EDITING, associations_of
from .widgets import OwnChooser


class OwnRowsMixin:
    """Answers with the rows the user may choose, and nobody else's."""

    creation_form_template_name = "activities/admin/creation_form.html"

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_policy.user_has_any_permission(request.user, EDITING):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def permission_policy(self):
        return policy_registry.get_by_type(self.model_class)

    @cached_property
    def association_id(self):
        """The association asked for, None when the dialogue names none."""
        asked = self.request.GET.get("association", "")
        if not asked:
            return None
        if not asked.isdecimal() or len(asked) > 12:
            raise Http404
        return int(asked)

    def choosable(self):
        shared = self.model_class is Venue
        return self.permission_policy.choosable(self.request.user, self.association_id, shared=shared)

    def get_object_list(self):
        return self.choosable().select_related("association")

    def get_object(self, pk):
        return self.choosable().get(pk=pk)

    def get_objects(self, pks):
        return self.choosable().filter(pk__in=pks)

    def can_create(self):
        """A new row needs an owner the user writes for."""
        return (
            self.association_id is not None
            and associations_of(self.request.user).filter(pk=self.association_id).exists()
        )

    def get_creation_form_class(self):
        return {Venue: NewVenueForm, Contact: NewContactForm}[self.model_class]

    def get_creation_form_kwargs(self):
        owner = associations_of(self.request.user).filter(pk=self.association_id).first()
        instance = self.model_class(association=owner)
        return super().get_creation_form_kwargs() | {"instance": instance, "prefix": "new"}

    @property
    def columns(self):
        if self.model_class is Contact:
            extra = [Column("phone", label=_("Phone")), Column("email", label=_("E-mail"))]
        else:
            extra = [Column("address", label=_("Address")), Column("area", label=_("Local council area"))]
        return [*super().columns, *extra]


class OwnChooseView(OwnRowsMixin, ChooseView):
    pass


class OwnChooseResultsView(OwnRowsMixin, ChooseResultsView):
    pass


class OwnChosenView(OwnRowsMixin, SnippetChosenView):
    pass


class OwnChosenMultipleView(OwnRowsMixin, SnippetChosenMultipleView):
    pass


class OwnCreateView(OwnRowsMixin, SnippetCreateView):
    pass


class NewVenueForm(forms.ModelForm):
    class Meta:
        model = Venue
        fields = ["name", "address", "nearest_stop", "lat", "lon", "step_free"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_not_stated(self.fields)


class NewContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["role_da", "name", "phone", "email", "hours_da", "languages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group_languages(self.fields["languages"])


class OwnChooserViewSet(SnippetChooserViewSet):
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView
    create_view_class = OwnCreateView
    base_widget_class = OwnChooser
    preserve_url_parameters = ["multiple", "association"]
    # Wagtail's own are translated once, at import.
    page_title = gettext_lazy("Choose")
    search_tab_label = gettext_lazy("Search")


class VenueChooserViewSet(OwnChooserViewSet):
    creation_tab_label = gettext_lazy("New venue")
    create_action_label = gettext_lazy("Save the venue")


class ContactChooserViewSet(OwnChooserViewSet):
    creation_tab_label = gettext_lazy("New contact")
    create_action_label = gettext_lazy("Save the contact")
