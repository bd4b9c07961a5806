"""What reading quantities costs: per row of the results tables, and beside the least that any reading costs.

    python benchmarks/measures.py [FILE]

Times are of the fastest of five rounds within one run: of a bare search for digit runs over the same texts, of cn2an on the numbers
alone once they are found and their units cut off, and of everything that makes the rows of `measures`.
"""

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

import cn2an

from extractors.measures.rows import measure_rows
from extractors.readers import registry
from extractors.records import extract

ROUNDS = 5
SAMPLE = Path(__file__).resolve().parent.parent / "raw" / "113" / "smesa-113.txt"
DIGITS = re.compile(r"[0-9][0-9,.]*")
SIMPLIFIED = str.maketrans("萬億", "万亿", ",")


def main() -> None:
    """Print the figures of one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    rows = extract(registry.read(parser.parse_args().file), "benchmark").rows
    plans, results, items = rows["plans"], rows["results"], rows["result_items"]
    texts = [str(item["text"]) for item in items]
    measures, _ = measure_rows(plans, items)
    numbers = [found[0].translate(SIMPLIFIED) for row in measures if (found := re.match("[0-9][0-9,.]*[萬億]?", str(row["raw"])))]
    reading = _fastest(lambda: measure_rows(plans, items))
    print(f"{len(measures)} quantities in {len(items)} items of {len(results)} results")
    print(f"{reading / len(results) * 1e3:.2f} ms per row of results, {reading / len(items) * 1e3:.2f} ms per item")
    searching = _fastest(lambda: [DIGITS.findall(text) for text in texts])
    print(f"{reading / searching:.0f} times a bare search for digits over the same texts")
    converting = _fastest(lambda: [cn2an.cn2an(number, "smart") for number in numbers])
    print(f"{reading / converting:.1f} times cn2an on the {len(numbers)} numbers alone")


def _fastest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
