"""A reader under libFuzzer, which keeps what reaches code not reached before: `python -m tests.hostile.coverage_guided docx -runs=1000`.

Every option after the format is libFuzzer's own (-runs, -seed, -max_total_time, -artifact_prefix, a folder to keep what was reached). Of
the archive formats it is the XML inside a member that is changed, and not the packed bytes, of which hardly any change can be unpacked.
"""

import random
import sys
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["extractors"]):
    from extractors.document import Source, UnreadableError
    from extractors.readers import registry
    from tests.hostile.mutation import PDF_PAGES, SAMPLES, change, sample

_FORMATS = tuple(name for name in SAMPLES if name != "doc")
_LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1")
_OWN_SHARE = 0.8
# libFuzzer begins with nothing, or a byte; the real document stands in for it.
_LEAST_BYTES = 16


def main() -> None:
    """Fuzz the reader that the first argument names; the process ends with another code than 0 where something was found."""
    file_format, *options = sys.argv[1:]
    if file_format not in _FORMATS:
        sys.exit(f"say which reader: {', '.join(_FORMATS)}; a .doc is read by another program")
    reader = registry.FORMATS[file_format]
    real = sample(file_format, PDF_PAGES[0])
    source = Source(f"fuzz{reader.suffixes[0]}", file_format, "0" * 64, len(real))

    def read(data: bytes) -> None:
        try:
            reader.read(data, source)
        except UnreadableError as error:
            if not str(error) or "\n" in str(error).strip():
                raise AssertionError(f"a refusal is one line that says why, and this is {error!r}") from error

    def mutate(data: bytes, largest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - the seed is libFuzzer's
        data = data if len(data) >= _LEAST_BYTES else real
        made = change(file_format, data, chance) if chance.random() < _OWN_SHARE else atheris.Mutate(data, len(data) + 64)
        return made if len(made) <= largest else data

    with atheris.instrument_imports(include=["extractors"]):
        import_module(reader.module)
        read(real)
    atheris.Setup([sys.argv[0], *_LIMITS, f"-max_len={2 * len(real)}", *options], read, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
