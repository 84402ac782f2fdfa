"""The head of every page."""

from django import template

from ..page_head import head_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_head(context):
    return head_of(context)
