#!/usr/bin/env python3
"""scripts/new.py op|pass|board|rule|format|trace-format NAME  writes the skeleton of a new thing, its test and its rows.

What it writes builds and passes; what it cannot know stands there as a sentence to replace. It prints the files it touched and
what is left to do. docs/extending.md says what goes into them.

scripts/new.py --check [--build]  writes one of each into a copy of the sources and compares the number of files with what
docs/extending.md says, and that the new sources compile; with --build what they are part of is built in the copy (build/new, kept:
a second time is shorter), their tests run, and a board is fitted from its skeleton (long).
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Tree:
    """The sources, and which of them were touched."""

    def __init__(self, root):
        self.root, self.touched = root, []

    def write(self, path, text):
        target = self.root / path
        if target.exists():
            sys.exit(f"new.py: {path} is there already")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.touched.append(path)

    def change(self, path, pattern, replacement):
        """The first match of the pattern in the file; there has to be one."""
        text = (self.root / path).read_text(encoding="utf-8")
        changed, count = re.subn(pattern, lambda m: m.expand(replacement), text, count=1, flags=re.MULTILINE | re.DOTALL)
        if count != 1:
            sys.exit(f"new.py: {path}: the place for the new row was not found")
        (self.root / path).write_text(changed, encoding="utf-8")
        if path not in self.touched:
            self.touched.append(path)

    def append(self, path, text):
        self.change(path, r"\s*\Z", "\n" + text.replace("\\", "\\\\"))

    def source(self, cmake, after, name):
        """Names a source in a CMakeLists.txt, behind one that is there."""
        self.change(cmake, rf"(\b{re.escape(after)})(?=[\s)])", rf"\1 {name}")

    def format(self):
        """As scripts/format.sh would: a name may be longer than its line."""
        sources = [path for path in self.touched if path.endswith((".cpp", ".h"))]
        if sources and shutil.which("clang-format-14"):
            subprocess.run(["clang-format-14", "-i", *sources], cwd=self.root, check=True)


def camel(name):
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", name))


def lower(name):
    return camel(name)[:1].lower() + camel(name)[1:]


def new_op(tree, name):
    tree.change("lib/ir/Ops.def", r'(#include "lib/ir/ContribOps.def")',
                f'EO_OP({name}, "", "{name}", Activation, sameAsInput, none, perOutput, data, none)\n\n\\1')
    tree.append("tests/passes/CountMacsTest.cpp", f"""
// Work these out by hand from the operator's definition.
TEST(OtherOps, {name}CountsItsOutputs) {{
  Analysed network("main (float[2,3] x) => (float[] y) {{ y = {name} (x) }}");
  EXPECT_EQ(network.macs("{name}"), 0);
  EXPECT_EQ(network.otherOps("{name}"), 6);
}}
""")
    return ["choose class and rules in its row: the head of lib/ir/Ops.def says what each column is"]


def new_pass(tree, name):
    function, file = lower(name), camel(name)
    tree.change("passes/Passes.def", r"(\n#undef EO_PASS)",
                f'EO_PASS({function}, "{name}", "say in one line what it finds", nullptr, "infer-shapes")\n\\1')
    tree.write(f"passes/{file}.cpp", f"""//===- {file}.cpp ---------------------------------------------------------------===//
//
// What the pass is for, and a small example:
//
//   before                                what it finds
//
#include "lib/pass/NetworkAnnotations.h"
#include "passes/Passes.h"

namespace eo {{

llvm::Error {function}(PassContext &context) {{
  auto const &inferred = context.annotations.get<InferredTypes>();
  (void)inferred; // read annotations, set one
  return llvm::Error::success();
}}

}} // namespace eo
""")
    tree.source("passes/CMakeLists.txt", "UserRules.cpp", f"{file}.cpp")
    tree.write(f"tests/passes/{file}Test.cpp", f"""#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

TEST({file}, StateTheFact) {{
  Analysed network("main (float[2,3] x) => (float[] y) {{ y = Relu (x) }}", {{}}, "{name}");
  EXPECT_EQ(network.error, "");
}}
""")
    tree.source("tests/passes/CMakeLists.txt", "UserRulesTest.cpp", f"{file}Test.cpp")
    return ["its annotation goes into lib/pass/NetworkAnnotations.h",
            "a pass that every analysis runs is named as a need of another in passes/Passes.def",
            "UPDATE_GOLDENS=1 ctest --preset quick -R Cli: --list-passes shows it"]


def new_board(tree, name):
    tree.write(f"boardmodels/fit/{name}.yaml", f"""# What is known of the board before anything is fitted: scripts/refit-boards.sh.
schema: energy-opt/board/1
id: {name}
title: {name}, CPU inference
kind: latency-power
form: roofline
precision: {{value: fp32}}
idle: included
settings:
  unit: {{values: [cpu], default: cpu}}
kernels:
  fuse: # what the runtime launches together
    - {{into: [convolution], nodes: [BatchNormalization, Relu, Clip]}}
coefficients: {{}}
range: not published
error: not published
sources:
  - title: "who measured it"
    where: "table or file"
""")
    return [f"energy-calibrate fit --from=boardmodels/fit/{name}.yaml --models=FOLDER -o boardmodels/{name}.yaml TABLE.csv",
            "its call in scripts/refit-boards.sh, and its golden: a line with --describe-board in tests/cli/EnergyOptTest.cpp"]


def new_rule(tree, name):
    function, file = lower(name), camel(name)
    tree.change("lib/lint/Rules.def", r"(#undef EO_RULE)", f"""EO_RULE({function}, "{name}", Severity::Note,
        "Say what goes wrong.",
        "Say what to do about it.",
        "Say from when it is reported, why, and on whose word.")

\\1""")
    tree.write(f"lib/lint/rules/{file}.cpp", f"""//===- {file}.cpp ---------------------------------------------------------------===//
//
// What goes wrong, in a small example:
//
//   before                                after
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"

namespace eo {{

std::vector<Finding> rules::{function}(LintedNetwork const &network) {{
  std::vector<Finding> findings;
  for (CostlyKernel const &kernel : costlyKernels(network)) {{
    (void)kernel; // docs/extending.md: change a copy of the graph, estimate it, and report what it saves
  }}
  return findings;
}}

}} // namespace eo
""")
    tree.source("lib/lint/CMakeLists.txt", "rules/UnfusedNormalization.cpp", f"rules/{file}.cpp")
    tree.write(f"tests/lint/rules/{file}Test.cpp", f"""#include "tests/lint/rules/Linted.h"
#include "tests/support/TextNetwork.h"
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

TEST({file}, LeavesAloneWhatIsInOrder) {{
  Linted network(textNetwork("main (float[1,3,8,8] x, float[8,3,3,3] w) => (float[] y) {{ y = Conv (x, w) }}"),
                 boardNamed("xavier-nx"));
  ASSERT_EQ(network.error, "");
  EXPECT_TRUE(network.findings("{name}").empty());
}}
""")
    tree.source("tests/lint/rules/CMakeLists.txt", "RulesTest.cpp", f"{file}Test.cpp")
    return ["a row in tests/lint/rules/RulesTest.cpp: a network that triggers it and the changed one written out",
            "energy-lint --explain=all > docs/rules.md, and its name in lib/lint/energy-lint.init.yaml if users should meet it",
            "scripts/check-savings.py: the same change with python3-onnx"]


def new_format(tree, name):
    file = camel(name)
    signature = f"void write{file}(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream)"
    tree.change("lib/report/Writers.h", r"(\n/// For a comment on a pull request: all reports)",
                f"\n\n/// Say what the format is for, and which specification it keeps.\n{signature};\n\\1")
    tree.change("lib/report/Writers.cpp", r'(\n  \};\n  return formats;)',
                f'\n      {{"{name}", "say in a few words for whom", write{file}, "", "", "\\\\n", "", false}},\\1')
    tree.write(f"lib/report/{file}Writer.cpp", f"""#include "lib/report/Writers.h"

namespace eo {{

void write{file}(Report const &report, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {{
  for (ReportLayer const &layer : report.layers)
    stream << layer.index << '\\n';
}}

}} // namespace eo
""")
    tree.source("lib/report/CMakeLists.txt", "Writers.cpp", f"{file}Writer.cpp")
    tree.write(f"tests/report/{file}WriterTest.cpp", f"""#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gtest/gtest.h>

namespace eo {{
namespace {{

TEST({file}Writer, StateTheFact) {{
  std::string text;
  llvm::raw_string_ostream stream(text);
  write{file}(sampleReport(), {{}}, stream);
  EXPECT_EQ(stream.str(), "0\\n1\\n");
}}

}} // namespace
}} // namespace eo
""")
    tree.source("tests/report/CMakeLists.txt", "TextWriterTest.cpp", f"{file}WriterTest.cpp")
    return ["its golden: a line in tests/cli/EnergyOptTest.cpp, UPDATE_GOLDENS=1 ctest --preset quick -R Cli (--help names it, too)"]


def new_trace_format(tree, name):
    file = camel(name)
    tree.change("lib/trace/formats/TraceReaders.h", r"(#undef EO_TRACE_FORMAT)", f"EO_TRACE_FORMAT({file})\n\\1")
    tree.change("lib/trace/formats/TraceReaders.cpp", r'(\n    \{"csv", )',
                f'\n    {{"{name}", "say in one line: tool, columns, unit", recognises{file}, read{file}}},\\1')
    tree.write(f"lib/trace/formats/{file}.cpp", f"""// Whose export this is, its columns with their units, and where that is documented.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {{

bool recognises{file}(llvm::StringRef head) {{ return firstLineOf(head).startswith("# {name}"); }}

llvm::Expected<PowerTrace> read{file}(TraceInput const &input) {{
  return readHeadedTable(input, "{name}");
}}

}} // namespace eo
""")
    tree.source("lib/trace/CMakeLists.txt", "formats/Ppk2.cpp", f"formats/{file}.cpp")
    tree.write(f"testdata/traces/{name}.csv", f"# {name}\ntime_s,power_w\n0,1.5\n1,2.5\n2,3.5\n")
    tree.append("tests/trace/TraceReadersTest.cpp", f"""
// Watts worked out by hand from the file.
TEST(TraceFormats, {file}) {{
  DiagnosticEngine diagnostics;
  llvm::Expected<PowerTrace> trace =
      readTraceFile(ENERGY_OPT_SOURCE_DIR "/testdata/traces/{name}.csv", {{}}, diagnostics);
  ASSERT_TRUE(static_cast<bool>(trace)) << takeErrorText(trace.takeError()).message;
  EXPECT_EQ(trace->format, "{name}");
  EXPECT_EQ(std::vector<float>(trace->watts.begin(), trace->watts.end()), (std::vector<float>{{1.5F, 2.5F, 3.5F}}));
}}
""")
    return ["make the look-alike in testdata/traces/make.py", "the table of formats in docs/calibration.md",
            "UPDATE_GOLDENS=1 ctest --preset quick -R Cli: --format=list names it"]


KINDS = {"op": (new_op, r"[A-Z][A-Za-z0-9]*", "Frobnicate"), "pass": (new_pass, r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "find-nothing"),
         "board": (new_board, r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "no-board"), "rule": (new_rule, r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "no-objection"),
         "format": (new_format, r"[a-z][a-z0-9]*", "indices"), "trace-format": (new_trace_format, r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "no-meter")}

# The test binaries of what --check writes, and what its tests are called there; of a board the fit from its skeleton is the test.
TESTS = {"passes_test": ["Frobnicate", "FindNothing"], "lint_rules_test": ["NoObjection"], "report_test": ["IndicesWriter"],
         "trace_test": ["NoMeter"]}


def said_in_docs():
    """How many files docs/extending.md says each kind of thing touches."""
    text = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
    return {kind: int(count) for kind, count in re.findall(r"`scripts/new\.py ([a-z-]+) [A-Za-z-]+`[^.]*?\b(\d+) files?\b", text)}


def copied_sources(folder):
    files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                           capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def compile_errors(folder, paths):
    """Of all together: most of the time would go into reading the same headers for each."""
    includes = [folder, "/usr/include/eigen3"]
    ran = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", f'-DENERGY_OPT_SOURCE_DIR="{folder}"',
                          *(f"-I{one}" for one in includes), "-isystem", "/usr/lib/llvm-14/include", "-x", "c++", "-"],
                         input="".join(f'#include "{path}"\n' for path in paths), capture_output=True, text=True)
    return ran.stderr if ran.returncode != 0 or "warning:" in ran.stderr else ""


def kept_folder():
    """A place for the copy that keeps what was built in it."""
    folder = ROOT / "build" / "new"
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "build":
            shutil.rmtree(entry)
        elif not entry.is_dir():
            entry.unlink()
    return folder


def build_and_test(folder):
    subprocess.run(["cmake", "--preset", "quick"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "build/quick", "-j2", "-t", "energy-calibrate", *TESTS], cwd=folder, check=True)
    for name in sum(TESTS.values(), []): # each has a test that runs
        subprocess.run(["ctest", "--preset", "quick", "-R", name, "--no-tests=error"], cwd=folder, check=True)
    subprocess.run(["build/quick/tools/energy-calibrate/energy-calibrate", "fit", "--from=boardmodels/fit/no-board.yaml",
                    "--models=testdata/networks", "-o", "boardmodels/no-board.yaml", "testdata/tables/networks.csv"],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL)


def check(build):
    said, wrong = said_in_docs(), []
    with tempfile.TemporaryDirectory() as place:
        folder = copied_sources(kept_folder() if build else pathlib.Path(place))
        sources = []
        for kind, (write, _, name) in KINDS.items():
            tree = Tree(folder)
            write(tree, name)
            sources += [path for path in tree.touched if path.endswith(".cpp") and not (ROOT / path).exists()]
            if said.get(kind) != len(tree.touched):
                wrong.append(f"docs/extending.md says {said.get(kind)} files for a new {kind}, new.py touches {len(tree.touched)}: "
                             + ", ".join(tree.touched))
        if build:
            build_and_test(folder)
        else:
            wrong += filter(None, [compile_errors(folder, sources)])
    print("\n".join(wrong))
    return 1 if wrong else 0


def main():
    if sys.argv[1:2] == ["--check"]:
        return check("--build" in sys.argv)
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    write, pattern, example = KINDS[sys.argv[1]]
    if not re.fullmatch(pattern, sys.argv[2]):
        print(f"new.py: {sys.argv[2]} is no name of a new {sys.argv[1]}: write it like {example}", file=sys.stderr)
        return 2
    tree = Tree(ROOT)
    left = write(tree, sys.argv[2])
    tree.format()
    print("touched:", *tree.touched, sep="\n  ")
    print("left to do:", *left, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
