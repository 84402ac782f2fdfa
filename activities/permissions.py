"""Who may touch what in the admin.

Rights on venues and contacts follow the page tree: whoever may write below an association may
write its venues and contacts. A right on the model itself, as a council has it, covers all rows.
"""

from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection as MediaCollection
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

User = AbstractBaseUser | AnonymousUser

EDITING = frozenset({"add", "change", "publish"})

association_policy = PagePermissionPolicy("activities.AssociationPage")
offer_policy = PagePermissionPolicy("activities.ActivityPage")


def associations_of(user: User) -> QuerySet:
    """Return the associations below which the user may write."""
    return association_policy.instances_user_has_any_permission_for(user, EDITING)


def offers_of(user: User) -> QuerySet:
    """Return the offers the user may edit or publish."""
    return offer_policy.instances_user_has_any_permission_for(user, {"change", "publish"})


class OwnedByAssociationPolicy(ModelPermissionPolicy):
    """For rows with an `association`; a row without one is shared and changed by those with a right on the model."""

    def covers_all(self, user: User, actions: Collection[str]) -> bool:
        """Whether the user's right on the model covers every row."""
        has_permission = super().user_has_permission
        return any(has_permission(user, action) for action in actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: User, actions: Collection[str]) -> bool:
        return self.covers_all(user, actions) or associations_of(user).exists()

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: User, actions: Collection[str], instance: Model) -> bool:
        if self.covers_all(user, actions):
            return True
        own = instance.association_id
        return own is not None and associations_of(user).filter(pk=own).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        if self.covers_all(user, actions):
            return rows
        return rows.filter(association__in=associations_of(user))

    def choosable(self, user: User, association_id: int | None = None, *, shared: bool) -> QuerySet:
        """Return the rows the user may choose for an offer, of one association when it is given.

        `shared` adds the rows that belong to no association.
        """
        rows = self.instances_user_has_any_permission_for(user, EDITING)
        if association_id is not None:
            rows = rows.filter(association=association_id)
        if not shared:
            return rows
        everyones = Q(association__isnull=True)
        return self.model._default_manager.filter(everyones | Q(pk__in=rows.values("pk")))


class FixedRowsPolicy(ModelPermissionPolicy):
    """For rows that come with the city or the contract: they are described by editors, never added or removed."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)


venue_policy = OwnedByAssociationPolicy("activities.Venue")
contact_policy = OwnedByAssociationPolicy("activities.Contact")


def give_collection(association: Model) -> None:
    """Make the association a collection of its own, so that rights on its images can be given apart."""
    collection = MediaCollection.get_first_root_node().add_child(name=association.title)
    association.collection = collection
    type(association).objects.filter(pk=association.pk).update(collection=collection)
