"""What is kept of a document that was not published: one JSON file each, with every reason why."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.encoding import encode_json, encode_value, escape_controls
from schemas.findings import Finding

FOLDER = "quarantine"

# A file name has at most 255 bytes on common file systems, and a Chinese character takes three.
_NAME_BYTES = 200
_KEYS = {"document_id", "source_path", "source_sha256", "extractor_version", "outcome", "reasons"}
_UNFIT_FOR_NAMES = re.compile(r"[/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Case:
    """A file in quarantine; `content` is what its JSON file holds, as the contract lays down."""

    content: dict[str, Any]

    @property
    def source_path(self) -> str:
        """The file's path below the raw folder."""
        return str(self.content["source_path"])

    @property
    def document_id(self) -> str | None:
        """The document that it is, where that could be read."""
        value = self.content["document_id"]
        return None if value is None else str(value)

    @property
    def reason(self) -> str:
        """Why, in one line: the first reason, and how many there are beside it."""
        messages = [reason["message"] for reason in self.content["reasons"] if reason["severity"] == "error"]
        more = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
        return " ".join(f"{self.content['outcome']}: {messages[0]}{more}".split())

    def encode(self) -> bytes:
        """The JSON file; characters that steer a terminal or hide in the text are written as escapes."""
        return f"{encode_json(self.content, indent=2)}\n".encode()


def make_case(
    source_path: str, source_sha256: str | None, document_id: str | None, extractor_version: str, outcome: str, reasons: Iterable[Finding]
) -> Case:
    """The case of one file; the reasons that kept it out come before the warnings."""
    ordered = sorted(reasons, key=lambda reason: reason.severity != "error")
    return Case(
        {
            "document_id": document_id,
            "source_path": source_path,
            "source_sha256": source_sha256,
            "extractor_version": extractor_version,
            "outcome": outcome,
            "reasons": [_encode_reason(reason) for reason in ordered],
        }
    )


def load_cases(output: Path) -> dict[str, Case]:
    """The cases that lie in quarantine, by their files below `output`; a file there that is no case is left alone."""
    cases = {}
    for path in sorted((output / FOLDER).glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(content, dict) and content.keys() == _KEYS:
            cases[f"{FOLDER}/{path.name}"] = Case(content)
    return cases


def lay_out(cases: Iterable[Case]) -> dict[str, bytes]:
    """The files below `output` that these cases make: named by document, else by file; a hash tells namesakes apart."""
    files: dict[str, bytes] = {}
    for case in sorted(cases, key=lambda case: case.source_path):
        name = cut_for_names(case.document_id or case.source_path.rsplit("/", 1)[-1])
        if f"{FOLDER}/{name}.json" in files:
            name += "." + hashlib.sha256(case.source_path.encode("utf-8", "replace")).hexdigest()[:8]
        files[f"{FOLDER}/{name}.json"] = case.encode()
    return files


def cut_for_names(text: str) -> str:
    """The text as the name of a file or folder, without what file systems refuse; two texts may come to one name."""
    name = _UNFIT_FOR_NAMES.sub("_", escape_controls(text).replace("\\", "_")).lstrip(".") or "_"
    if len(name.encode()) <= _NAME_BYTES:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: _NAME_BYTES - 9].decode(errors='ignore')}.{digest}"


def _encode_reason(reason: Finding) -> dict[str, Any]:
    return {
        "check": reason.check,
        "severity": reason.severity,
        "dataset": reason.dataset,
        "stated": encode_value(reason.stated),
        "computed": encode_value(reason.computed),
        "difference": encode_value(reason.difference),
        "statement": reason.statement,
        "anchor": reason.anchor,
        "page": reason.page,
        "message": reason.message,
    }
