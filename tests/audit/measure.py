"""One first view in Chromium: its weight, its requests, its cookies, and how quickly and steadily it shows."""

import statistics
from dataclasses import dataclass, field, replace

# A slow phone on a slow network: what Lighthouse calls "slow 4G" with a fourfold slower processor.
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOW_PROCESSOR = 4
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SETTLED_MS = 1200  # after loading: a late shift, a late request
WATCH = """
window.seen = {shift: 0, shifts: [], paint: 0, element: ""};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.seen.paint = entry.startTime;
    window.seen.element = entry.element ? entry.element.tagName.toLowerCase() : "";
  }
}).observe({type: "largest-contentful-paint", buffered: true});
"""


@dataclass
class View:
    """What a first view cost. Bytes as sent, headers too; `paint` in milliseconds, `shift` as CLS."""

    address: str
    bytes: int = 0
    requests: int = 0
    foreign: list = field(default_factory=list)
    cookies: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    shift: float = 0.0
    paint: float = 0.0
    painted: str = ""


def first_view(browser, base, path, *, is_slow=True):
    """Open the page as somebody who was never here."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    view = View(path)
    page.on("console", lambda message: view.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: view.errors.append(str(error)))
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    if is_slow:
        protocol.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    protocol.on("Network.requestWillBeSent", lambda event: note_request(view, base, event["request"]["url"]))
    protocol.on("Network.loadingFinished", lambda event: add_bytes(view, event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(base + path, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    seen = page.evaluate("window.seen")
    view.shift, view.paint, view.painted = seen["shift"], seen["paint"], seen["element"]
    view.cookies = [cookie["name"] for cookie in context.cookies()]
    context.close()
    return view


def note_request(view, base, url):
    if url.startswith("data:"):
        return
    view.requests += 1
    if not url.startswith(base):
        view.foreign.append(url)


def add_bytes(view, number):
    view.bytes += int(number)


def median_view(browser, base, path, runs):
    """Measure several times: the middle of what varies, and every error of any run."""
    views = [first_view(browser, base, path) for _run in range(runs)]
    return replace(
        views[0],
        bytes=max(view.bytes for view in views),
        shift=max(view.shift for view in views),
        paint=statistics.median(view.paint for view in views),
        errors=[error for view in views for error in view.errors],
    )
