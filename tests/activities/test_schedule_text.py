"""Every way in which a schedule is written is said back as one sentence a native would write."""

import datetime as dt
import unicodedata

import pytest
from django.utils import translation

from activities.choices import Rule, Weekday
from activities.recurrence import Schedule
from activities.schedule_text import describe

LANGUAGES = ("da", "en", "ar")


def minutes(text):
    hour, _colon, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def session(weekday, times="17-19", rule=Rule.WEEKLY, **fields):
    start, end = (minutes(part) for part in times.split("-"))
    return Schedule(rule=rule, weekday=weekday, start=start, end=end, **fields)


def season(first, last=None):
    return {
        "first": dt.date.fromisoformat(first) if first else None,
        "last": dt.date.fromisoformat(last) if last else None,
    }


def single(day, times="10-14", **fields):
    return session(None, times, Rule.SINGLE, **season(day), **fields)


def opening(days, times, **fields):
    return [session(day, times, opening_hours=True, **fields) for day in days]


# Name: (sessions, Danish, English, Arabic).
SENTENCES = {
    "hver onsdag 17-19 undtagen i skoleferien": (
        [session(Weekday.WED, pauses_in_school_holidays=True)],
        "Hver onsdag kl. 17-19, undtagen i skoleferien",
        "Every Wednesday 17.00-19.00, except in school holidays",
        "أيام الأربعاء من الساعة 17:00 إلى 19:00، ما عدا العطل المدرسية",
    ),
    "mandage i lige uger (O4)": (
        [
            session(
                Weekday.MON,
                "13-15",
                Rule.EVEN_WEEKS,
                **season("2026-09-07", "2027-05-31"),
                pauses_in_school_holidays=True,
            )
        ],
        "Hver mandag i lige uger kl. 13-15, fra 7. september 2026 til 31. maj 2027, undtagen i skoleferien",
        "Every Monday in even weeks 13.00-15.00, from 7 September 2026 to 31 May 2027, except in school holidays",
        "أيام الاثنين في الأسابيع الزوجية من الساعة 13:00 إلى 15:00، من 7 سبتمبر 2026 إلى 31 مايو 2027، "
        "ما عدا العطل المدرسية",
    ),
    "mandag til fredag i ulige uger": (
        [session(day, rule=Rule.ODD_WEEKS) for day in range(5)],
        "Mandag til fredag i ulige uger kl. 17-19",
        "Monday to Friday in odd weeks 17.00-19.00",
        "من الاثنين إلى الجمعة في الأسابيع الفردية من الساعة 17:00 إلى 19:00",
    ),
    "hver anden torsdag fra 3. september": (
        [session(Weekday.THU, rule=Rule.INTERVAL, interval=2, **season("2026-09-03"))],
        "Hver anden torsdag kl. 17-19, fra 3. september 2026",
        "Every other Thursday 17.00-19.00, from 3 September 2026",
        "أيام الخميس كل أسبوعين من الساعة 17:00 إلى 19:00، ابتداءً من 3 سبتمبر 2026",
    ),
    "hver tredje uge": (
        [session(Weekday.THU, rule=Rule.INTERVAL, interval=3, **season("2026-09-03"))],
        "Torsdag hver 3. uge kl. 17-19, fra 3. september 2026",
        "Thursday every 3 weeks 17.00-19.00, from 3 September 2026",
        "أيام الخميس كل 3 أسابيع من الساعة 17:00 إلى 19:00، ابتداءً من 3 سبتمبر 2026",
    ),
    "an interval of one week is every week": (
        [session(Weekday.THU, rule=Rule.INTERVAL, interval=1, **season("2026-09-03"))],
        "Hver torsdag kl. 17-19, fra 3. september 2026",
        "Every Thursday 17.00-19.00, from 3 September 2026",
        "أيام الخميس من الساعة 17:00 إلى 19:00، ابتداءً من 3 سبتمبر 2026",
    ),
    "første lørdag i måneden": (
        [session(Weekday.SAT, "10-12", Rule.MONTHLY, ordinal=1)],
        "Første lørdag i måneden kl. 10-12",
        "The first Saturday of the month 10.00-12.00",
        "يوم السبت الأول من كل شهر من الساعة 10:00 إلى 12:00",
    ),
    "første og sidste lørdag i måneden": (
        [session(Weekday.SAT, "10-12", Rule.MONTHLY, ordinal=ordinal) for ordinal in (-1, 1)],
        "Første og sidste lørdag i måneden kl. 10-12",
        "The first and last Saturday of the month 10.00-12.00",
        "يوم السبت الأول والأخير من كل شهر من الساعة 10:00 إلى 12:00",
    ),
    "sidste søndag i måneden, ikke december": (
        [session(Weekday.SUN, "13-15", Rule.MONTHLY, ordinal=-1, excluded_months=frozenset({12}))],
        "Sidste søndag i måneden kl. 13-15, undtagen i december",
        "The last Sunday of the month 13.00-15.00, except in December",
        "يوم الأحد الأخير من كل شهر من الساعة 13:00 إلى 15:00، ما عدا شهر ديسمبر",
    ),
    "man. og ons. kl. 16.30-18": (
        [session(Weekday.MON, "16:30-18"), session(Weekday.WED, "16:30-18")],
        "Hver mandag og onsdag kl. 16.30-18",
        "Every Monday and Wednesday 16.30-18.00",
        "أيام الاثنين والأربعاء من الساعة 16:30 إلى 18:00",
    ),
    "days and times that cross": (
        [session(Weekday.FRI), session(Weekday.WED, "10-12"), session(Weekday.WED)],
        "Hver onsdag kl. 10-12 og kl. 17-19 og hver fredag kl. 17-19",
        "Every Wednesday 10.00-12.00 and 17.00-19.00 and every Friday 17.00-19.00",
        "أيام الأربعاء من الساعة 10:00 إلى 12:00 ومن الساعة 17:00 إلى 19:00 وأيام الجمعة من الساعة 17:00 إلى 19:00",
    ),
    "tirsdage i uge 36-48": (
        [session(Weekday.TUE, "10-12", week_from=36, week_until=48)],
        "Hver tirsdag kl. 10-12, i uge 36-48",
        "Every Tuesday 10.00-12.00, in weeks 36-48",
        "أيام الثلاثاء من الساعة 10:00 إلى 12:00، في الأسابيع من 36 إلى 48",
    ),
    "tirsdag i uge 42": (
        [session(Weekday.TUE, "10-12", week_from=42, week_until=42)],
        "Hver tirsdag kl. 10-12, i uge 42",
        "Every Tuesday 10.00-12.00, in week 42",
        "أيام الثلاثاء من الساعة 10:00 إلى 12:00، في الأسبوع 42",
    ),
    "sæson 1.9-30.4": (
        [session(Weekday.TUE, **season("2026-09-01", "2027-04-30"))],
        "Hver tirsdag kl. 17-19, fra 1. september 2026 til 30. april 2027",
        "Every Tuesday 17.00-19.00, from 1 September 2026 to 30 April 2027",
        "أيام الثلاثاء من الساعة 17:00 إلى 19:00، من 1 سبتمبر 2026 إلى 30 أبريل 2027",
    ),
    "until only": (
        [session(Weekday.TUE, **season(None, "2027-04-30"))],
        "Hver tirsdag kl. 17-19, til 30. april 2027",
        "Every Tuesday 17.00-19.00, until 30 April 2027",
        "أيام الثلاثاء من الساعة 17:00 إلى 19:00، حتى 30 أبريل 2027",
    ),
    "vintersæson og sommersæson, andre tider": (
        [
            session(Weekday.TUE, "18-20", **season("2027-04-01", "2027-10-31")),
            session(Weekday.TUE, **season("2026-11-01", "2027-03-31")),
        ],
        "Hver tirsdag kl. 17-19, fra 1. november 2026 til 31. marts 2027; "
        "hver tirsdag kl. 18-20, fra 1. april til 31. oktober 2027",
        "Every Tuesday 17.00-19.00, from 1 November 2026 to 31 March 2027; "
        "every Tuesday 18.00-20.00, from 1 April to 31 October 2027",
        "أيام الثلاثاء من الساعة 17:00 إلى 19:00، من 1 نوفمبر 2026 إلى 31 مارس 2027؛ "
        "أيام الثلاثاء من الساعة 18:00 إلى 20:00، من 1 أبريل إلى 31 أكتوبر 2027",
    ),
    "8 gange fra 12. januar": (
        [session(Weekday.TUE, count=8, **season("2027-01-12"))],
        "Hver tirsdag kl. 17-19, 8 gange fra 12. januar 2027",
        "Every Tuesday 17.00-19.00, 8 times from 12 January 2027",
        "أيام الثلاثاء من الساعة 17:00 إلى 19:00، 8 مرات ابتداءً من 12 يناير 2027",
    ),
    "8 × Sat with its last day (O6)": (
        [session(Weekday.SAT, "10-12", count=8, **season("2027-01-09", "2027-02-27"))],
        "Hver lørdag kl. 10-12, 8 gange fra 9. januar til 27. februar 2027",
        "Every Saturday 10.00-12.00, 8 times from 9 January to 27 February 2027",
        "أيام السبت من الساعة 10:00 إلى 12:00، 8 مرات من 9 يناير إلى 27 فبراير 2027",
    ),
    "hverdage 14-22, fredag til 23": (
        opening(range(4), "14-22") + opening([Weekday.FRI], "14-23"),
        "Åbent mandag til torsdag kl. 14-22 og fredag kl. 14-23",
        "Open Monday to Thursday 14.00-22.00 and Friday 14.00-23.00",
        "مفتوح من الاثنين إلى الخميس من الساعة 14:00 إلى 22:00 وأيام الجمعة من الساعة 14:00 إلى 23:00",
    ),
    "open every day": (
        opening(range(7), "8-20", pauses_on_public_holidays=False),
        "Åbent hver dag kl. 8-20, også på helligdage",
        "Open every day 8.00-20.00, also on public holidays",
        "مفتوح كل يوم من الساعة 8:00 إلى 20:00، بما في ذلك أيام العطل الرسمية",
    ),
    "opening hours on one day (O7)": (
        opening([Weekday.SAT], "10-14", **season("2027-04-03", "2027-10-30")),
        "Åbent lørdag kl. 10-14, fra 3. april til 30. oktober 2027",
        "Open Saturday 10.00-14.00, from 3 April to 30 October 2027",
        "مفتوح أيام السبت من الساعة 10:00 إلى 14:00، من 3 أبريل إلى 30 أكتوبر 2027",
    ),
    "dato efter aftale": (
        [Schedule(rule=Rule.BY_AGREEMENT)],
        "Efter aftale",
        "By agreement",
        "الموعد حسب الاتفاق",
    ),
    "by agreement comes last": (
        [Schedule(rule=Rule.BY_AGREEMENT), session(Weekday.WED)],
        "Hver onsdag kl. 17-19, eller efter aftale",
        "Every Wednesday 17.00-19.00, or by agreement",
        "أيام الأربعاء من الساعة 17:00 إلى 19:00، أو حسب الاتفاق",
    ),
    "a single date": (
        [single("2026-12-05")],
        "Lørdag den 5. december 2026 kl. 10-14",
        "Saturday 5 December 2026, 10.00-14.00",
        "يوم السبت 5 ديسمبر 2026 من الساعة 10:00 إلى 14:00",
    ),
    "two days of a weekend": (
        [single("2026-12-06"), single("2026-12-05")],
        "Lørdag den 5. december og søndag den 6. december 2026 kl. 10-14",
        "Saturday 5 December and Sunday 6 December 2026, 10.00-14.00",
        "يوم السبت 5 ديسمبر ويوم الأحد 6 ديسمبر 2026 من الساعة 10:00 إلى 14:00",
    ),
    "many single dates are counted": (
        [single(f"2027-01-{number:02d}") for number in range(4, 16)],
        "12 datoer fra 4. januar til 15. januar 2027, kl. 10-14",
        "12 dates from 4 January to 15 January 2027, 10.00-14.00",
        "12 موعدًا من 4 يناير إلى 15 يناير 2027، من الساعة 10:00 إلى 14:00",
    ),
    "past midnight": (
        [session(Weekday.FRI, "20-26")],
        "Hver fredag kl. 20 til næste dag kl. 2",
        "Every Friday 20.00 until 2.00 the next day",
        "أيام الجمعة من الساعة 20:00 إلى 2:00 في اليوم التالي",
    ),
    "until midnight": (
        [session(Weekday.FRI, "20-24")],
        "Hver fredag kl. 20-24",
        "Every Friday 20.00-24.00",
        "أيام الجمعة من الساعة 20:00 إلى 24:00",
    ),
    "all day": (
        [single("2026-12-05", "0-24")],
        "Lørdag den 5. december 2026 hele dagen",
        "Saturday 5 December 2026, all day",
        "يوم السبت 5 ديسمبر 2026 طوال اليوم",
    ),
    "a camp of three days": (
        [single("2026-12-05", "0-72")],
        "Lørdag den 5. december 2026 hele dagen i 3 dage",
        "Saturday 5 December 2026, all day for 3 days",
        "يوم السبت 5 ديسمبر 2026 طوال 3 أيام",
    ),
    "everything that limits it": (
        [
            session(
                Weekday.WED,
                excluded_months=frozenset({8, 7}),
                pauses_in_school_holidays=True,
                pauses_on_public_holidays=False,
            )
        ],
        "Hver onsdag kl. 17-19, undtagen i juli og august og i skoleferien, også på helligdage",
        "Every Wednesday 17.00-19.00, except in July and August and in school holidays, also on public holidays",
        "أيام الأربعاء من الساعة 17:00 إلى 19:00، ما عدا شهري يوليو وأغسطس والعطل المدرسية، "
        "بما في ذلك أيام العطل الرسمية",
    ),
    "two rhythms of one season": (
        [session(Weekday.WED, "10-12", Rule.EVEN_WEEKS), session(Weekday.MON)],
        "Hver mandag kl. 17-19 og hver onsdag i lige uger kl. 10-12",
        "Every Monday 17.00-19.00 and every Wednesday in even weeks 10.00-12.00",
        "أيام الاثنين من الساعة 17:00 إلى 19:00 وأيام الأربعاء في الأسابيع الزوجية من الساعة 10:00 إلى 12:00",
    ),
    "two counted sessions stay apart": (
        [session(day, count=8, **season("2027-01-11")) for day in (Weekday.MON, Weekday.WED)],
        "Hver mandag kl. 17-19, 8 gange fra 11. januar 2027; hver onsdag kl. 17-19, 8 gange fra 11. januar 2027",
        "Every Monday 17.00-19.00, 8 times from 11 January 2027; "
        "every Wednesday 17.00-19.00, 8 times from 11 January 2027",
        "أيام الاثنين من الساعة 17:00 إلى 19:00، 8 مرات ابتداءً من 11 يناير 2027؛ "
        "أيام الأربعاء من الساعة 17:00 إلى 19:00، 8 مرات ابتداءً من 11 يناير 2027",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SENTENCES)
def test_a_schedule_is_said_as_one_sentence(name, language):
    schedules, *sentences = SENTENCES[name]
    assert describe(schedules, language) == sentences[LANGUAGES.index(language)]


@pytest.mark.parametrize("name", SENTENCES)
def test_digits_are_latin_in_every_language(name):
    for language in LANGUAGES:
        text = describe(SENTENCES[name][0], language)
        assert all(letter.isascii() for letter in text if unicodedata.category(letter) == "Nd")


@pytest.mark.parametrize(("count", "said"), [(1, "مرة واحدة"), (2, "مرتين"), (3, "3 مرات"), (11, "11 مرة")])
def test_arabic_counts_by_its_own_plural_forms(count, said):
    course = session(Weekday.TUE, count=count, **season("2027-01-12"))
    assert said in describe([course], "ar")


def test_a_language_without_these_sentences_is_answered_in_english_throughout():
    schedules = SENTENCES["mandage i lige uger (O4)"][0]
    assert describe(schedules, "is") == describe(schedules, "en")


def test_the_language_asked_for_wins_over_the_active_one_and_leaves_it_alone():
    with translation.override("ar"):
        assert describe([session(Weekday.WED)], "da") == "Hver onsdag kl. 17-19"
        assert translation.get_language() == "ar"


def test_nothing_is_said_of_nothing_and_of_half_filled_sessions():
    assert describe([], "da") == ""
    half_filled = Schedule(rule=Rule.WEEKLY, weekday=Weekday.WED)
    assert describe([half_filled], "da") == ""
    assert describe([half_filled, session(Weekday.MON)], "da") == "Hver mandag kl. 17-19"
