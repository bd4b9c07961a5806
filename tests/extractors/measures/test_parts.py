"""Which quantity is a part of which."""

import pytest

from tests.extractors.measures.reading import read


@pytest.mark.parametrize(
    ("text", "part_of"),
    [
        ("輔導培育519家中小企業，其中400家為新創企業，誘發投資50億元。", [None, 1, None]),
        ("核付6,470件，其中傷害給付6,316件、身心障礙給付44件、喪葬津貼110件，金額1億元", [None, 1, 1, 1, None]),
        ("加速器246家，包含13國31家國際團隊", [None, None, 1]),
        ("辦理活動20場，包括說明會5場，座談會15場", [None, 1, 1]),
        ("經費15億元（中央3億元、地方12億元），執行10億元", [None, 1, 1, None]),
        ("參加500人（男300人、女200人）", [None, 1, 1]),
        ("說明會88場及交流會3場，合計91場", [3, 3, None]),
        # no parts: another unit, another sentence, more than the whole, a total that does not add up
        ("協助5家企業，包含設計獎1案、創新獎2案", [None, None, None]),
        ("輔導500家。其中包括說明會3場", [None, None]),
        ("輔導3家，其中補助400家", [None, None]),
        ("業者12家，合作4家；合計共32家", [None, None, None]),
        ("輔導500家，其中新創300家，另培訓100家", [None, 1, None]),
        ("輔導500家，其中新創300家，辦理媒合100家", [None, 1, None]),
        ("受理100件，其中核定80%", [None, None]),
    ],
)
def test_parts_of(text, part_of):
    assert read(text, "part_of") == part_of
