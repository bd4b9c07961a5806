"""The site in a real browser, opened from disk: what a person does with it, what it may load, and what axe says of it."""

import os
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

AGENCY = "經濟部中小及新創企業署"
SAMPLE = f"documents/113-{AGENCY}.html"
CASE = f"quarantine/112-{AGENCY}.html"
KINDS = {
    "overview": "index.html",
    "document": SAMPLE,
    "document without pages": f"documents/114-{AGENCY}.html",
    "quarantine": "quarantine.html",
    "case": CASE,
    "agency": f"agencies/{AGENCY}.html",
}
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 700}

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Its sandbox needs rights that a container has not; the pages are our own.
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Watched:
    """A page, what it asked for and what it complained of."""

    def __init__(self, browser: Browser, reports: Path, **options) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, **options})
        self.page: Page = self.context.new_page()
        self.reports = reports
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name: str, tail: str = "") -> Page:
        self.page.goto(f"{self.reports.as_uri()}/{quote(name)}{tail}")
        return self.page


@pytest.fixture
def watched(browser: Browser, site) -> Iterator[Watched]:
    made = Watched(browser, site.reports)
    yield made
    assert made.requests
    assert [url for url in made.requests if not url.startswith(("file:", "data:"))] == []
    assert made.complaints == []
    made.context.close()


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_the_overview_is_filtered_by_words_state_and_year(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator("#shown").inner_text() == "5"
    page.fill("#search", "中小 114")
    assert page.locator("#shown").inner_text() == "1"
    assert page.locator(".entry:visible").all_inner_texts() == ["114 有警示 1"]
    page.fill("#search", "")
    page.select_option("#state", "quarantined")
    assert page.locator(".entry:visible").all_inner_texts() == ["112 已隔離"]
    page.select_option("#state", "")
    page.select_option("#year", "113")
    assert page.locator("#shown").inner_text() == "2"


def test_a_chosen_row_moves_the_source_to_its_box(watched: Watched) -> None:
    page = watched.open("index.html")
    page.click(f"text={AGENCY} >> xpath=.. >> text=113")
    page.wait_for_url("**/documents/**")
    assert page.locator("h1").inner_text() == f"{AGENCY} 113年度"
    images = page.locator("#images")
    assert images.evaluate("element => element.scrollTop") == 0
    page.click("#staffing tr[data-row='b55.r7.c2'] .place")
    assert page.locator(".box.chosen").get_attribute("data-box") == "b55.r7.c2.p0"
    assert page.locator(".box.chosen").get_attribute("aria-label") == "108"
    first = images.evaluate("element => element.scrollTop")
    assert first > 0
    pane, box = images.bounding_box(), page.locator(".box.chosen").bounding_box()
    assert pane is not None
    assert box is not None
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    assert page.locator("#staffing tr.chosen").inner_text().split()[:3] == ["合計", "109", "108"]
    # Another row, further on: the page moves again.
    page.click("#results article:last-of-type .place >> nth=0")
    assert images.evaluate("element => element.scrollTop") > first
    assert page.locator("#found").inner_text() == "已標示出處"


def test_a_chosen_box_shows_the_rows_read_from_it(watched: Watched) -> None:
    page = watched.open(SAMPLE)
    page.locator("[data-box='b55.r2.c3.p0']").dispatch_event("click")
    assert page.locator(".equation.chosen").count() == 2
    assert page.locator("#movements tr.chosen").count() == 8
    assert re.fullmatch(r"由此處讀出 \d+ 列", page.locator("#found").inner_text())
    chosen = page.locator(".chosen[data-row]").first.bounding_box()
    assert chosen is not None
    assert 0 <= chosen["y"] <= WIDE["height"]


def test_an_address_that_names_a_place_opens_there(watched: Watched) -> None:
    page = watched.open(SAMPLE, "#b70")
    assert page.locator(".box.chosen").get_attribute("data-box") == "b70"


def test_where_there_are_no_pages_the_text_is_shown_and_marked(watched: Watched) -> None:
    page = watched.open(KINDS["document without pages"])
    assert page.locator("#images").count() == 0
    page.click("#staffing .place >> nth=0")
    assert page.locator("#text .chosen").inner_text() == "95"


def test_the_language_is_switched_and_kept_on_the_way(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Budget narratives by agency and fiscal year"
    assert page.title() == "Budget narratives by agency and fiscal year"
    assert "lang=en" in page.url
    page.click("text=quarantine >> nth=0")
    page.wait_for_url("**/quarantine*")
    assert page.locator("html").get_attribute("lang") == "en"
    page.go_back()
    page.locator(".entry a").first.click()
    # Until it is loaded as a whole it speaks Chinese.
    page.wait_for_url(re.compile("/(documents|quarantine)/"))
    assert page.locator("h2").first.inner_text() in {"Posts", "What to do"}
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"


def test_no_chinese_of_our_own_is_left_in_english(watched: Watched) -> None:
    for name in KINDS.values():
        page = watched.open(name, "?lang=en")
        ours = page.locator("[data-en]:visible").all_inner_texts()
        assert len(ours) > 5
        own = [text for text in ours if re.search(r"[\u4e00-\u9fff]", re.sub(r"\([^)]*\)", "", text.replace(AGENCY, "")))]
        assert own == []


def test_all_of_it_can_be_done_with_the_keyboard(watched: Watched) -> None:
    page = watched.open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("中小 113")
    while page.evaluate("document.activeElement.closest('.entry') === null"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    while page.evaluate("!document.activeElement.classList.contains('place')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".box.chosen").get_attribute("data-box") == "b55.r2.c2.p0"
    page.focus("#images")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.box") == "b55.r2.c2.p0"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.box") == "b55.r2.c3.p0"
    page.keyboard.press("Enter")
    assert page.locator("#movements tr.chosen").count() == 8


def test_the_lines_for_errata_are_copied(browser: Browser, site) -> None:
    watched = Watched(browser, site.reports, permissions=["clipboard-read", "clipboard-write"])
    page = watched.open(CASE)
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("已複製")
    assert page.evaluate("navigator.clipboard.readText()").startswith("[[erratum]]\ndocument_id")
    watched.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, site, kind: str) -> None:
    watched = Watched(browser, site.reports, viewport=PHONE, is_mobile=True, has_touch=True)
    page = watched.open(KINDS[kind])
    for tail in ("", "?lang=en"):
        page = watched.open(KINDS[kind], tail)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tail
    watched.context.close()


def find_serious_faults(page: Page) -> list[tuple[str, str, int]]:
    # Its own fetching of style sheets is what the pages forbid; the colours are computed without it.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        (fault["id"], fault["nodes"][0]["html"][:200], len(fault["nodes"])) for fault in found if fault["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"document"}))
@pytest.mark.parametrize("tail", ["", "?lang=en"])
def test_axe_finds_no_serious_fault(watched: Watched, kind: str, tail: str) -> None:
    page = watched.open(KINDS[kind], tail)
    assert find_serious_faults(page) == []


def test_axe_finds_no_serious_fault_on_a_document_beside_its_pages(watched: Watched) -> None:
    page = watched.open(SAMPLE)
    page.click("#staffing .place >> nth=0")
    page.evaluate("for (const folded of document.querySelectorAll('details')) { folded.open = true; }")
    # Of many that are alike some are looked at: axe takes a minute over all of them.
    alike = "tr:nth-child(n+8), article:nth-of-type(n+3), figure:nth-of-type(n+4), .text > :nth-child(n+20)"
    alike += ", .box:nth-of-type(n+12):not(.chosen)"
    page.evaluate(f"for (const one of document.querySelectorAll('{alike}')) {{ one.remove(); }}")
    assert page.locator(".box.chosen").count() == 1
    assert find_serious_faults(page) == []


def test_pictures_of_three_pages(watched: Watched, tmp_path: Path) -> None:
    """`BUDGETBOOK_PICTURES` names the folder that they are kept in; `make pictures` sets it to docs/."""
    folder = Path(os.environ.get("BUDGETBOOK_PICTURES", tmp_path))
    for name, kind in (("report-overview", "overview"), ("report-document", "document"), ("report-quarantine", "case")):
        page = watched.open(KINDS[kind])
        if kind == "document":
            page.click("#staffing tr[data-row='b55.r7.c2'] .place")
            for image in page.locator("#images img").all()[:3]:
                image.evaluate("image => image.decode()")
        picture = folder / f"{name}.png"
        with Image.open(BytesIO(page.screenshot())) as image:
            image.convert("RGB").quantize(128, method=Image.Quantize.MAXCOVERAGE).save(picture, optimize=True)
        assert 10_000 < picture.stat().st_size < 200_000
