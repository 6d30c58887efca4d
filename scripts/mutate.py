"""What scripts/mutate.sh runs; scripts/mutants.h says how a file holds all its mutants."""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "mutate"
BUILD = TREE / "build" / "quick"

# The test binaries that cover a folder.
COVERED_BY = {
    "lib/board": ["board", "cost", "calibrate"],
    "lib/cost": ["cost", "calibrate", "decide"],
    "lib/report": ["report", "lint"],
    "passes": ["passes"],
}

TESTS = [] # of --tests

# What stands apart (no template brackets, arrows, shifts or parts of names), what is written, and how it is shown.
TAGS = [
    (" < ", " <eo_mutant::Less<{}>{{}}> ", " <= "), (" <= ", " <eo_mutant::LessEqual<{}>{{}}> ", " < "),
    (" > ", " <eo_mutant::Greater<{}>{{}}> ", " >= "), (" >= ", " <eo_mutant::GreaterEqual<{}>{{}}> ", " > "),
    (" == ", " ==eo_mutant::Equal<{}>{{}}== ", " != "), (" != ", " ==eo_mutant::Unequal<{}>{{}}== ", " == "),
    (" + ", " +eo_mutant::Plus<{}>{{}}+ ", " - "), (" - ", " +eo_mutant::Minus<{}>{{}}+ ", " + "),
    (" * ", " *eo_mutant::Times<{}>{{}}* ", " / "), (" / ", " *eo_mutant::Over<{}>{{}}* ", " * "),
    (" && ", " && eo_mutant::yes<{}>() && ", " && false && "), (" || ", " || eo_mutant::no<{}>() || ", " || true || "),
    ("std::min(", "eo_mutant::smaller<{}>(", "std::max("), ("std::max(", "eo_mutant::larger<{}>(", "std::min("),
]
NUMBER = re.compile(r"(?<![\w.\"'])(\d+\.?\d*(?:e[+-]?\d+)?)(?![\w.'\"])")
VARIABLE = re.compile(r"^( *)((?:static |inline )*)constexpr (?=[\w:<>, ]+ \w+(?:\[\w*\])* ?[={])", re.M)


class Mutant:
    def __init__(self, file, line, start, end, written, shown):
        self.file, self.line, self.start, self.end, self.written, self.shown = file, line, start, end, written, shown
        self.number = None


def code_only(line):
    """The line with comments and texts blanked out, places kept."""
    line = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: '"' + "_" * (len(m[0]) - 2) + '"', line)
    return re.sub(r"//.*$", lambda m: " " * len(m[0]), line)


def mutants_of(file, text):
    for number, line in enumerate(text.split("\n")):
        code = code_only(line)
        if re.match(r"\s*(#|using |template|static_assert|assert|enum |case )", code):
            continue
        for tag, written, shown in TAGS:
            for match in re.finditer(re.escape(tag), code):
                yield Mutant(file, number, match.start(), match.end(), written, shown)
        for match in NUMBER.finditer(code):
            whole = match[1].isdigit()
            yield Mutant(file, number, match.start(1), match.end(1), "eo_mutant::number<{}>(" + match[1] + ")",
                         str(int(match[1]) + 1) if whole else f"{float(match[1]) * 1.1 or 1:.12g}")
        for match in re.finditer(r"\b(true|false)\b", code):
            yield Mutant(file, number, match.start(), match.end(), "eo_mutant::truth<{}>(" + match[1] + ")",
                         "false" if match[1] == "true" else "true")


def at_run_time(text):
    """Constants that the program initialises, so that a mutant of them can be switched on."""
    def in_class(place, indent):
        for line in reversed(text[:place].split("\n")[:-1]):
            if line.strip() and len(line) - len(line.lstrip()) < indent and not line.rstrip().endswith(":"):
                return re.match(r"\s*(class|struct)\b", line) is not None
        return False

    return VARIABLE.sub(lambda m: m[1] + ("inline static " if in_class(m.start(), len(m[1])) else m[2]) + "const ", text)


def written(text, mutants):
    lines = text.split("\n")
    for mutant in sorted(mutants, key=lambda m: -m.start):
        line = lines[mutant.line]
        lines[mutant.line] = line[:mutant.start] + mutant.written.format(mutant.number) + line[mutant.end:]
    return '#include "scripts/mutants.h"\n#line 1\n' + at_run_time("\n".join(lines))


def covering(file):
    """The tests of the longest folder that is listed; of lib/X the binary X_test where none is."""
    listed = [folder for folder in COVERED_BY if file.startswith(folder + "/")]
    names = COVERED_BY[max(listed, key=len)] if listed else [file.split("/")[1]]
    return [one + "_test" for one in TESTS or names]


def prepare():
    """A copy at HEAD."""
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True).strip()
    if not (TREE / "CMakeLists.txt").exists():
        subprocess.check_call(["git", "worktree", "prune"], cwd=ROOT)
        subprocess.check_call(["git", "worktree", "add", "-q", "--detach", str(TREE), head], cwd=ROOT)
    subprocess.check_call(["git", "checkout", "-q", "-f", "--detach", head], cwd=TREE)
    if not (BUILD / "build.ninja").exists():
        subprocess.check_call(["cmake", "--preset", "quick"], cwd=TREE, stdout=subprocess.DEVNULL)


def compile_all(texts, mutants, targets):
    """Writes the mutants and builds the tests; leaves out the lines that do not compile."""
    bad = set()
    for _ in range(8):
        kept = [m for m in mutants if (m.file, m.line) not in bad]
        for file, text in texts.items():
            whole = written(text, [m for m in kept if m.file == file])
            path = TREE / file
            if path.read_text(encoding="utf-8") != whole:
                path.write_text(whole, encoding="utf-8")
        built = subprocess.run(["ninja", "-C", str(BUILD), "-j", "2", "-k", "0", *targets], capture_output=True, text=True)
        if built.returncode == 0:
            return kept
        wrong = {(m[1], int(m[2]) - 1) for m in re.finditer(r"([\w/.-]+):(\d+):\d+: (?:error|  required from)", built.stdout)}
        found = {(file, line) for name, line in wrong for file in texts if name.endswith(file)} - bad
        if not found:
            sys.exit("mutate.sh: the tests do not build\n" + built.stdout[-3000:])
        bad |= found
    sys.exit("mutate.sh: the mutants do not compile")


def binary(target):
    return str(next(path for path in (BUILD / "tests").rglob(target) if path.is_file()))


def run(target, suites, limit, **environment):
    """Whether the suites of tests pass."""
    try:
        return subprocess.run(
            ["nice", "-n", "10", binary(target), "--gtest_fail_fast", "--gtest_brief=1", "--gtest_filter=" + ":".join(s + "*" for s in suites)],
            capture_output=True, timeout=limit, cwd=TREE, env={**os.environ, **environment}).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def look(target, without, jobs):
    """{suite: (seconds, the mutants it comes by, those without another form)}; but for the suites to leave out."""
    def seen_by(suite):
        with tempfile.NamedTemporaryFile("r") as seen:
            start = time.monotonic()
            if not run(target, [suite], 1200, EO_MUTANTS_SEEN=seen.name):
                sys.exit(f"mutate.sh: {target} {suite} is red without any mutant")
            numbers = {int(line) for line in seen}
        return time.monotonic() - start, {n for n in numbers if n > 0}, {-n for n in numbers if n < 0}

    listed = subprocess.check_output([binary(target), "--gtest_list_tests"], text=True, cwd=TREE)
    suites = [line.split()[0] for line in listed.splitlines() if line and not line.startswith((" ", "Running"))]
    suites = [suite for suite in suites if not without or not re.search(without, suite)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return dict(zip(suites, pool.map(seen_by, suites)))


def survives(mutant, target, suites):
    """Whether every suite of the target that comes by passes, the quick ones first."""
    for quick in (True, False):
        chosen = {name: one[0] for name, one in suites.items() if mutant.number in one[1] and (one[0] < 2) == quick}
        if chosen and not run(target, chosen, 10 * sum(chosen.values()) + 10, EO_MUTANT=str(mutant.number)):
            return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=12, help="mutants a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", default="", help="names of test folders, with commas, in place of those that cover the files")
    parser.add_argument("--without", default="", help="a regular expression of suites to leave out, because they take long")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    TESTS.extend(filter(None, arguments.tests.split(",")))
    prepare()
    texts = {file: (TREE / file).read_text(encoding="utf-8") for file in arguments.files}
    drawn = []
    for file, text in texts.items():
        everything = list(mutants_of(file, text))
        random.Random(f"{arguments.seed} {file}").shuffle(everything)
        drawn += everything[:2 * arguments.sample] # some have no other form or do not compile
    for number, mutant in enumerate(drawn):
        mutant.number = number + 1
    verdicts, reached = {}, set() # by number: whether it survived; which a test comes by
    end = None # the time is that of trying: how long building takes says nothing of the tests
    targets = list(dict.fromkeys(target for file in texts for target in covering(file)))
    for target in targets: # the nearest tests first; those further away see what is left
        alive = [m for m in drawn if verdicts.get(m.number, True) and target in covering(m.file)]
        if not alive or end and time.monotonic() > end:
            continue
        drawn = compile_all(texts, drawn, [target])
        end = end or time.monotonic() + 60 * arguments.minutes
        suites = look(target, arguments.without, arguments.jobs)
        reached |= {number for one in suites.values() for number in one[1]}
        without = {number for one in suites.values() for number in one[2]}
        drawn = [m for m in drawn if m.number not in without]
        if not verdicts:
            drawn = [m for file in texts for m in [m for m in drawn if m.file == file][:arguments.sample]]

        def judge(mutant):
            return None if time.monotonic() > end else survives(mutant, target, suites)

        tried = [m for m in drawn if m in alive]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            verdicts |= {m.number: verdict for m, verdict in zip(tried, pool.map(judge, tried)) if verdict is not None}
    kept = [m for m in drawn if m.number in verdicts]
    for file in texts:
        mine = [m for m in kept if m.file == file]
        for mutant in mine:
            if verdicts[mutant.number]:
                line = texts[file].split("\n")[mutant.line]
                print(f"{file}:{mutant.line + 1}" + ("" if mutant.number in reached else " (no test comes by)"))
                print(f"  - {line.strip()}\n  + {(line[:mutant.start] + mutant.shown + line[mutant.end:]).strip()}")
        print(f"{file}: survivors {sum(verdicts[m.number] for m in mine)} of {len(mine)}", flush=True)
    if len(kept) < len(drawn) or end and time.monotonic() > end:
        print(f"not all was tried in {arguments.minutes:g} minutes")
    survivors = sum(verdicts[m.number] for m in kept)
    print(f"survivors {survivors} of {len(kept)}")
    sys.exit(1 if survivors or not kept else 0)


if __name__ == "__main__":
    main()
