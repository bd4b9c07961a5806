from collections.abc import Callable

import pyarrow as pa

from flows.duplicates import Claim, settle

Make = Callable[..., dict[str, pa.Table]]


def claim(make_tables: Make, name: str, **facts: object) -> Claim:
    sha256 = name.encode().hex().ljust(64, "0")[:64]
    return Claim(name, sha256, name.rsplit(".", 1)[1], make_tables(name=name, sha256=sha256, **facts))


def test_equal_rows_from_other_places_are_no_conflict(make_tables: Make) -> None:
    verdict = settle("113-甲署", [claim(make_tables, "a.docx"), claim(make_tables, "a.pdf", anchor="b9", page=3)])
    assert verdict.conflict == ()


def test_the_first_in_the_order_docx_odt_doc_pdf_txt_is_chosen_then_by_name(make_tables: Make) -> None:
    names = ["a.txt", "a.pdf", "a.doc", "a.odt", "b.docx", "a.docx"]
    verdict = settle("113-甲署", [claim(make_tables, name) for name in names])
    assert verdict.chosen.name == "a.docx"
    assert [other.name for other in verdict.others] == ["b.docx", "a.odt", "a.doc", "a.pdf", "a.txt"]


def test_another_figure_is_a_conflict_that_names_row_column_and_both_values(make_tables: Make) -> None:
    claims = [claim(make_tables, "a.docx"), claim(make_tables, "a.txt", posts={"職員": 3, "工友": 2})]
    (finding,) = settle("113-甲署", claims).conflict
    assert finding.statement == "row 1 of staffing: current_year_posts is 1 in the one and 2 in the other"
    assert (finding.severity, finding.dataset, finding.anchor, finding.document_id) == ("error", "staffing", "b1", "113-甲署")
    assert "a.docx and a.txt" in finding.message


def test_a_row_that_one_file_lacks_is_a_conflict(make_tables: Make) -> None:
    claims = [claim(make_tables, "a.docx"), claim(make_tables, "a.txt", posts={"職員": 3})]
    assert [finding.statement for finding in settle("113-甲署", claims).conflict] == ["row 1 of staffing: only a.docx has it"]


def test_only_the_first_differences_are_told(make_tables: Make) -> None:
    posts = {f"職{number}": 1 for number in range(50)}
    claims = [claim(make_tables, "a.docx", posts=posts), claim(make_tables, "a.txt", posts=dict.fromkeys(posts, 2))]
    assert len(settle("113-甲署", claims).conflict) == 10
