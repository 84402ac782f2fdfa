"""Phone numbers for people who do not exist."""

# Numbers that begin with 94 are kept spare in the Danish numbering plan
# (en.wikipedia.org/wiki/Telephone_numbers_in_Denmark) and still pass libphonenumber.
SPARE = "+459499"
LAST = 9999


def fictional_phone(number):
    """Return the E.164 number of the `number`-th fictional person; ValueError when there are no more."""
    if not 0 <= number <= LAST:
        raise ValueError(f"There is no fictional phone number {number}: they run from 0 to {LAST}.")
    return f"{SPARE}{number:04d}"
