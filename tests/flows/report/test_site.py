import hashlib
import json
import os
import re
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import unquote, urlsplit

import pytest

from flows.report import making
from flows.report import site as site_of
from flows.report.made import is_current
from flows.report.site import build_report
from tests.flows.report.conftest import AGENCY, next_year, put, read_made, with_link

SAMPLE = f"documents/113-{AGENCY}.html"
MARK = "<!-- made before -->"


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text outside of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def pages_of(reports: Path) -> list[Path]:
    return sorted(path for path in reports.rglob("*.html") if "data_docs" not in path.parts)


def hashes(reports: Path) -> dict[str, str]:
    return {
        path.relative_to(reports).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in reports.rglob("*") if path.is_file()
    }


def test_every_link_picture_style_and_script_is_a_file_of_the_site(site) -> None:
    checked = 0
    for page in pages_of(site.reports):
        for tag, attributes in Elements(page.read_text(encoding="utf-8")).found:
            for name in ("href", "src"):
                address = attributes.get(name)
                if address is None or address.startswith("#"):
                    continue
                parts = urlsplit(address)
                assert not parts.scheme
                assert not parts.netloc
                assert (page.parent / unquote(parts.path)).is_file(), (page.name, tag, address)
                checked += 1
    assert checked > 60


def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(site) -> None:
    for page in pages_of(site.reports):
        for tag, attributes in Elements(page.read_text(encoding="utf-8")).found:
            assert tag != "style"
            assert tag != "script" or attributes["src"].endswith("static/report.js")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_every_page_forbids_the_network(site) -> None:
    for page in pages_of(site.reports):
        policies = [a["content"] for tag, a in Elements(page.read_text(encoding="utf-8")).found if a.get("http-equiv")]
        assert [policy.split(";")[0] for policy in policies] == ["default-src 'none'"]


def test_what_a_document_prints_stays_text(site) -> None:
    shown = [page for page in pages_of(site.reports) if "alert(1)" in page.read_text(encoding="utf-8")]
    assert {page.parent.name for page in shown} == {"documents", "agencies"}
    assert "某&lt;script&gt;&#34;" in site.read("index.html")
    for page in shown:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script>", text)
        assert "<img src=x" not in text
        assert "49" not in re.findall(r"轉.{0,20}", text)


def test_what_turns_or_hides_text_is_spelt_out(site) -> None:
    for page in pages_of(site.reports):
        assert not set("\u202e\u2066\u200b") & set(page.read_text(encoding="utf-8"))
    assert "it is a scan\\u202e of 甲\\u2066" in site.read("quarantine.html")


def test_the_same_folder_gives_the_same_bytes(make_site: Callable, site) -> None:
    made = make_site()
    build_report(made.output, made.raw, None)
    assert hashes(made.reports) == hashes(site.reports)
    before = {path: path.stat().st_mtime_ns for path in made.reports.rglob("*") if path.is_file()}
    build_report(made.output, made.raw, None)
    assert {path: path.stat().st_mtime_ns for path in made.reports.rglob("*") if path.is_file()} == before


def lose(*_: object) -> None:
    """End the process that this runs in."""
    os._exit(3)


def mark_pages(reports: Path) -> None:
    """Write something into every page of a document or an agency that making it again takes away."""
    for page in (*(reports / "documents").iterdir(), *(reports / "agencies").iterdir()):
        page.write_text(page.read_text(encoding="utf-8") + MARK, encoding="utf-8")


def find_marked(reports: Path) -> set[str]:
    return {page.relative_to(reports).as_posix() for page in pages_of(reports) if MARK in page.read_text(encoding="utf-8")}


def test_a_page_that_would_not_be_another_is_not_made_again(make_site: Callable) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    mark_pages(made.reports)
    put(made.output, read_made(next_year(posts=96), made.raw / "114" / "smesa-114.txt"))
    before = find_marked(made.reports)
    build_report(made.output, made.raw, 0)
    assert before - find_marked(made.reports) == {f"documents/114-{AGENCY}.html", f"agencies/{AGENCY}.html"}
    assert ">96<" in made.read(f"agencies/{AGENCY}.html")


def test_a_page_whose_pictures_are_there_now_is_made_again(make_site: Callable) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    mark_pages(made.reports)
    before = find_marked(made.reports)
    build_report(made.output, made.raw, None)
    assert before - find_marked(made.reports) == {SAMPLE}


@pytest.mark.parametrize("folder", ["documents", "agencies", "plots"])
def test_what_somebody_took_away_is_made_again(make_site: Callable, folder: str) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    before = hashes(made.reports)
    for page in (made.reports / folder).iterdir():
        page.unlink()
    build_report(made.output, made.raw, 0)
    assert hashes(made.reports) == before


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"maker": 1}', '{"maker": "MAKER", "years": {}, "documents": [], "agencies": {}}'])
def test_without_a_record_that_can_be_read_all_pages_are_made_again(make_site: Callable, record: str) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    before = hashes(made.reports)
    mark_pages(made.reports)
    path = made.reports / "made.json"
    path.write_text(record.replace("MAKER", json.loads(path.read_text(encoding="utf-8"))["maker"]), encoding="utf-8")
    build_report(made.output, made.raw, 0)
    assert hashes(made.reports) == before


def test_pages_that_were_being_made_when_it_ended_are_made_again(make_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    made, page = make_site(), f"documents/114-{AGENCY}.html"
    build_report(made.output, made.raw, 0)
    before = made.read(page), made.read(f"agencies/{AGENCY}.html")
    put(made.output, read_made(next_year(posts=96), made.raw / "114" / "smesa-114.txt"))
    with monkeypatch.context() as patch:
        patch.setattr(making, "describe_agency", Mock(side_effect=OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            build_report(made.output, made.raw, 0)
    assert ">96<" in made.read(page)
    put(made.output, with_link(read_made(next_year(), made.raw / "114" / "smesa-114.txt")))
    build_report(made.output, made.raw, 0)
    assert (made.read(page), made.read(f"agencies/{AGENCY}.html")) == before


def test_a_site_that_was_being_made_when_it_ended_counts_as_old_whatever_lies_there_next(
    make_site: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    assert is_current(made.output)
    (case, *_) = sorted((made.output / "quarantine").iterdir())
    content = case.read_bytes()
    case.unlink()
    assert not is_current(made.output)
    with monkeypatch.context() as patch:
        patch.setattr(site_of, "describe_overview", Mock(side_effect=OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            build_report(made.output, made.raw, 0)
    case.write_bytes(content)
    assert not is_current(made.output)
    build_report(made.output, made.raw, 0)
    assert is_current(made.output)


def test_many_pages_are_made_by_other_processes_and_are_the_same(make_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    one, many = make_site(), make_site()
    build_report(one.output, one.raw, 0)
    monkeypatch.setattr(making, "_FEW", 0)
    monkeypatch.setattr(making, "count_cores", lambda: 2)
    build_report(many.output, many.raw, 0)
    assert hashes(many.reports) == hashes(one.reports)


def test_a_process_that_is_lost_while_it_makes_pages_is_told(make_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_site()
    monkeypatch.setattr(making, "_FEW", 0)
    monkeypatch.setattr(making, "count_cores", lambda: 2)
    monkeypatch.setattr(making.Maker, "make_document", lose)
    with pytest.raises(BrokenExecutor, match="exit code 3"):
        build_report(made.output, made.raw, None)


def test_a_page_that_another_process_cannot_write_is_told_here(make_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_site()
    made.reports.mkdir()
    (made.reports / "documents").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(making, "_FEW", 0)
    monkeypatch.setattr(making, "count_cores", lambda: 2)
    with pytest.raises(OSError, match="documents"):
        build_report(made.output, made.raw, 0)


def test_a_page_without_its_images_is_less_than_a_megabyte(site) -> None:
    static = sum(path.stat().st_size for path in (site.reports / "static").iterdir())
    plots = max(path.stat().st_size for path in (site.reports / "plots").iterdir())
    assert max(page.stat().st_size for page in pages_of(site.reports)) + static + plots < 1_000_000


def test_the_movement_sentence_is_worked_out_on_the_page(site) -> None:
    text = re.sub(r"<[^>]*>|\s", " ", site.read(SAMPLE))
    words = " ".join(text.split())
    assert "113 原列 − 1 職員 → 經濟部 − 1 聘用 → 經濟部 − 2 約僱 → 經濟部 = 109 調整後上年度 ✓ 相符" in words
    assert "109 調整後上年度 − 1 工友 = 108 本年度 ✓ 相符" in words
    assert "93 職員 + 9 聘用 + 4 約僱 + 2 技工 + 1 工友 = 109 人 ✓ 相符" in words


def test_quantities_stand_out_in_their_sentence(site) -> None:
    marks = re.findall(r"<mark[^>]*>([^<]*)</mark>", site.read(SAMPLE))
    assert len(marks) > 200
    assert "4億4,888萬元" in marks


def test_every_paragraph_of_the_pdf_has_its_box(site) -> None:
    boxes = re.findall(r'data-box="([^"]*)"', site.read(SAMPLE))
    assert len(boxes) == len(set(boxes)) == 276


def test_a_case_shows_both_figures_the_piece_of_the_page_and_the_lines_to_add(site) -> None:
    text = site.read(f"quarantine/112-{AGENCY}.html")
    assert re.search(r">110<.*>109<.*>1<", text, re.DOTALL)
    assert "<image href=" in text
    assert 'class="box chosen"' in text
    assert "[[erratum]]" in text
    assert "expect = &#34;109&#34;" in text


def test_a_file_that_could_not_be_told_is_listed_by_its_name(site) -> None:
    assert "scan &lt;b&gt;.pdf" in site.read("index.html")
    assert "it is a scan" in site.read("quarantine.html")


def test_an_agency_over_the_years_shows_posts_and_what_changed_in_its_duties(site) -> None:
    text = site.read(f"agencies/{AGENCY}.html")
    assert "新設組" in text
    assert re.search(r"<del>.*</del>", text)
    assert 'href="../documents/114-' in text


def test_a_project_that_was_carried_on_leads_to_both_of_its_places(site) -> None:
    text = site.read(f"agencies/{AGENCY}.html")
    (row,) = [row for row in text.split("<tr>") if "小巨人獎&lt;b&gt;" in row]
    assert [unquote(link) for link in re.findall(r'href="([^"]*)"', row)] == [
        f"../documents/114-{AGENCY}.html#b7",
        f"../documents/113-{AGENCY}.html#b62.r3.c2",
    ]
    assert "0.875" in row


def test_pages_are_drawn_for_as_many_files_as_are_asked_for_and_the_rest_is_named(make_site: Callable) -> None:
    made = make_site()
    build_report(made.output, made.raw, 0)
    assert not (made.reports / "pages").exists()
    assert "--images all" in made.read(SAMPLE)
    build_report(made.output, made.raw, 1)
    # What is in quarantine comes first.
    assert "<image href=" in made.read(f"quarantine/112-{AGENCY}.html")
    assert "--images all" in made.read(SAMPLE)
    build_report(made.output, made.raw, 1)
    assert "--images all" not in made.read(SAMPLE)
    assert len(list((made.reports / "pages").iterdir())) == 2


def test_without_its_source_a_document_is_shown_as_text(make_site: Callable) -> None:
    made = make_site()
    (made.raw / "113" / "smesa-113.pdf").write_bytes(b"another file")
    build_report(made.output, made.raw, None)
    assert "--raw" in made.read(SAMPLE)
    assert 'data-text="b55.r2.c3.p0"' in made.read(SAMPLE)
    build_report(made.output, None, None)
    assert "--raw" in made.read(SAMPLE)


def test_what_is_gone_from_the_output_is_gone_from_the_site(make_site: Callable) -> None:
    made = make_site()
    build_report(made.output, made.raw, None)
    for case in (made.output / "quarantine").iterdir():
        case.unlink()
    build_report(made.output, made.raw, None)
    assert not list((made.reports / "quarantine").iterdir())
    assert len(list((made.reports / "pages").iterdir())) == 1


def test_an_empty_folder_has_an_overview_that_says_so(tmp_path: Path) -> None:
    page = build_report(tmp_path, None)
    assert "budgetbook run" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["index.html", "quarantine.html", SAMPLE])
def test_every_phrase_has_its_english(site, name: str) -> None:
    for _, attributes in Elements(site.read(name)).found:
        for attribute in ("aria-label", "alt"):
            if attribute in attributes and "data-box" not in attributes:
                assert attributes.get(f"data-en-{attribute}"), attributes
