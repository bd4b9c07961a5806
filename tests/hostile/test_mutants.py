"""The first mutants of each reader's real document: whatever is done to it, it is read, or refused in one clear line."""

from pathlib import Path

import pytest

from extractors.document import UnreadableError
from extractors.readers import libreoffice
from tests.hostile.mutation import mutate
from tests.hostile.outcomes import read_to_rows

# Of a .doc what comes before LibreOffice, which takes seconds; the rest is in the long run (`make fuzz`).
CASES = {"docx": 12, "odt": 12, "txt": 20, "pdf": 4, "doc": 100}


@pytest.mark.parametrize("file_format", CASES)
def test_every_mutant_has_an_outcome(file_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise UnreadableError("handed on to LibreOffice")

    monkeypatch.setattr(libreoffice, "find_program", stop)
    for seed in range(CASES[file_format]):
        path = tmp_path / f"{seed}.{file_format}"
        path.write_bytes(mutate(file_format, seed))
        outcome, message = read_to_rows(path)
        assert outcome in {"rows", "failed_checks", "limit", "unreadable", "unsupported"}
        assert message.strip(), f"{file_format} {seed}: {outcome}"
