"""Laws and orders that are cited with their date, wherever a document cites them.

`經濟部組織法業奉總統112年6月7日華總一義字第11200046921號令公布` · `依112年6月7日總統令公布本署組織法設置`: a date counts where its
clause says that something was ordered, made known or brought into force.
"""

import re
from collections.abc import Iterator

from extractors.clauses import CLAUSE_ENDS, split_clauses
from extractors.document import Document, Paragraph, walk_paragraphs
from extractors.numerals import parse_numeral, roc_date
from extractors.rows import Row
from extractors.text import HAN

_NUMBER = r"[\d０-９]{1,3}|[〇零一二三四五六七八九十百]{1,5}"
_DATE = re.compile(rf"(?:中華民國|民國)?\s*(?P<year>{_NUMBER})\s*年\s*(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*日")
_INSTRUMENT = re.compile(rf"(?:{HAN}|[（()）]){{1,12}}字第\s*[A-Za-z]?[\d０-９]+\s*號")
_ISSUER = re.compile(rf"(?:總統|(?:行政|立法|司法|考試|監察)院|國民政府|{HAN}{{1,10}}?(?:部|委員會|總處|總署|市政府|縣政府))")
_ORDERED = re.compile(r"令|公布|發布|施行|函頒|函核定|核定函")
_SUFFIX = r"(?:組織法|組織條例|組織規程|組織準則|組織通則|組織自治條例|處務規程|法|條例|規程|準則|辦法|細則|規則|通則|要點)"
_LAW_BEFORE = re.compile(
    rf"(?P<law>[^，。；：、「」]*?{_SUFFIX})(?:\(草案\))?(?:第[\d一二三四五六七八九十]+條)?(?:業?奉|業經|業|經|係奉|係經|於|自|，|$)"
)
_LAW_AFTER = re.compile(rf"(?:公布|發布|頒布|修正|制定|施行)(?:之|的)?[「《]?(?P<law>[^，。；：、「」公布修正制定]*?{_SUFFIX})")
_LEADING = re.compile(r"^(?:係|並|又|另|及)?(?:依據|依|按|根據|配合|為|奉)")


def read_legal_references(document: Document) -> Iterator[Row]:
    """The rows of `legal_references`, in reading order."""
    sequence = 0
    for paragraph in walk_paragraphs(document.blocks):
        if "年" not in paragraph.text or not _ORDERED.search(paragraph.text):
            continue
        for row in _cited(paragraph):
            sequence += 1
            yield {"sequence": sequence, **row, "anchor": paragraph.place.anchor, "page": paragraph.place.page}


def _cited(paragraph: Paragraph) -> Iterator[Row]:
    for clause in split_clauses(paragraph.text, CLAUSE_ENDS + "、"):
        start = 0
        for match in _DATE.finditer(clause.text):
            before, after = clause.text[start : match.start()], clause.text[match.end() :]
            if not _ORDERED.search(after.split("年", 1)[0]):
                continue
            yield _reference(match, before, after)
            start = match.end()


def _reference(match: re.Match[str], before: str, after: str) -> Row:
    law_before = _LAW_BEFORE.search(_ISSUER_AT_END.sub("", before))
    law_after = _LAW_AFTER.search(after)
    law = law_before["law"] if law_before else law_after["law"] if law_after else None
    instrument = _INSTRUMENT.search(after)
    issuer = _ISSUER_AT_END.search(before) or _ISSUER.match(after)
    return {
        "law": _LEADING.sub("", law).strip() if law else None,
        "date": roc_date(_value(match["year"]), _value(match["month"]), _value(match["day"])),
        "date_text": match[0],
        "instrument": instrument[0] if instrument else None,
        "issuer": issuer[0] if issuer else None,
    }


_ISSUER_AT_END = re.compile(_ISSUER.pattern + r"\s*(?:以|於)?$")


def _value(digits: str) -> int:
    return int(digits) if digits.isdigit() else parse_numeral(digits) or 0
