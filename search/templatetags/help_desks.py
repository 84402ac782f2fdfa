from django import template

from .. import help_desks as desks
from ..query import SearchQuery

register = template.Library()


@register.simple_tag
def help_desks(query=None):
    """Return the help desks to show for a search; of the whole city where there is none."""
    return desks.help_desks(query if isinstance(query, SearchQuery) else None)
