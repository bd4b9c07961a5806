import pytest

from extractors.across_years import LinkOverride, parse_overrides

ENTRY = 'document_id = "113-某署"\nproject = "甲計畫"\nlinked_document_id = "112-某署"\n'


def test_entries_are_read_in_order_and_an_empty_name_says_that_nothing_is_the_same() -> None:
    text = f'[[link]]\n{ENTRY}linked_project = "乙計畫"\n\n[[link]]\n{ENTRY.replace("甲", "丙")}linked_project = ""\n'
    assert parse_overrides(text) == (
        LinkOverride("113-某署", "甲計畫", "112-某署", "乙計畫"),
        LinkOverride("113-某署", "丙計畫", "112-某署", None),
    )


def test_a_file_without_entries_settles_nothing() -> None:
    assert parse_overrides("# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[link]\n", "is no TOML"),
        ('[[links]]\nproject = "甲"\n', r"each begins with the line \[\[link\]\]"),
        ('link = "甲"\n', r"each begins with the line \[\[link\]\]"),
        ("link = [1]\n", "entry 1: is no entry"),
        (f"[[link]]\n{ENTRY}", "entry 1: linked_project is missing"),
        (f"[[link]]\n{ENTRY}linked_project = 7\n", "linked_project is no text"),
        (f'[[link]]\n{ENTRY.replace("甲計畫", " ")}linked_project = ""\n', "project is empty"),
        (f'[[link]]\n{ENTRY}linked_project = ""\nnote = "x"\n', "note is not known"),
        (f'[[link]]\n{ENTRY.replace("112-", "113-")}linked_project = ""\n', "links only go back"),
        (f'[[link]]\n{ENTRY}linked_project = ""\n[[link]]\n{ENTRY}linked_project = "乙"\n', "entry 2: 「甲計畫」 of 113-某署 has an entry"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        parse_overrides(text)
    assert "\n" not in str(refused.value)
