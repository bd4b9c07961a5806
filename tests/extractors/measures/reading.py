"""How the tests of this folder look at a sentence: its rows in the columns that a test is about."""

from extractors.measures.rows import measure_rows

ITEM = {"period": "prior_year", "work_plan": "一般行政", "project": None, "result_sequence": 1, "sequence": 1, "anchor": "b1", "page": 7}


def read(text, *columns):
    """The rows of a sentence, as tuples of columns, or as values where one column is asked for."""
    rows, _ = measure_rows([], [ITEM | {"text": text}])
    picked = [tuple(row[column] for column in columns) for row in rows]
    return [values[0] for values in picked] if len(columns) == 1 else picked


def findings(text):
    """The names of the findings about a sentence."""
    return [finding.check for finding in measure_rows([], [ITEM | {"text": text}])[1]]
