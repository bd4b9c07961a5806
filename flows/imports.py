"""How a library is imported without what it imports at once and hardly ever uses: later, when something of it is asked for, or never."""

import gc
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def import_lean(*, later: Sequence[str] = (), without: Sequence[str] = ()) -> Iterator[None]:
    """Import in a `with` block; for a process of its own, since it holds for everything in it.

    Modules in `later` are loaded once an attribute of them is asked for. Those in `without` seem not to be installed while the block
    lasts, for libraries that do with less then. What is loaded already stays as it is. Nothing that is loaded is looked at for garbage.
    """
    for name in later:
        if name not in sys.modules:
            package, _, own_name = name.rpartition(".")
            sys.modules[name] = _Later(name)
            if package:
                setattr(importlib.import_module(package), own_name, sys.modules[name])
    missing = [name for name in without if name not in sys.modules]
    # Python's import system: None for a module raises ModuleNotFoundError.
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]
    # Thousands of modules and none is garbage: looking for some takes a tenth of the time.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
        for name in missing:
            del sys.modules[name]


def load_expectations() -> None:
    """Import `flows.validation`, and with it great-expectations; as `import_lean`, for a process of its own."""
    # Its expectations about distributions, its charts, and data bases and object stores as sources: half of its time, and all unused.
    with import_lean(later=("altair", "scipy.stats"), without=("sqlalchemy", "boto3", "botocore")):
        importlib.import_module("flows.validation")


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)
