import hashlib
import re
import shutil
from pathlib import Path

import pytest

from extractors.readers import registry
from extractors.records import extract
from flows.report.page_store import PageStore, Wish
from flows.report.site import build_report
from flows.report.source_view import view_source
from tests.flows.report.conftest import put

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def wish_for(path: Path, **more) -> Wish:
    return Wish(hashlib.sha256(path.read_bytes()).hexdigest(), path.suffix[1:], path, **more)


@needs_office
def test_a_row_of_a_docx_finds_its_box_on_the_pages_that_libreoffice_prints(root: Path, tmp_path: Path) -> None:
    path = root / "raw" / "113" / "smesa-113.docx"
    wish, store = wish_for(path), PageStore(tmp_path)
    assert store.make([wish]) == {}
    pages = store.load(wish)
    assert pages is not None
    rows = extract(registry.read(path), "test").rows
    view = view_source(wish.sha256, pages, rows["paragraphs"], rows["table_cells"])
    assert view.is_printed
    marks = {mark.anchor: mark for page in view.pages for mark in page.marks}
    # Every paragraph, each on its page.
    assert marks.keys() == {row["anchor"] for row in rows["paragraphs"]}
    assert marks["b55.r7.c2.p0"].words == "108"
    assert view.page_of("b55.r7.c2") == view.page_of("b55") == 2
    assert all((tmp_path / page.image).is_file() for page in view.pages)


def test_only_the_pages_that_are_wanted_are_drawn_and_more_when_more_are(root: Path, tmp_path: Path) -> None:
    path, store = root / "tests" / "documents" / "smesa-113.pdf", PageStore(tmp_path)
    wish = wish_for(path, numbers=(2, 3))
    assert store.load(wish) is None
    store.make([wish])
    pages = store.load(wish)
    assert pages is not None
    assert list(pages.sizes) == [2, 3]
    assert store.load(wish.join(wish_for(path, numbers=(5,)))) is None
    assert store.load(wish_for(path, numbers=(2,), with_places=True)) is None


def test_a_file_that_cannot_be_drawn_is_tried_once(tmp_path: Path) -> None:
    path, store = tmp_path / "a.pdf", PageStore(tmp_path / "reports")
    path.write_bytes(b"%PDF-1.4 nothing")
    wish = wish_for(path, numbers=(1,))
    assert store.make([wish]) == {wish.sha256: "source.not_drawn"}
    pages = store.load(wish)
    assert pages is not None
    assert pages.failure == "source.not_drawn"


@pytest.mark.parametrize(("suffix", "why"), [("txt", "source.no_pages"), ("docx", "source.no_office"), ("pdf", "source.no_raw")])
def test_why_there_are_no_pages_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, why: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"one")
    wish = wish_for(path)
    if suffix == "pdf":
        path.write_bytes(b"another by now")
    assert PageStore(tmp_path / "reports").make([wish]) == {wish.sha256: why}


def test_a_record_that_is_damaged_counts_as_none(root: Path, tmp_path: Path) -> None:
    path, store = root / "tests" / "documents" / "smesa-113.pdf", PageStore(tmp_path)
    wish = wish_for(path, numbers=(1,))
    store.make([wish])
    (record,) = tmp_path.rglob("pages.json")
    record.write_text("{")
    assert store.load(wish) is None


@needs_office
def test_the_piece_of_the_page_is_found_for_a_docx_in_quarantine(root: Path, tmp_path: Path) -> None:
    from tests.flows.report.conftest import misprint  # noqa: PLC0415 - the case of another test

    source = root / "raw" / "113" / "smesa-113.docx"
    raw, output = tmp_path / "raw", tmp_path / "output"
    (raw / "112").mkdir(parents=True)
    shutil.copy(source, raw / "112" / "smesa-112.docx")
    case = misprint(hashlib.sha256(source.read_bytes()).hexdigest())
    case.content["source_path"] = "112/smesa-112.docx"
    put(output, cases=(case,))
    build_report(output, raw, None)
    (page,) = (output / "reports" / "quarantine").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert re.search(r'<image href="\.\./pages/[0-9a-f]{64}/2%401\.5\.png"', text)
    assert 'class="box chosen"' in text
