import subprocess
import sys
import textwrap

import pytest


def run(program: str) -> str:
    """What a process of its own prints: what is imported there has no end."""
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_a_module_comes_once_something_of_it_is_asked_for() -> None:
    program = """
        import sys
        from flows.imports import import_lean
        with import_lean(later=["xml.dom.minidom"]):
            import xml.dom.minidom as minidom
        before = "xml.dom.xmlbuilder" in sys.modules
        tag = minidom.parseString("<a/>").documentElement.tagName
        import xml.dom.minidom as real
        print(before, tag, real is sys.modules["xml.dom.minidom"], real.__name__, type(real).__name__)
    """
    assert run(program) == "False a True xml.dom.minidom module"


def test_a_module_that_is_left_out_is_missing_in_the_block_and_there_behind_it() -> None:
    program = """
        from flows.imports import import_lean
        try:
            with import_lean(without=["colorsys"]):
                import colorsys
        except ModuleNotFoundError as error:
            print(error.name)
        import colorsys, gc
        print(colorsys.ONE_THIRD > 0, gc.isenabled())
    """
    assert run(program) == "colorsys\nTrue True"


@pytest.mark.slow
def test_checks_load_neither_what_draws_nor_what_speaks_to_data_bases() -> None:
    program = """
        import sys
        from flows.imports import load_expectations
        load_expectations()
        print(sorted({"altair", "sqlalchemy", "botocore", "scipy.linalg"} & {n for n, m in sys.modules.items() if hasattr(m, "__file__")}))
    """
    assert run(program) == "[]"
