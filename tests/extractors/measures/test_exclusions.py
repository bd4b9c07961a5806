"""What is no quantity, told by its form: none of these has a row, and every digit of them is accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.measures.exclusions import _RULES, find_exclusions
from tests.extractors.measures.reading import findings, read

NO_QUANTITY = {
    "years": [
        "於112年度完成",
        "自112年起",
        "民國38年",
        "2023年亞太論壇",
        "111、112年",
        "112及113年度",
        "41年6月",
        "於112學年度",
        "上(112)年度",
        "前（111）年度",
        "112會計年度",
    ],
    "years in front of a name": [
        "舉辦2022線上亞太論壇",
        "舉辦2023台灣創新週",
        "參加2024國際論壇",
        "推動2050淨零排放",
        "辦理112全國運動會",
        "辦理113春節活動",
    ],
    "years in Chinese numerals": ["依一百十七年度預算", "九十二年度", "民國三十八年", "二〇二三年"],
    "spans of years": ["112-115年科技白皮書", "112至115年度", "110年～113年", "2021-2024年"],
    "dates": ["112年6月7日", "6月底", "1至6月", "7月15日、16日", "每月10日前", "112/6/30", "112.06.30", "2023-06-30", "6月份", "3、6及9月"],
    "times of day": ["14:30", "上午9時30分", "8時至17時", "9時1分至19時49分"],
    "periods": [
        "近3年",
        "未來4年",
        "過去5年",
        "前3個月",
        "5年計畫",
        "四年期計畫",
        "3年期",
        "80年代",
        "21世紀",
        "50週年",
        "12年國教",
        "6年中程計畫",
    ],
    "ordinals": ["第3屆", "第1、2期", "第1至3階段", "第十二次", "第12條第1項第2款", "第15條之1", "第1,000件", "前3名", "第一及第二類"],
    "numbers of documents": ["台內地字第1120260000號", "府交工字第1062305668號函", "(112)台訴字第5號", "統編12345678", "案號112-003"],
    "places": [
        "台9線（117K+500~141K+800）",
        "臺61線",
        "台74甲線",
        "國道3號",
        "國1、國3高速公路",
        "縣道106號",
        "縣道193線",
        "中山路2段100巷5弄3號12樓之1",
        "0123-0000地號、456建號",
        "台3、台9線",
    ],
    "telephones": ["電話02-23565000", "(02)2356-5000分機123", "0800-024-111", "1999市民專線", "110報案", "1966長照專線"],
    "scales": ["1/5000基本地形圖", "1/25,000地形圖", "比例尺1:1000", "五千分之一基本圖", "2萬5千分之1地形圖", "1千分之1"],
    "ratios": ["1對1", "一對一輔導", "師生比1:15", "5+2產業", "1024×768", "24/7", "3合1"],
    "names": [
        "5G",
        "4P架構",
        "S-100",
        "EGI-M370重力儀",
        "Lanelet2格式",
        "3D建物",
        "iF設計獎",
        "PM2.5",
        "COVID-19疫情",
        "H1N1",
        "GPT-4",
        "T-Road",
        "B2B",
    ],
    "names with a blank": ["ISO 27001驗證", "ISO/IEC 17025:2017認證", "Windows 11作業系統", "Wi-Fi 6環境"],
    "numbers that are names": ["108課綱", "921地震", "0403花蓮地震", "101大樓", "3讀"],
    "versions": ["V2.0", "3.0版", "版本2.1.3", "長照2.0", "工業4.0", "前瞻2.0計畫"],
    "grades": ["3級古蹟", "9職等", "4星級旅館", "2年級", "3維", "1等水準點", "規模6.8地震"],
    "labels": ["成果如下：(1)完成建置；(2)辦理推廣", "1.推動修法2.檢討規定", "（3）其他", "一、完成\n2、辦理"],
    "indefinite numbers": ["數十家", "數10家", "幾十場", "上百家", "半數", "多場", "成千上萬"],
    "words with numerals": [
        "單一窗口",
        "統一發票",
        "一般",
        "一次性",
        "一站式",
        "一校一特色",
        "一人一票",
        "1人1平板",
        "1鄉1特色",
        "三合一",
        "雙邊",
        "兩岸",
        "唯一",
        "同一案件",
        "每一戶",
        "另一案",
        "一部分",
        "二元",
        "星期三",
    ],
}


@pytest.mark.parametrize("text", [text for texts in NO_QUANTITY.values() for text in texts])
def test_no_quantity(text):
    assert read(text, "raw") == []
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("為期3年", ["3年"]),
        ("歷時10年", ["10年"]),
        ("成立逾100年", ["100年"]),
        ("將近3年", ["3年"]),
        ("3個月內", ["3個月"]),
        ("30天", ["30天"]),
        ("完成2023筆", ["2023筆"]),
        ("約2000人次參與", ["2000人次"]),
        ("增加1955件以上", ["1955件"]),
        ("第3屆5場", ["5場"]),
        ("第3期及5案", ["5案"]),
        ("辦理1對1輔導8家10場", ["8家", "10場"]),
        ("iF設計獎1案", ["1案"]),
        ("A' Design Award 2案", ["2案"]),
        ("5G基地台300座", ["300座"]),
        ("S-57圖資18幅", ["18幅"]),
        ("QR Code 3萬戶、M-Police 5,000臺", ["3萬戶", "5,000臺"]),
        ("APP3場、LINE5則", ["3場", "5則"]),
        ("裝置2.5MW、頻寬10 Gbps", ["2.5MW", "10 Gbps"]),
        ("地上5層", ["5層"]),
        ("人數10人、件數100件", ["10人", "100件"]),
        ("目前3家", ["3家"]),
        ("長照2.0據點1,200處", ["1,200處"]),
        ("1/1000地形圖230幅", ["230幅"]),
        ("中正路100號等3筆土地", ["3筆"]),
        ("1922防疫專線500通", ["500通"]),
        ("(1)完成5場；(2)辦理3場", ["5場", "3場"]),
        ("108課綱研習12場", ["12場"]),
        ("8小時、24小時", ["8小時", "24小時"]),
        ("規模1,800億元", ["1,800億元"]),
    ],
)
def test_quantities_beside_what_is_none(text, raw):
    assert read(text, "raw") == raw
    assert findings(text) == []


SIGNS = sorted({glyph for rule in _RULES for sign in rule.signs for glyph in sign.strip("_")})
WORDS = sorted({word for rule in _RULES for word in rule.words})
PIECES = st.sampled_from(SIGNS) | st.sampled_from([*"0123456789.一二三十人家產業計畫版", "112", "2.0", "3.1版", *WORDS])


@given(st.lists(PIECES, min_size=1, max_size=14).map("".join))
@settings(max_examples=1000, deadline=None)
def test_no_rule_is_passed_over_whose_form_a_text_has(text):
    """A text is held against the rules whose signs it has; that finds what all rules together find."""
    matches = [(rule, match) for rule in _RULES for match in rule.pattern.finditer(text)]
    expected = {(*match.span(), rule.reason) for rule, match in matches if rule.test is None or rule.test(match)}
    assert expected <= {(found.start, found.end, found.reason) for found in find_exclusions(text)}
