"""Words met at a place: the longest and the earlier list first, and none that another word covers."""

import re

from extractors.measures.vocabulary import Beginnings, Chain, Endings, Words


def test_a_stretch_begins_with_the_longest_word_of_the_first_list_whose_rest_may_follow():
    beginnings = Beginnings((["共", "計"], re.compile("促成")), (["共同", "共"], None))
    assert beginnings.end("共促成3案", 0, 5) == 1
    assert beginnings.end("共同辦理", 0, 4) == len("共同")
    assert beginnings.end("共同辦理", 0, 1) == 1
    assert beginnings.end("計3案", 0, 3) is None
    assert beginnings.end("共", 1, 1) is None


def test_a_stretch_ends_with_the_longest_word_within_it():
    endings = Endings(["為", "分別為"])
    assert endings.start("人數分別為", 0, 5) == len("人數")
    assert endings.start("人數分別為", 3, 5) == len("人數分別")
    assert endings.start("人數分別為", 0, 4) is None
    assert endings.start("為", 0, 0) is None


def test_words_are_read_from_the_left():
    words = Words(["學員", "員工"])
    assert words.close("企業員工", 0, 4)
    assert not words.close("學員工", 0, 3)


def test_a_chain_has_nothing_but_its_words():
    chain = Chain(["補建", "及"], ["作業"])
    assert chain.fills("點補建及補建", 1, 6)
    assert chain.fills("補建作業", 0, 4)
    assert not chain.fills("作業", 0, 2)
    assert not chain.fills("補建點及補建", 0, 6)
    assert not chain.fills("補建點", 0, 3)
    assert not chain.fills("補建", 1, 1)
