import json
from decimal import Decimal
from pathlib import Path

from flows.quarantine import FOLDER, Case, lay_out, load_cases, make_case
from schemas.findings import Finding


def case(source_path: str = "113/a.docx", document_id: str | None = None, message: str = "the file is empty") -> Case:
    reason = Finding(check="unreadable", severity="error", message=message)
    return make_case(source_path, "0" * 64, document_id, "1", "unreadable", [reason])


def test_a_case_holds_what_the_contract_names() -> None:
    failed = Finding(
        check="staffing.current_total",
        severity="error",
        message="108 is printed, 107 is the sum",
        document_id="113-甲署",
        dataset="reconciliations",
        stated=Decimal("108.000000"),
        computed=Decimal("107.5"),
        difference=Decimal("0.5"),
        statement="合計108",
        anchor="b2.r7.c2",
        page=4,
    )
    warning = Finding(check="lists.sequence", severity="warning", message="一 is missing")
    content = json.loads(make_case("113/a.docx", "ab", "113-甲署", "1", "failed_checks", [warning, failed]).encode())
    assert list(content) == ["document_id", "source_path", "source_sha256", "extractor_version", "outcome", "reasons"]
    first, second = content["reasons"]
    assert first == {
        "check": "staffing.current_total",
        "severity": "error",
        "dataset": "reconciliations",
        "stated": 108,
        "computed": 107.5,
        "difference": 0.5,
        "statement": "合計108",
        "anchor": "b2.r7.c2",
        "page": 4,
        "message": "108 is printed, 107 is the sum",
    }
    assert second["severity"] == "warning"


def test_the_reason_is_one_line() -> None:
    reasons = [Finding(check="x", severity="error", message=f"wrong\n{number}") for number in (1, 2)]
    assert make_case("a", None, None, "1", "failed_checks", reasons).reason == "failed_checks: wrong 1 (and 1 more)"


def test_what_would_steer_a_terminal_is_written_as_an_escape() -> None:
    text = case(message="紅\x1b[31m\x9b\u202e\U000e0001字").encode().decode()
    assert "紅\\u001b[31m\\u009b\\u202e\\udb40\\udc01字" in text
    assert json.loads(text)["reasons"][0]["message"] == "紅\x1b[31m\x9b\u202e\U000e0001字"


def test_a_file_is_named_by_document_or_else_by_file() -> None:
    assert set(lay_out([case(), case("113/b.docx", "113-甲署")])) == {f"{FOLDER}/a.docx.json", f"{FOLDER}/113-甲署.json"}


def test_namesakes_are_told_apart_whatever_their_order() -> None:
    cases = [case("114/a.docx"), case("113/a.docx"), case("115/a.docx")]
    files = lay_out(cases)
    assert len(files) == 3
    assert files == lay_out(reversed(cases))
    assert json.loads(files[f"{FOLDER}/a.docx.json"])["source_path"] == "113/a.docx"


def test_a_name_leads_nowhere_else_and_is_never_too_long() -> None:
    files = lay_out([case("x", "../../etc/passwd"), case("y", "署" * 300), case("z", "署" * 299 + "局"), case("\udce9.docx")])
    assert len(files) == 4
    for name in files:
        assert name.startswith(f"{FOLDER}/")
        assert name.count("/") == 1
        assert len(name.encode()) < 255
        assert not Path(name).name.startswith(".")


def test_cases_are_loaded_as_they_were_written_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    files = lay_out([case()])
    for name, data in {**files, f"{FOLDER}/note.json": b"{}", f"{FOLDER}/broken.json": b"{"}.items():
        (tmp_path / name).write_bytes(data)
    loaded = load_cases(tmp_path)
    assert loaded.keys() == files.keys()
    assert lay_out(loaded.values()) == files
