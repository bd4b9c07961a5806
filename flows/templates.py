"""Whose form has changed: each document to be published beside the last published year of its agency."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from extractors.template import describe_template
from flows.published import Published
from schemas.findings import Finding

_SHOWN_TRAITS = 4

Tables = Mapping[str, pa.Table]


def compare_templates(documents: Mapping[str, Tables], published: Published) -> Iterator[Finding]:
    """A warning for each document whose form differs from that of its agency's last year before it, with what went and what came."""
    for document_id, tables in documents.items():
        (facts,) = tables["documents"].to_pylist()
        earlier = _last_year_before(facts["agency"], facts["fiscal_year"], published)
        if earlier is None or earlier["documents"]["template"].to_pylist() == [facts["template"]]:
            continue
        before, after = _describe(earlier), _describe(tables)
        gone = [f"- {line}" for line in before if line not in after]
        come = [f"+ {line}" for line in after if line not in before]
        changed = [*gone, *come]
        shown = "; ".join(changed[:_SHOWN_TRAITS])
        year = earlier["documents"]["fiscal_year"].to_pylist()[0]
        yield Finding(
            check="template.changed",
            severity="warning",
            dataset="documents",
            document_id=document_id,
            message=f"the form differs from that of {year} in {len(changed)} traits: {shown}",
            statement="\n".join(changed),
        )


def _last_year_before(agency: str, fiscal_year: int, published: Published) -> Tables | None:
    known = [document for document in published.documents.values() if document.document_id == f"{document.fiscal_year}-{agency}"]
    earlier = [document for document in known if document.fiscal_year < fiscal_year]
    if not earlier:
        return None
    return published.read_document(max(earlier, key=lambda document: document.fiscal_year).document_id)


def _describe(tables: Tables) -> list[str]:
    return describe_template(*(tables[name].to_pylist() for name in ("sections", "paragraphs", "table_cells")))
