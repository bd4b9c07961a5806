from pathlib import Path

import pytest

from flows.job import open_job
from flows.order import make_order
from flows.summary import Summary
from tests.conftest import ROOT


@pytest.fixture
def publish(tmp_path: Path):
    """Publishes the text dump as the book of a year, changed as wanted."""

    def run(year: int, *changes: tuple[str, str]) -> Summary:
        text = (ROOT / "raw" / "113" / "smesa-113.txt").read_text(encoding="utf-8").replace("中華民國113年度", f"中華民國{year}年度")
        for old, new in changes:
            text = text.replace(old, new)
        folder = tmp_path / "raw" / str(year)
        folder.mkdir(parents=True)
        (folder / "book.txt").write_text(text, encoding="utf-8")
        with open_job(make_order(str(tmp_path / "raw"), str(tmp_path / "output"), runner="threads", workers=1)) as job:
            job.begin(pytest.fail)
            for number in range(len(job.batch_sizes)):
                job.read(number)
            return job.publish(job.settle())

    return run


def changed_forms(summary: Summary) -> list[str | None]:
    return [finding.statement for _, finding in summary.warnings if finding.check == "template.changed"]


def test_a_changed_form_is_reported_with_what_went_and_what_came(publish):
    assert changed_forms(publish(113)) == []
    assert changed_forms(publish(114, ("實施概況", "實施狀況"))) == [
        "- table 工作計畫 | 實施概況 | 實施成果\n+ table 工作計畫 | 實施狀況 | 實施成果"
    ]
    assert changed_forms(publish(115, ("實施概況", "實施狀況"))) == []
