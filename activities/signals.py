"""What `activities` announces to the rest; it never knows who listens."""

from django.dispatch import Signal

# Sent with `ids`, a list of primary keys of ActivityPage, after anything a visitor could
# search by has changed: the offer itself, its venue, association, categories or dates.
offer_changed = Signal()
