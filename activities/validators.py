"""Checks on single values that people type; each returns the value in the form we store."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cvr
from stdnum.exceptions import ValidationError as NumberError


def clean_phone(text):
    """Return a phone number as E.164 (`+4533663366`); Danish when no country code is given.

    Raises ValidationError when no such number can exist (libphonenumber).
    """
    try:
        number = phonenumbers.parse(text, "DK")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This is not a phone number we can dial. Write eight digits, or +country code first."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_cvr(text):
    """Return a CVR number as eight digits: `DK 13 74 81 36` gives `13748136`.

    Raises ValidationError when the check digit (modulus 11, erhvervsstyrelsen.dk) does not fit.
    """
    try:
        return cvr.validate(text)
    except NumberError as error:
        raise ValidationError(
            _("This is not a valid CVR number: its check digit does not fit. Leave the field empty if you have none.")
        ) from error
