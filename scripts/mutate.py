"""What scripts/mutate.sh runs."""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What is replaced by what. Only what stands apart: no template brackets, arrows, shifts or parts of names.
SWAPS = [
    (r"(?<= )<(?= )", "<="), (r"(?<= )<=(?= )", "<"), (r"(?<= )>(?= )", ">="), (r"(?<= )>=(?= )", ">"),
    (r"(?<= )==(?= )", "!="), (r"(?<= )!=(?= )", "=="), (r"(?<= )&&(?= )", "||"), (r"(?<= )\|\|(?= )", "&&"),
    (r"(?<= )\+(?= )", "-"), (r"(?<= )-(?= )", "+"), (r"(?<= )\*(?= )", "/"), (r"(?<= )/(?= )", "*"),
]
NUMBER = re.compile(r"(?<![\w.\"'])(\d+\.?\d*(?:e[+-]?\d+)?)(?![\w.'\"])")


def mutated_number(text):
    if re.fullmatch(r"\d+", text):
        return str(int(text) + 1)
    return f"({text} * 1.1)"


def code_only(line):
    """The line with comments and texts blanked out, places kept."""
    line = re.sub(r"//.*$", lambda m: " " * len(m[0]), line)
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: '"' + "_" * (len(m[0]) - 2) + '"', line)


def mutants(text):
    """(line number, old line, new line)."""
    for number, line in enumerate(text.split("\n")):
        code = code_only(line)
        if not code.strip() or code.lstrip().startswith(("#", "using ", "template")):
            continue
        found = []
        for pattern, to in SWAPS:
            found += [(m.start(), m.end(), to) for m in re.finditer(pattern, code)]
        found += [(m.start(1), m.end(1), mutated_number(m[1])) for m in NUMBER.finditer(code)]
        for start, end, to in sorted(found):
            yield number, line, line[:start] + to + line[end:]


def test_target(path):
    """The test binary of the folder: lib/cost/kinds/X.cpp -> cost_test."""
    parts = path.parts
    return ("passes" if parts[0] == "passes" else parts[1]) + "_test"


def sample(everything, most):
    step = max(1.0, len(everything) / most)
    return [everything[int(k * step)] for k in range(min(most, len(everything)))]


def killed_by(build, target, suppressed):
    built = subprocess.run(["ninja", "-C", str(build), target], capture_output=True, text=True)
    if built.returncode != 0:
        return "compiler"
    binary = next((build / "tests").rglob(target))
    try:
        ran = subprocess.run([str(binary), "--gtest_fail_fast", "--gtest_brief=1", f"--gtest_filter=-{suppressed}"],
                             capture_output=True, timeout=300, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return "time"
    return "tests" if ran.returncode != 0 else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=20)
    parser.add_argument("-b", default="build/quick")
    parser.add_argument("--without", default="", help="a gtest filter of tests that are red or slow anyway")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    survivors = tried = 0
    for name in arguments.files:
        path = pathlib.Path(name)
        if subprocess.run(["git", "diff", "--quiet", "HEAD", "--", name], cwd=ROOT).returncode != 0:
            sys.exit(f"mutate.sh: {name} has uncommitted changes")
        whole = (ROOT / path).read_text(encoding="utf-8")
        target, build = test_target(path), ROOT / arguments.b
        try:
            for number, old, new in sample(list(mutants(whole)), arguments.n):
                lines = whole.split("\n")
                lines[number] = new
                (ROOT / path).write_text("\n".join(lines), encoding="utf-8")
                by = killed_by(build, target, arguments.without)
                if by == "compiler":
                    continue
                tried += 1
                if not by:
                    survivors += 1
                    print(f"{name}:{number + 1}\n  - {old.strip()}\n  + {new.strip()}", flush=True)
        finally:
            (ROOT / path).write_text(whole, encoding="utf-8")
    print(f"survivors {survivors} of {tried}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
