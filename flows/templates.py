"""Whose form has changed: each document to be published beside the last published year of its agency."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from extractors.template import describe_template
from flows.published import Published, PublishedDocument
from schemas.findings import Finding

_SHOWN_TRAITS = 4

Tables = Mapping[str, pa.Table]


def compare_templates(documents: Mapping[str, Tables], published: Published) -> Iterator[Finding]:
    """A warning for each document whose form differs from that of its agency's last year before it, with what went and what came."""
    by_agency: dict[str, list[PublishedDocument]] = {}
    for document in published.documents.values():
        by_agency.setdefault(document.document_id.removeprefix(f"{document.fiscal_year}-"), []).append(document)
    for document_id, tables in documents.items():
        year, _, agency = document_id.partition("-")
        known = [document for document in by_agency.get(agency, ()) if document.fiscal_year < int(year)]
        if not known:
            continue
        last = max(known, key=lambda document: document.fiscal_year)
        earlier = published.read_document(last.document_id)
        if earlier["documents"]["template"].to_pylist() == tables["documents"]["template"].to_pylist():
            continue
        before, after = _describe(earlier), _describe(tables)
        gone = [f"- {line}" for line in before if line not in after]
        come = [f"+ {line}" for line in after if line not in before]
        changed = [*gone, *come]
        shown = "; ".join(changed[:_SHOWN_TRAITS])
        yield Finding(
            check="template.changed",
            severity="warning",
            dataset="documents",
            document_id=document_id,
            message=f"the form differs from that of {last.fiscal_year} in {len(changed)} traits: {shown}",
            statement="\n".join(changed),
        )


def _describe(tables: Tables) -> list[str]:
    return describe_template(*(tables[name].to_pylist() for name in ("sections", "paragraphs", "table_cells")))
