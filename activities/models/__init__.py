from .activity import HORIZON_DAYS, ActivityPage, ExtraCost
from .imports import ImportedItem
from .pages import (
    AssociationIndexPage,
    AssociationPage,
    DistrictIndexPage,
    DistrictPage,
    FeaturedOffer,
    GuidePage,
    HomePage,
)
from .places import Contact, CouncilArea, District, PlaceName, Venue
from .schedule import Occurrence, OccurrenceWindow, ScheduleException, Session
from .taxonomy import Category, Phrase, SchoolHoliday

__all__ = [
    "HORIZON_DAYS",
    "ActivityPage",
    "AssociationIndexPage",
    "AssociationPage",
    "Category",
    "Contact",
    "CouncilArea",
    "District",
    "DistrictIndexPage",
    "DistrictPage",
    "ExtraCost",
    "FeaturedOffer",
    "GuidePage",
    "HomePage",
    "ImportedItem",
    "Occurrence",
    "OccurrenceWindow",
    "Phrase",
    "PlaceName",
    "ScheduleException",
    "SchoolHoliday",
    "Session",
    "Venue",
]
