"""A site made of documents: the sample as PDF, a later year of its agency, a text that tries to break out, and a case in quarantine."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.document import Document
from extractors.readers import registry
from extractors.records import Extraction, extract
from flows.published import load_published
from flows.publishing import Release, publish
from flows.quarantine import Case, make_case
from flows.report.site import build_report
from schemas.conform import conform
from schemas.datasets import BY_NAME
from schemas.findings import Finding
from tests.notation import document, table

AGENCY = "經濟部中小及新創企業署"
SAMPLE_ID = f"113-{AGENCY}"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>]]>--></script>\u202e反\u2066轉\u200b{{ 7*7 }}"
LINK = {
    "period": "prior_year",
    "work_plan": "中小企業發展",
    "project": "小巨人獎<b>",
    "result_sequence": 1,
    "linked_document_id": SAMPLE_ID,
    "linked_fiscal_year": 113,
    "linked_period": None,
    "linked_work_plan": "中小及新創企業發展",
    "linked_project": "驅動企業創新共榮發展",
    "linked_result_sequence": None,
    "relation": "plan",
    "score": Decimal("0.875"),
    "method": "similar",
    "anchor": "b7",
    "page": None,
    "linked_anchor": "b62.r3.c2",
}
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


class Site(NamedTuple):
    """The folders of a made site."""

    raw: Path
    output: Path

    @property
    def reports(self) -> Path:
        return self.output / "reports"

    def read(self, page: str) -> str:
        return (self.reports / page).read_text(encoding="utf-8")


def put(output: Path, *extractions: Extraction, cases: tuple[Case, ...] = ()) -> None:
    """Publish what was read, and put the cases into quarantine."""
    output.mkdir(parents=True, exist_ok=True)
    documents = {
        extraction.document_id: {name: conform(rows, BY_NAME[name]) for name, rows in extraction.rows.items()} for extraction in extractions
    }
    publish(load_published(output), Release(documents, cases=cases), NOON)


def read_made(made: Document, path: Path) -> Extraction:
    """The rows of a document that is written down here; its file holds no more than a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.name.encode())
    name = f"{path.parent.name}/{path.name}"
    source = replace(made.source, path=name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), byte_count=len(path.name))
    return extract(replace(made, source=source), "test")


def next_year(posts: int = 95) -> Document:
    """The sample's agency a year later: posts, duties and a project that changed."""
    return document(
        "一、現行法定職掌",
        "(一)機關主要職掌",
        "1.掌理中小企業輔導。",
        "(二)內部分層業務",
        "1.新設組：",
        "(1)新設組之業務。",
        "8.主計室：掌理本署歲計及會計事項。",
        "(三)預算員額說明表",
        table(f"區分|113年度|114年度 / 職員|93|{posts} / 聘用|9|9 / 合計|102|{posts + 9}"),
        "二、施政目標與重點",
        front=(AGENCY, "預算總說明", "中華民國114年度"),
    )


def with_link(extraction: Extraction) -> Extraction:
    """With a project that its agency carried on."""
    common = {name: extraction.rows["documents"][0][name] for name in ("document_id", "agency", "fiscal_year", "calendar_year")}
    extraction.rows["project_links"].append({**common, **LINK})
    return extraction


def evil() -> Document:
    return document(
        "一、現行法定職掌",
        f"(一)機關主要職掌{EVIL}",
        f"1.掌理{EVIL}。",
        "(二)預算員額說明表",
        table(f"區分|112年度|113年度 / {EVIL}|3|3 / 合計|3|3"),
        "二、施政目標與重點",
        front=('某<script>"\u202e署', "預算總說明", "中華民國113年度"),
    )


def misprint(sha256: str) -> Case:
    """The sample with another figure printed in the staffing sentence."""
    reason = Finding(
        check="staffing_changes.restated_total",
        severity="error",
        message="淨計如表列上年度預算員額110人: 110 is printed, 109 人 is what the parts come to",
        document_id=f"112-{AGENCY}",
        dataset="reconciliations",
        stated=Decimal(110),
        computed=Decimal(109),
        difference=Decimal(1),
        statement="淨計如表列上年度預算員額109人",
        anchor="b55.r2.c3.p0",
        page=2,
    )
    return make_case("112/smesa-112.pdf", sha256, f"112-{AGENCY}", "test", "failed_checks", [reason])


def unreadable(path: str) -> Case:
    return make_case(
        path,
        "0" * 64,
        None,
        "test",
        "unreadable",
        [Finding(check="unreadable", severity="error", message="it is a scan\u202e of 甲\u2066")],
    )


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[[], Site]:
    """Makes an output folder with two years, an evil text and two cases; no page is made yet."""

    read: list[Extraction] = []

    def make() -> Site:
        folder = tmp_path_factory.mktemp("site")
        site = Site(folder / "raw", folder / "output")
        sample = site.raw / "113" / "smesa-113.pdf"
        sample.parent.mkdir(parents=True)
        shutil.copy(root / "tests" / "documents" / "smesa-113.pdf", sample)
        changed = site.raw / "112" / "smesa-112.pdf"
        changed.parent.mkdir()
        # A comment behind the end: the same pages, another file.
        changed.write_bytes(sample.read_bytes() + b"\n% 112\n%%EOF\n")
        later = with_link(read_made(next_year(), site.raw / "114" / "smesa-114.txt"))
        if not read:
            read.append(extract(registry.read(sample, site.raw), "test"))
        put(
            site.output,
            *read,
            later,
            read_made(evil(), site.raw / "113" / "evil.txt"),
            cases=(misprint(hashlib.sha256(changed.read_bytes()).hexdigest()), unreadable("scan <b>.pdf")),
        )
        return site

    return make


@pytest.fixture(scope="session")
def site(make_site: Callable[[], Site]) -> Site:
    """The site, made whole; tests only look at it."""
    made = make_site()
    build_report(made.output, made.raw, None)
    return made
