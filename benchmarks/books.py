"""Many books out of the real one: other agencies, years and figures that still add up, for measuring what a run costs."""

import re
import zipfile
from io import BytesIO
from itertools import product
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "raw" / "113" / "smesa-113.docx"
FIRST_YEAR = 113
YEAR_COUNT = 5
_PART = "word/document.xml"
_AGENCY = "經濟部中小及新創企業署"
_TAGS = "(?:<[^>]*>)*"
# 113年度, 上(112)年度 and 111年1月, whatever runs they are cut into; posts (113人) are no years.
_YEAR = re.compile(f"(?<![0-9.,])1[01][0-9](?={_TAGS}[)）]?{_TAGS}年)")
# Quantities of two digits and more that no sum of the posts counts.
_FIGURE = re.compile(f"(?<![0-9.,(（第])[1-9][0-9]{{1,2}}(?={_TAGS}(?:家|案|人次|場|件|萬|億))")
_FIGURE_STEPS = 89
_FIELDS = ["水利", "能源", "標準", "礦務", "航政", "林業", "觀光", "體育", "疾病", "社會", "勞動", "資源", "港務", "氣象", "文化", "教育"]
_DEEDS = ["發展", "管理", "推廣", "檢驗", "保育", "服務", "創新", "安全", "永續", "規劃", "輔導", "研究", "監理", "促進", "調查", "保護"]
_OBJECTS = ["政策", "事業", "產業", "技術", "資訊", "企業", "設施", "市場", "人才", "環境", "業務", "金融", "合作", "數位", "國際", "地方"]
_AGENCIES = tuple(f"經濟部{''.join(words)}署" for words in product(_FIELDS, _DEEDS, _OBJECTS))


def write_books(folder: Path, count: int) -> None:
    """Write so many books as .docx into `folder`, by fiscal year; every agency has one.

    The posts stay as they are, so that every total holds.
    """
    package, text = _open_sample()
    for number, agency in zip(range(count), _AGENCIES, strict=False):
        path = folder / str(FIRST_YEAR + number % YEAR_COUNT) / f"book-{number:05}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = BytesIO(package)
        with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(_PART), _vary(text, number, agency), zipfile.ZIP_DEFLATED)
        path.write_bytes(data.getvalue())


def _open_sample() -> tuple[bytes, str]:
    """The sample's package without its text, and the text."""
    rest = BytesIO()
    with zipfile.ZipFile(SAMPLE) as sample, zipfile.ZipFile(rest, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sample.namelist():
            if name != _PART:
                archive.writestr(name, sample.read(name))
        text = sample.read(_PART).decode()
    return rest.getvalue(), text


def _vary(text: str, number: int, agency: str) -> str:
    text = _YEAR.sub(lambda match: str(int(match[0]) + number % YEAR_COUNT), text)
    text = _FIGURE.sub(lambda match: str(int(match[0]) + number % _FIGURE_STEPS), text)
    return text.replace(_AGENCY, agency)
