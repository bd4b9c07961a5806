from flows.report.changes import Changes, compare_duties


def duties(**units: str) -> list[dict[str, object]]:
    return [
        {"unit": None if unit == "agency" else unit, "text": text, "anchor": f"{unit}{number}"}
        for unit, texts in units.items()
        for number, text in enumerate(texts.split("/"))
    ]


def spell(changes: Changes) -> list[str]:
    signs = {"same": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return [f"{change.unit}: " + "".join(signs[part.kind].format(part.text) for part in change.parts) for change in changes.duties]


def test_a_duty_is_the_same_by_its_text_whatever_its_number() -> None:
    changes = compare_duties(duties(甲組="掌理歲計/掌理會計"), duties(甲組="掌理會計/掌理歲計"))
    assert changes.is_empty


def test_a_reworded_duty_shows_both_wordings() -> None:
    changes = compare_duties(duties(主計室="掌理本署歲計、會計及統計事項。"), duties(主計室="掌理本署歲計及會計事項。"))
    assert spell(changes) == ["主計室: 掌理本署歲計[-、][+及]會[-計及統]計事項。"]


def test_units_and_duties_that_come_and_go_are_named() -> None:
    changes = compare_duties(duties(agency="輔導", 甲組="研究"), duties(agency="輔導/管理", 乙組="訓練"))
    assert (changes.units_added, changes.units_removed) == (("乙組",), ("甲組",))
    assert spell(changes) == ["None: [+管理]", "乙組: [+訓練]", "甲組: [-研究]"]
