"""What a council or guide page is built from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "activities/blocks/text.html"

    def __init__(self, **kwargs):
        kwargs.setdefault("features", ["h2", "h3", "bold", "italic", "ol", "ul", "link"])
        super().__init__(**kwargs)


class NoticeBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "activities/blocks/notice.html"


class LinkListBlock(blocks.ListBlock):
    """Addresses elsewhere that help: what is linked is not rebuilt here."""

    def __init__(self, **kwargs):
        super().__init__(
            blocks.StructBlock(
                [
                    ("text", blocks.CharBlock(label=_("Text"), max_length=120)),
                    ("url", blocks.URLBlock(label=_("Address"))),
                ]
            ),
            **kwargs,
        )

    class Meta:
        icon = "link"
        label = _("Links")
        template = "activities/blocks/links.html"


class PageBody(blocks.StreamBlock):
    text = TextBlock()
    notice = NoticeBlock()
    links = LinkListBlock()
