#!/usr/bin/env python3
"""scripts/unseen-codes.py  every diagnostic code that no test expects.

A code counts as expected where a test names it (DiagCode::Name or EOnnnn), but not where the test itself puts the remark
into a report (`.warn(DiagCode::…`, `Severity::…`) or expects that it is absent, nor in the golden that prints the
explanations. Goldens of what commands print count. Exits with 1 when there are any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MADE_UP = re.compile(r"\.(note|warn|error)\(|Severity::|IsEmpty|, 0U?\)|, \"\"\)|EXPECT_FALSE")


def rows():
    text = (ROOT / "lib/support/DiagnosticCodes.def").read_text(encoding="utf-8")
    for name, number in re.findall(r"^EO_DIAG\((\w+),\s*(\d+)", text, re.MULTILINE):
        yield name, f"EO{int(number):04d}"


def statements(text):
    """Statements as wholes: what is expected of a code may stand a line below it."""
    bare = re.sub(r"\s*//.*$", "", text, flags=re.MULTILINE)
    return re.split(r";\s*$|[{}]\s*$", bare, flags=re.MULTILINE)


def main():
    expected = []
    for path in sorted((ROOT / "tests").rglob("*.cpp")):
        expected += [one for one in statements(path.read_text(encoding="utf-8")) if not MADE_UP.search(one)]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        expected.append(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tests/cli/goldens").rglob("*")):
        if path.is_file() and "explain" not in path.name:
            expected.append(path.read_text(encoding="utf-8", errors="replace"))
    whole = "\n".join(expected)
    codes = list(rows())
    if not codes:
        sys.exit("unseen-codes.py: no row of DiagnosticCodes.def was understood")
    unseen = [f"{code} {name}" for name, code in codes if not re.search(rf"\bDiagCode::{name}\b|\b{code}\b", whole)]
    print("\n".join(unseen))
    sys.exit(1 if unseen else 0)


if __name__ == "__main__":
    main()
