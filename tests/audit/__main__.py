"""Print the table of first views and fail over the budget."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request

from tests.audit.measure import median_view
from tests.audit.served import served_city

MOST_BYTES = 60 * 1024
MOST_SHIFT = 0.01
MOST_PAINT = 1500  # milliseconds
RUNS = 3
LANGUAGES = ("da", "ar")
COLUMNS = "{:<24}{:>9}{:>10}{:>13}{:>9}{:>8}{:>9}{:>8}  {}"
LIGHTHOUSE_SECONDS = 240


def main():
    arguments = read_arguments()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("Weight and speed: skipped, no browser found (apt install chromium, or set CHROMIUM to its path).")
        return 0
    with served_city() as base:
        views = measured(chromium, base, 1 if arguments.quick else RUNS)
        failures = show(views)
        if not (arguments.quick or arguments.no_lighthouse):
            lighthouse(chromium, [base + path for path in ("/da/", "/da/search/", "/ar/")])
    return 1 if failures else 0


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.audit")
    parser.add_argument("--quick", action="store_true", help="one run of each page, no Lighthouse")
    parser.add_argument("--no-lighthouse", action="store_true")
    return parser.parse_args()


def measured(chromium, base, runs):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        # The first request of each worker reads what it keeps in memory.
        for path in ["/da/", "/da/search/"] * 4:
            fetch(base + path)
        views = [median_view(browser, base, path, runs) for path in pages(base)]
        browser.close()
    return views


def fetch(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def pages(base):
    """Return the addresses to look at, those of an offer and of the reader's list read from the pages themselves."""
    found = []
    for language in LANGUAGES:
        search = fetch(f"{base}/{language}/search/")
        offer = re.search(r'class="hit__name"[^>]*>.*?<a[^>]+href="([^"]+)"', search, re.DOTALL)
        own_list = re.search(rf'href="(/{language}/list/)"', search)
        found += [f"/{language}/", f"/{language}/search/"]
        found += [match.group(1) for match in (offer, own_list) if match]
    return found


def show(views):
    """Print the table; return what is over the budget."""
    print()
    print(COLUMNS.format("first view", "KB", "requests", "third party", "cookies", "CLS", "LCP ms", "errors", ""))
    failures = []
    for view in views:
        over = exceeded(view)
        failures += [f"{view.address}: {words}" for words in over]
        numbers = (f"{view.bytes / 1024:.1f}", view.requests, len(view.foreign), len(view.cookies))
        shown = view.address if len(view.address) < 24 else f"{view.address[:5]}…{view.address[-17:]}"
        speed = (f"{view.shift:.3f}", f"{view.paint:.0f}", len(view.errors))
        print(COLUMNS.format(shown, *numbers, *speed, "over budget" if over else "ok"))
    limits = (f"{MOST_BYTES / 1024:.0f}", "", 0, 0, f"<{MOST_SHIFT}", MOST_PAINT, 0)
    print(COLUMNS.format("budget", *limits, ""))
    for failure in failures:
        print(f"OVER BUDGET  {failure}")
    return failures


def exceeded(view):
    """Return what of one view is over the budget, in words."""
    tests = {
        f"{view.bytes} bytes": view.bytes > MOST_BYTES,
        f"requests to others: {', '.join(view.foreign)}": view.foreign,
        f"cookies before a choice: {', '.join(view.cookies)}": view.cookies,
        f"layout shift {view.shift:.3f}": view.shift >= MOST_SHIFT,
        f"largest paint after {view.paint:.0f} ms ({view.painted})": view.paint > MOST_PAINT,
        f"console: {' | '.join(view.errors)}": view.errors,
    }
    return [words for words, is_over in tests.items() if is_over]


# --- Lighthouse, where the npm registry has it ---


def lighthouse(chromium, addresses):
    if not shutil.which("npx"):
        print("\nLighthouse: skipped, npx is not installed (apt install npm).")
        return
    print()
    for address in addresses:
        try:
            print(f"Lighthouse {address}: {scores(chromium, address)}")
        except (subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
            said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
            print(f"Lighthouse: skipped, it could not be had or run: {said[-1] if said else type(error).__name__}")
            return


def scores(chromium, address):
    command = ["npx", "--yes", "lighthouse@13", address, "--quiet", "--output=json", "--output-path=stdout"]
    done = subprocess.run(
        [*command, "--chrome-flags=--headless --no-sandbox --disable-gpu"],
        env=os.environ | {"CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        timeout=LIGHTHOUSE_SECONDS,
        check=True,
    )
    report = json.loads(done.stdout)
    found = [f"{kind} {round(part['score'] * 100)}" for kind, part in report["categories"].items() if part["score"]]
    paint = report["audits"]["largest-contentful-paint"]["displayValue"]
    failed = [name for name, part in report["audits"].items() if part.get("score") == 0]
    return f"{', '.join(found)}; LCP {paint}" + (f"; not met: {', '.join(failed)}" if failed else "")


if __name__ == "__main__":
    sys.exit(main())
