"""The columns of the spreadsheet template: name, Danish name, what it holds, and the examples in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`examples` has a value per row of the template; docs/importing.md prints `about`."""

    name: str
    danish: str
    about: str
    examples: tuple[str, str, str] = ("", "", "")


COLUMNS = (
    Column("id", "id", "Your own number or word for the offer, always the same. Rows with one id are one offer.",
           ("svoem-1", "svoem-1", "cafe-1")),
    Column("name", "navn", "Name of the offer, at most 150 characters.",
           ("Svømning for begyndere", "", "Sprogcafé")),
    Column("summary", "kort", "One or two short sentences for the list.",
           ("Lær at svømme i et lille hold.", "", "Kom og tal dansk over en kop kaffe.")),
    Column("description", "beskrivelse", "Everything else; plain text or simple HTML.",
           ("Vi hjælper hinanden.\n\nTag badetøj med.", "", "")),
    Column("category", "kategori", "Keys, several with comma: swimming, language-cafe …",
           ("swimming", "", "language-cafe")),
    Column("audience", "målgruppe", "Keys, several with comma: children, adults, seniors … Empty: for all.",
           ("children", "", "adults")),
    Column("gender", "køn", "open, girls, boys, women or men.", ("girls", "", "open")),
    Column("age_from", "alder fra", "Years.", ("7", "", "18")),
    Column("age_to", "alder til", "Years, included.", ("12", "", "")),
    Column("languages", "sprog", "Languages it is held in, as codes with comma: da, ar …", ("da", "", "da")),
    Column("also_spoken", "taler også", "Languages someone there speaks too.", ("ar, so", "", "en, uk")),
    Column("danish", "dansk", "Danish needed, 0 (none) to 3 (good).", ("1", "", "0")),
    Column("price", "pris", "Kroner: 75 or 1.250,50; 0 or gratis when free; empty when not stated.",
           ("1.250,50", "", "gratis")),
    Column("price_per", "pris pr.", "visit, month, half-year, season, year or course.", ("season", "", "visit")),
    Column("joining_fee", "indmeldelse", "Kroner, paid once.", ("50,00", "", "")),
    Column("price_note", "om prisen", "What else there is to say about the price.", ("", "", "")),
    Column("trials", "prøvegange", "How many times one may try for free.", ("2", "", "")),
    Column("flags", "godt at vide", "Keys, several with comma: drop-in, sign-up, beginners, indoor …",
           ("beginners, indoor", "", "drop-in")),
    Column("room", "plads", "Is there room: open, few, waiting-list or full.", ("open", "", "")),
    Column("sign_up_url", "tilmelding", "Web address where one signs up.", ("https://example.org/tilmelding", "", "")),
    Column("rule", "regel", "weekly, even-weeks, odd-weeks, interval, monthly, single or by-agreement.",
           ("weekly", "weekly", "monthly")),
    Column("weekday", "ugedag", "mandag … søndag, or mon … sun. A single date needs none.",
           ("mandag", "onsdag", "lørdag")),
    Column("start", "start", "16.30 or 16:30.", ("16.30", "17.00", "13:00")),
    Column("end", "slut", "An end not after the start lies on the next day.", ("17.15", "17.45", "15:00")),
    Column("from", "fra", "First day, or the single date: 1.9.2026 or 2026-09-01.",
           ("1.9.2026", "1.9.2026", "2026-09-05")),
    Column("until", "til", "Last day.", ("31.5.2027", "31.5.2027", "2027-06-26")),
    Column("interval", "hver n. uge", "Weeks, for the rule interval: 2 is every other week.", ("", "", "")),
    Column("nth", "nummer i måneden", "For the rule monthly: 1, 2, 3, 4 or -1 (the last).", ("", "", "1")),
    Column("not_in_months", "ikke i måneder", "Months left out, 1 to 12, with comma.", ("", "", "7, 12")),
    Column("times", "antal gange", "How many times, when it ends after a number of times.", ("", "", "")),
    Column("opening_hours", "åbningstid", "ja when people come and go between start and end.", ("nej", "nej", "ja")),
    Column("school_holidays_off", "fri i skoleferier", "ja when it pauses in school holidays.", ("ja", "ja", "nej")),
    Column("public_holidays_off", "fri på helligdage", "nej when it takes place on public holidays too.",
           ("ja", "ja", "ja")),
    Column("cancelled", "aflyst", "Dates cancelled, with comma.", ("14.12.2026", "", "")),
    Column("extra", "ekstra", "Dates added, with comma.", ("", "12.12.2026", "")),
    Column("venue", "sted", "Name of the place.", ("Eksempelbadet", "Eksempelbadet", "Eksempelhuset")),
    Column("address", "adresse", "Street, number, postcode and city.",
           ("Eksempelgade 1, 2200 København N", "Eksempelgade 1, 2200 København N", "Eksempelvej 2, 2400 København")),
    Column("lat", "breddegrad", "Degrees north, 55,6950 or 55.6950.", ("55,6950", "55,6950", "55.7140")),
    Column("lon", "længdegrad", "Degrees east.", ("12,5490", "12,5490", "12.5330")),
    Column("room_name", "lokale", "Room in the place.", ("Lille bassin", "Lille bassin", "Caféen")),
    Column("step_free", "trinfri adgang", "ja or nej; empty when not stated.", ("ja", "ja", "")),
    Column("name_en", "navn en", "The name in another language: name_en, name_ar, name_tr …",
           ("Swimming for beginners", "", "Language café")),
    Column("summary_en", "kort en", "The short text in another language, likewise.", ("", "", "")),
    Column("description_en", "beskrivelse en", "The description in another language, likewise.", ("", "", "")),
)  # fmt: skip
