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


class PhraseBlock(blocks.StructBlock):
    """What a reader may show or send as it stands: the club reads Danish, the reader need not."""

    danish = blocks.TextBlock(label=_("In Danish"), help_text=_("Example: Hej. Jeg er ny her. Må jeg være med?"))
    meaning = blocks.TextBlock(label=_("What it means"), required=False, help_text=_("In the language of this page."))

    class Meta:
        icon = "openquote"
        label = _("Sentence to show")
        template = "activities/blocks/phrase.html"


class SearchBlock(blocks.StructBlock):
    """A way on into the search, in the reader's language."""

    text = blocks.CharBlock(label=_("Text"), max_length=80)
    query = blocks.RegexBlock(
        r"^[a-z_]+=[^&=#?\s]+(&[a-z_]+=[^&=#?\s]+)*$",
        label=_("Search"),
        max_length=200,
        error_messages={"invalid": _("Write what stands after the ? in the address of a search.")},
        help_text=_("What stands after the ? in the address of a search. Example: flag=trial"),
    )

    class Meta:
        icon = "search"
        label = _("Button to a search")
        template = "activities/blocks/search.html"


class PageBody(blocks.StreamBlock):
    text = TextBlock()
    notice = NoticeBlock()
    phrase = PhraseBlock()
    search = SearchBlock()
    links = LinkListBlock()
