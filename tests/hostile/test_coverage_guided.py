"""A short run of libFuzzer over each reader: that it finds nothing, and that it does come further with what it makes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="the fuzzer is not built for this Python or this machine")

# As many as a second or two allow.
RUNS = {"txt": 200, "docx": 100, "odt": 100, "pdf": 20}


@pytest.mark.parametrize("file_format", RUNS)
def test_what_reaches_new_code_is_read_or_refused(file_format: str, root: Path, tmp_path: Path) -> None:
    runs = RUNS[file_format]
    command = [
        sys.executable,
        "-m",
        "tests.hostile.coverage_guided",
        file_format,
        f"-runs={runs}",
        "-seed=1",
        f"-artifact_prefix={tmp_path}/",
    ]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3_000:] + ended.stderr[-3_000:]
    assert list(tmp_path.iterdir()) == []
    reached = [int(count) for count in re.findall(r"\bcov: (\d+)", ended.stderr)]
    assert reached[-1] > reached[0]
    assert f"Done {runs} runs" in ended.stderr
