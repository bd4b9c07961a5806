"""Quantities of made sentences, of the kind that budget books print: what is cut out, its value, its unit, its bound."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.measures.reading import findings, read

UNITS = ["家", "場次", "人次", "筆", "公頃", "平方公尺", "立方公尺", "元", "件", "%", "小時", "圖幅", "縣市", "公噸CO2e", "MW", "台"]

SENTENCES = {
    # land surveys and maps
    "完成地籍圖重測3萬5,000餘筆、面積1萬2,213.5公頃。": [("3萬5,000餘筆", 35000, "筆", "餘"), ("1萬2,213.5公頃", "12213.5", "公頃", None)],
    "共完成 1,507 點基本控制點檢測，測製24.3公里及電子航行圖18幅、26圖幅": [
        ("1,507 點", 1507, "點", None),
        ("24.3公里", "24.3", "公里", None),
        ("18幅", 18, "幅", None),
        ("26圖幅", 26, "圖幅", None),
    ],
    "服務計 2 億 4,286 萬人次、1.3 億餘次，逾 1 萬 5,000 筆": [
        ("2 億 4,286 萬人次", 242_860_000, "人次", None),
        ("1.3 億餘次", 130_000_000, "次", "餘"),
        ("1 萬 5,000 筆", 15_000, "筆", "逾"),
    ],
    "累計下載504萬餘人次，萬餘幅影像": [("504萬餘人次", 5_040_000, "人次", "餘"), ("萬餘幅", 10_000, "幅", "餘")],
    "辦理17個直轄市、縣（市）及22縣市、7,748村里": [
        ("17個", 17, "個", None),
        ("22縣市", 22, "縣市", None),
        ("7,748村里", 7748, "村里", None),
    ],
    # roads, buildings, water
    "拓寬道路4.5公里，新建橋梁2座、校舍3棟24間教室，地上5層地下2層": [
        ("4.5公里", "4.5", "公里", None),
        ("2座", 2, "座", None),
        ("3棟", 3, "棟", None),
        ("24間", 24, "間", None),
        ("5層", 5, "層", None),
        ("2層", 2, "層", None),
    ],
    "樓地板面積2萬3,456.78平方公尺，疏濬30萬立方公尺，日供300立方公尺/日": [
        ("2萬3,456.78平方公尺", "23456.78", "平方公尺", None),
        ("30萬立方公尺", 300_000, "立方公尺", None),
        ("300立方公尺/日", 300, "立方公尺/日", None),
    ],
    # hospitals and schools
    "設置病床1,000床、門診12萬人次、疫苗35萬劑，招收24班、720名": [
        ("1,000床", 1000, "床", None),
        ("12萬人次", 120_000, "人次", None),
        ("35萬劑", 350_000, "劑", None),
        ("24班", 24, "班", None),
        ("720名", 720, "名", None),
    ],
    "分8梯次訓練1,500人，每人30小時、5天，課程12門": [
        ("8梯次", 8, "梯次", None),
        ("1,500人", 1500, "人", None),
        ("30小時", 30, "小時", None),
        ("5天", 5, "天", None),
        ("12門", 12, "門", None),
    ],
    # police and defence
    "汰換巡邏車35輛、巡邏艇3艘、直升機2架、無線電200具，出勤1,200架次": [
        ("35輛", 35, "輛", None),
        ("3艘", 3, "艘", None),
        ("2架", 2, "架", None),
        ("200具", 200, "具", None),
        ("1,200架次", 1200, "架次", None),
    ],
    "查獲詐欺集團75件、898人，查扣毒品約2千5百公斤": [
        ("75件", 75, "件", None),
        ("898人", 898, "人", None),
        ("2千5百公斤", 2500, "公斤", "約"),
    ],
    # agriculture and energy
    "種植1,500公頃，產量3萬公噸，豬隻3,000頭，受益2萬3,000戶": [
        ("1,500公頃", 1500, "公頃", None),
        ("3萬公噸", 30_000, "公噸", None),
        ("3,000頭", 3000, "頭", None),
        ("2萬3,000戶", 23_000, "戶", None),
    ],
    "裝置容量2.5GW、100 MW、500kW，節電3萬度，減碳1萬2,000公噸CO2e，儲存50TB": [
        ("2.5GW", "2.5", "GW", None),
        ("100 MW", 100, "MW", None),
        ("500kW", 500, "kW", None),
        ("3萬度", 30_000, "度", None),
        ("1萬2,000公噸CO2e", 12_000, "公噸CO2e", None),
        ("50TB", 50, "TB", None),
    ],
    # money
    "核定5,936億4,772萬5千元，減列2,506千元，每人2萬400元": [
        ("5,936億4,772萬5千元", 593_647_725_000, "元", None),
        ("2,506千元", 2_506_000, "元", None),
        ("2萬400元", 20_400, "元", None),
    ],
    "美金100萬元、3億美元，每戶500元/月，逾新臺幣3億元": [
        ("美金100萬元", 1_000_000, "美元", None),
        ("3億美元", 300_000_000, "美元", None),
        ("500元/月", 500, "元/月", None),
        ("3億元", 300_000_000, "元", "逾"),
    ],
    # shares
    "達成率98%、99.99％，提升3.5個百分點，成長2.3倍，逾9成3，八成以上，九成三": [
        ("98%", 98, "%", None),
        ("99.99％", "99.99", "%", None),
        ("3.5個百分點", "3.5", "百分點", None),
        ("2.3倍", "2.3", "倍", None),
        ("9成3", "9.3", "成", "逾"),
        ("八成", 8, "成", "以上"),
        ("九成三", "9.3", "成", None),
    ],
    "佔百分之九十五，百分之41.42，三分之二會員，補助1/2": [
        ("百分之九十五", 95, "%", None),
        ("百分之41.42", "41.42", "%", None),
        ("三分之二", "0.666667", "分之", None),
        ("1/2", "0.5", "分之", None),
    ],
    "成長-2.3%，氣溫為-5℃，負3.5%": [("-2.3%", "-2.3", "%", None), ("-5℃", -5, "℃", None), ("負3.5%", "-3.5", "%", None)],
    # Chinese numerals
    "辦理兩場、三十五家、十二案、一百零五件，三位議員，一萬二千餘人": [
        ("兩場", 2, "場", None),
        ("三十五家", 35, "家", None),
        ("十二案", 12, "案", None),
        ("一百零五件", 105, "件", None),
        ("三位", 3, "位", None),
        ("一萬二千餘人", 12_000, "人", "餘"),
    ],
    "一家廠商": [("一家", 1, "家", None)],
    "逾百家、近千人、百餘件、十多場、20多家": [
        ("百家", 100, "家", "逾"),
        ("千人", 1000, "人", "近"),
        ("百餘件", 100, "件", "餘"),
        ("十多場", 10, "場", "多"),
        ("20多家", 20, "家", "多"),
    ],
    # times
    "為期2年半、3個半月、1個半小時，90分鐘": [
        ("2年半", "2.5", "年", None),
        ("3個半月", "3.5", "個月", None),
        ("1個半小時", "1.5", "個小時", None),
        ("90分鐘", 90, "分鐘", None),
    ],
    # ranges and lists that share a unit
    "補助3千餘萬至5千萬元": [("3千餘萬", 30_000_000, "元", "餘"), ("5千萬元", 50_000_000, "元", "至")],
    "輔導3~5家、3至5家，10-20人": [
        ("3", 3, "家", "~"),
        ("5家", 5, "家", "~"),
        ("3", 3, "家", "至"),
        ("5家", 5, "家", "至"),
        ("10", 10, "人", "-"),
        ("20人", 20, "人", "-"),
    ],
    "經費3～5萬元，約5,000至1萬人次": [
        ("3", 30_000, "元", "~"),
        ("5萬元", 50_000, "元", "~"),
        ("5,000", 5000, "人次", "約"),
        ("1萬人次", 10_000, "人次", "至"),
    ],
    "分別辦理5、6場及3或4案，動輒1、2億元": [
        ("5", 5, "場", None),
        ("6場", 6, "場", None),
        ("3", 3, "案", None),
        ("4案", 4, "案", None),
        ("1", 100_000_000, "元", None),
        ("2億元", 200_000_000, "元", None),
    ],
    # two in a row, a noun that begins like the unit, a number broken over lines
    "辦理會議8家10場，13國31家，80家具規模，深入12縣市53鄉鎮區": [
        ("8家", 8, "家", None),
        ("10場", 10, "場", None),
        ("13國", 13, "國", None),
        ("31家", 31, "家", None),
        ("80家", 80, "家", None),
        ("12縣市", 12, "縣市", None),
        ("53鄉鎮區", 53, "鄉鎮區", None),
    ],
    "調解酬金4 03千元，業務費８，８９０千元，個人電腦5台": [
        ("4 03千元", 403_000, "元", None),
        ("８，８９０千元", 8_890_000, "元", None),
        ("5台", 5, "臺", None),
    ],
}


@pytest.mark.parametrize("text", SENTENCES)
def test_quantities_of(text):
    expected = [(raw, Decimal(value), unit, qualifier) for raw, value, unit, qualifier in SENTENCES[text]]
    assert read(text, "raw", "value", "unit", "qualifier") == expected
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("約30家", "約"),
        ("大約30家", "大約"),
        ("逾30家", "逾"),
        ("超過30家", "超過"),
        ("近30家", "近"),
        ("將近30家", "將近"),
        ("至少30家", "至少"),
        ("最高30元", "最高"),
        ("未滿30歲", "未滿"),
        ("不到30家", "不到"),
        ("不少於30次", "不少於"),
        ("約計30人", "約"),
        ("約達30場", "約"),
        ("預估30億元", "預估"),
        ("30家以上", "以上"),
        ("30人(含)以上", "以上"),
        ("30天以內", "以內"),
        ("30日內", "內"),
        ("30億元餘，", "餘"),
        ("約30餘家", "約"),
    ],
)
def test_bounds_and_estimates(text, qualifier):
    assert read(text, "qualifier") == [qualifier]


@pytest.mark.parametrize(
    "text",
    [
        "共30家",
        "計30家",
        "達30家",
        "各30家",
        "合計30家",
        "高達30家",
        "簽約30案",
        "附近30處",
        "預約30人",
        "公約30條",
        "其餘30件",
    ],
)
def test_words_that_are_no_bounds(text):
    assert read(text, "qualifier") == [None]


def test_an_amount_is_in_new_taiwan_dollars_and_other_money_has_none():
    assert read("2,506千元、3億美元、500元/人、5家", "amount_twd") == [Decimal(2_506_000), None, None, None]


@pytest.mark.parametrize(("text", "unit"), [("瀏覽人次達150萬", "人次"), ("會員人數為1,234。", "人"), ("件數計50，金額1億元", "件")])
def test_a_noun_in_front_names_the_unit(text, unit):
    assert read(text, "unit")[0] == unit
    assert findings(text) == []


@pytest.mark.parametrize(("text", "unit"), [("繳回5紙", "紙"), ("採集30笈", "笈")])
def test_an_unknown_unit_is_a_row_and_is_reported(text, unit):
    assert read(text, "unit") == [unit]
    assert findings(text) == ["measures.unknown_unit"]


@pytest.mark.parametrize("text", ["共計1,234。", "指數達1.5，", "由30增加至50", "編列20,00元", "建設經費6,300萬的"])
def test_a_number_that_nothing_accounts_for_is_reported(text):
    assert set(findings(text)) == {"measures.unaccounted_number"}


numbers = st.one_of(
    st.integers(0, 10**9).map(lambda number: f"{number:,}"), st.decimals(0, 9999, places=2).map(lambda number: f"{number:,}")
)


@settings(deadline=None)
@given(numbers, st.sampled_from(["", "萬", "億", "千"]), st.sampled_from(UNITS))
def test_any_number_reads_back_to_its_value(number, multiplier, unit):
    scale = {"": 1, "千": 10**3, "萬": 10**4, "億": 10**8}[multiplier]
    ((raw, value, read_unit),) = read(f"共{number}{multiplier}{unit}。", "raw", "value", "unit")
    assert raw == f"{number}{multiplier}{unit}"
    assert value == Decimal(number.replace(",", "")) * scale
    assert read_unit == unit.replace("台", "臺")


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(SENTENCES)), min_size=1, max_size=3))
def test_offsets_cut_out_what_is_printed(sentences):
    text = "；".join(sentences)
    for raw, start, end, clause in read(text, "raw", "start", "end", "clause"):
        assert text[start:end] == raw
        assert raw in clause
        assert clause in text


WIDE = str.maketrans("0123456789%.", "０１２３４５６７８９％．")


@settings(deadline=None)
@given(st.sampled_from(list(SENTENCES)))
def test_full_width_digits_change_nothing_but_what_is_cut_out(text):
    latin = {"GW", "MW", "kW", "TB", "公噸CO2e"}
    if not latin.intersection(read(text, "unit")):
        columns = ("value", "unit", "qualifier", "part_of", "sequence")
        assert read(text.translate(WIDE), *columns) == read(text, *columns)


@settings(deadline=None)
@given(st.sampled_from(list(SENTENCES)), st.data())
def test_blanks_change_nothing_but_what_is_cut_out(text, data):
    gaps = [index for index in range(1, len(text)) if not (text[index - 1].isascii() and text[index].isascii()) and text[index - 1] != "-"]
    places = data.draw(st.sets(st.sampled_from(gaps)))
    spaced = "".join(f" {glyph}" if index in places else glyph for index, glyph in enumerate(text))
    columns = ("value", "unit", "qualifier", "part_of", "sequence")
    assert read(spaced, *columns) == read(text, *columns)
