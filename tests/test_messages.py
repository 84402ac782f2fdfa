"""Every word of the interface is there in every language shown."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SOURCE = "en"
SHOWN = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in SHOWN if code != SOURCE]
PLURAL_FORMS = {"da": 2, "en": 2, "ar": 6, "tr": 2, "so": 2, "ur": 2, "pl": 3, "uk": 3}
PLACEHOLDER = re.compile(r"%\(\w+\)[0-9.]*[a-z]|%[sd]|\{\w*\}")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MARKUP = PLACEHOLDER.pattern + r"|<[^>]*>|&\w+;|https?:\S+|\S+@\S+"
# RSS, CVR, iCalendar, WhatsApp: written so in every language.
NAME = r"\b(?:[A-Z]{2,}|\w*[a-z][A-Z]\w*)\b"
# Stands in Latin letters in Arabic text too: names, the Danish word in brackets, examples, codes.
KEPT = rf"{MARKUP}|{NAME}|مثال: .*|\w+→\w+|\([^()]*\)|\b[A-ZÆØÅ][\w./-]*|\b\w+:|\bkr\.|\b\d+m\b"
EXTRACT = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
settings.LOCALE_PATHS = ["locale"]
call_command("makemessages", locale=["en"], no_location=True, verbosity=0)
"""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """What the code says now, as {(context, msgid): entry}."""
    if not shutil.which("xgettext"):
        pytest.skip("needs gettext to read the code's messages: apt install gettext")
    copy = tmp_path_factory.mktemp("messages")
    passed_over = shutil.ignore_patterns("data", "migrations", "static", "__pycache__")
    for folder in ("activities", "search", "site"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=passed_over)
    (copy / "locale").mkdir()
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    subprocess.run([sys.executable, "-c", EXTRACT], cwd=copy, env=environment, check=True)
    return by_key(polib.pofile(str(copy / "locale" / SOURCE / "LC_MESSAGES" / "django.po")))


def catalogue_path(language):
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def by_key(catalogue):
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def entries(language):
    return by_key(polib.pofile(str(catalogue_path(language))))


def translations(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def told(wrong):
    """Name the first few, so that a failure can be read."""
    return f"{len(wrong)}: {[entry if isinstance(entry, str) else entry.msgid for entry in wrong][:10]}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_code_is_translated(extracted, language):
    there = entries(language)
    missing = [msgid for key, _entry in extracted.items() for msgid in [key[1]] if key not in there]
    assert not missing, f"Run `make messages`; missing {told(missing)}"
    empty = [there[key] for key in extracted if not all(translations(there[key]))]
    assert not empty, told(empty)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_has_a_plural_in_the_code_has_one_in_the_catalogue(extracted, language):
    there = entries(language)
    wrong = [e for key, e in extracted.items() if key in there and e.msgid_plural != there[key].msgid_plural]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("language", SHOWN)
def test_no_catalogue_has_fuzzy_entries(language):
    fuzzy = [entry for entry in entries(language).values() if entry.fuzzy]
    assert not fuzzy, told(fuzzy)


@pytest.mark.parametrize("language", SHOWN)
def test_every_plural_form_of_the_language_is_there(language):
    catalogue = polib.pofile(str(catalogue_path(language)))
    number = PLURAL_FORMS[language]
    assert f"nplurals={number};" in catalogue.metadata["Plural-Forms"]
    wrong = [entry for entry in catalogue if entry.msgid_plural and len(entry.msgstr_plural) != number]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_source(language):
    wrong = [
        entry
        for entry in entries(language).values()
        for text in translations(entry)
        if text and not has_same_placeholders(entry, text)
    ]
    assert not wrong, told(wrong)


def has_same_placeholders(entry, text):
    """True when nothing is lost; a plural form may leave out the number where its words say it ("one", "no")."""
    found = Counter(PLACEHOLDER.findall(text))
    if not entry.msgid_plural:
        return found == Counter(PLACEHOLDER.findall(entry.msgid))
    source = set(PLACEHOLDER.findall(entry.msgid_plural)) | set(PLACEHOLDER.findall(entry.msgid))
    counted = {name for name in source if re.search(r"d$|count|number|total", name)}
    return set(found) <= source and source - set(found) <= counted


@pytest.mark.skipif("ar" not in SHOWN, reason="speaks of Arabic alone, which is not shown")
def test_arabic_is_written_in_arabic_letters():
    wrong = []
    for entry in (e for e in entries("ar").values() if "language code" not in (e.msgctxt or "")):
        needs_words = LATIN.search(re.sub(f"{MARKUP}|{NAME}", "", entry.msgid))
        for text in filter(None, translations(entry)):
            if LATIN.search(re.sub(KEPT, "", text)) or (needs_words and not ARABIC.search(text)):
                wrong.append(entry)
    assert not wrong, told(wrong)


@pytest.mark.parametrize("language", [code for code in SHOWN if code in {"da", "en"}])
def test_no_arabic_letter_strays_into_a_latin_language(language):
    wrong = [entry for entry in entries(language).values() if any(map(ARABIC.search, translations(entry)))]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("language", SHOWN)
def test_the_catalogue_compiles(language):
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    errors = [(message.id, [str(error) for error in found]) for message, found in catalogue.check()]
    assert not errors
