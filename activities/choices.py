"""The contract keys with their labels: what offers are described by and searched by.

The values are the words of the API and of addresses; they never change. The
labels are for readers, in `locale/`.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Weekday(IntegerChoices):
    """ISO order, Monday = 0 as in `datetime.date.weekday()`."""

    MON = 0, _("Monday")
    TUE = 1, _("Tuesday")
    WED = 2, _("Wednesday")
    THU = 3, _("Thursday")
    FRI = 4, _("Friday")
    SAT = 5, _("Saturday")
    SUN = 6, _("Sunday")

    @property
    def key(self):
        return WEEKDAY_KEYS[self.value]


WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class TimeBand(TextChoices):
    MORNING = "morning", _("Morning")
    FORENOON = "forenoon", _("Forenoon")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


# Half-open, in minutes after midnight.
BAND_MINUTES = {
    TimeBand.MORNING: (6 * 60, 9 * 60),
    TimeBand.FORENOON: (9 * 60, 12 * 60),
    TimeBand.AFTERNOON: (12 * 60, 17 * 60),
    TimeBand.EVENING: (17 * 60, 22 * 60),
}


class Audience(TextChoices):
    FAMILIES = "families", _("Families")
    BABIES = "babies", _("Babies and toddlers (0-2)")
    SMALL_CHILDREN = "small-children", _("Small children (3-5)")
    CHILDREN = "children", _("Children (6-12)")
    TEENS = "teens", _("Teenagers (13-17)")
    YOUNG_ADULTS = "young-adults", _("Young adults (18-25)")
    ADULTS = "adults", _("Adults")
    SENIORS = "seniors", _("Seniors (60+)")


# Years, both ends included; None = open. Families have no age of their own.
AUDIENCE_AGES = {
    Audience.BABIES: (0, 2),
    Audience.SMALL_CHILDREN: (3, 5),
    Audience.CHILDREN: (6, 12),
    Audience.TEENS: (13, 17),
    Audience.YOUNG_ADULTS: (18, 25),
    Audience.ADULTS: (18, None),
    Audience.SENIORS: (60, None),
}


class Gender(TextChoices):
    OPEN = "open", _("Open to all genders")
    GIRLS = "girls", _("Girls only")
    BOYS = "boys", _("Boys only")
    WOMEN = "women", _("Women only")
    MEN = "men", _("Men only")


class Kind(TextChoices):
    """Derived from price and sessions, never chosen by an editor."""

    REGULAR = "regular", _("Regular")
    COURSE = "course", _("Course")
    ONE_OFF = "one-off", _("One-off event")
    OPEN_DOOR = "open-door", _("Open door")


class State(TextChoices):
    FORMING = "forming", _("Forming: starts when enough have joined")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Room(TextChoices):
    """Whether there is room; empty = not stated."""

    OPEN = "open", _("There is room")
    FEW = "few", _("Few places left")
    WAITING_LIST = "waiting-list", _("Waiting list")
    FULL = "full", _("Full")


class PricePer(TextChoices):
    VISIT = "visit", pgettext_lazy("price per", "visit")
    MONTH = "month", pgettext_lazy("price per", "month")
    HALF_YEAR = "half-year", pgettext_lazy("price per", "half-year")
    SEASON = "season", pgettext_lazy("price per", "season")
    YEAR = "year", pgettext_lazy("price per", "year")
    COURSE = "course", pgettext_lazy("price per", "course")


class Danish(IntegerChoices):
    """How much Danish one needs; None = not stated."""

    NONE = 0, _("No Danish needed")
    A_LITTLE = 1, _("A little Danish")
    SOME = 2, _("Some Danish")
    FLUENT = 3, _("Good Danish")


class Flag(TextChoices):
    TRIAL = "trial", _("Free trial session")
    DROP_IN = "drop-in", _("Just come, no sign-up")
    SIGN_UP = "sign-up", _("Sign-up needed")
    HAS_ROOM = "has-room", _("Has room")
    FEE_SUPPORT = "fee-support", _("Help with the fee")
    STEP_FREE = "step-free", _("Step-free access")
    HEARING_LOOP = "hearing-loop", _("Hearing loop")
    QUIET = "quiet", _("Quiet surroundings")
    COMPANION_FREE = "companion-free", _("Companion comes free")
    CHILDCARE = "childcare", _("Childcare")
    SIBLINGS_WELCOME = "siblings-welcome", _("Siblings welcome")
    BEGINNERS = "beginners", _("Beginners welcome")
    SOMEONE_MEETS_YOU = "someone-meets-you", _("Someone meets you the first time")
    VOLUNTEERS_WANTED = "volunteers-wanted", _("Volunteers wanted")
    ADULT_PRESENT = "adult-present", _("An adult is present")
    INDOOR = "indoor", _("Indoor")
    OUTDOOR = "outdoor", _("Outdoor")
    ONLINE = "online", _("Online")


# Never ticked by an editor: they follow from trials, room and the fee-support rule.
DERIVED_FLAGS = (Flag.TRIAL, Flag.HAS_ROOM, Flag.FEE_SUPPORT)


class Rule(TextChoices):
    """How a session repeats. Even and odd are ISO week numbers, not an interval."""

    WEEKLY = "weekly", _("Every week")
    EVEN_WEEKS = "even-weeks", _("In even weeks")
    ODD_WEEKS = "odd-weeks", _("In odd weeks")
    INTERVAL = "interval", _("Every n weeks from the first date")
    MONTHLY = "monthly", _("Once a month, on the n-th weekday")
    SINGLE = "single", _("One date")
    BY_AGREEMENT = "by-agreement", _("By agreement")


class MonthOrdinal(IntegerChoices):
    FIRST = 1, _("First")
    SECOND = 2, _("Second")
    THIRD = 3, _("Third")
    FOURTH = 4, _("Fourth")
    LAST = -1, _("Last")


class ExceptionKind(TextChoices):
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved to another date or time")
    EXTRA = "extra", _("Extra date")


class PlaceKind(TextChoices):
    DISTRICT = "district", _("District")
    AREA = "area", _("Local council area")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    STATION = "station", _("Station")
    SPOT = "spot", _("Well-known place")
    MUNICIPALITY = "municipality", _("Neighbouring municipality")


class OrganiserType(TextChoices):
    """Who runs it, as Danish law on adult education tells them apart (folkeoplysningsloven)."""

    APPROVED = "approved", _("Approved association")
    ASSOCIATION = "association", _("Other association")
    SOCIAL_VOLUNTEER = "social-volunteer", _("Social volunteer organisation")
    MUNICIPAL = "municipal", _("Municipal")
    INFORMAL = "informal", _("Informal group")


class TranslationState(TextChoices):
    NONE = "none", _("No translation")
    DRAFT = "draft", _("Machine draft")
    CHECKED = "checked", _("Checked")
    OUTDATED = "outdated", _("Out of date")


OUTSIDE = "outside"
