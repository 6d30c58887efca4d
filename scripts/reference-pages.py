#!/usr/bin/env python3
"""scripts/reference-pages.py FOLDER  writes operators.md and rules.md of the site (scripts/docs.sh) to FOLDER, from the tables:

operators.md  every operator with a rule, from lib/ir/Ops.def, the files it includes, and passes/PluginOps.def
rules.md      docs/rules.md with a network before and after for each rule: of the pairs that tests/lint/rules/RulesTest.cpp runs, else the
              small example that opens the rule's file
A row that cannot be read and a rule without an example are errors (in the gate).
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fail(message):
    sys.exit("reference-pages.py: " + message)


def words(name):
    """"MatrixProduct": "matrix product"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def rows(path, macro, count):
    """The first `count` arguments of each row of a table that needs no more than names and texts."""
    text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    found = re.findall(rf"^{macro}\((.*)", text, re.M)
    for row in found:
        arguments = re.findall(r'"([^"]*)"|([\w:]+)', row)
        if len(arguments) < count:
            fail(f"{path.name}: {macro}({row}")
        yield [quoted or word for quoted, word in arguments[:count]]


def operators():
    table = ROOT / "lib/ir/Ops.def"
    files = [table] + [ROOT / name for name in re.findall(r'^#include "(.*)"', table.read_text(encoding="utf-8"), re.M)]
    known, plain = {}, 0
    for file in files:
        for _, domain, name, kind, _, macs in rows(file, "EO_OP", 6):
            known.setdefault(domain or "ai.onnx", {}).setdefault(words(kind), []).append(name + ("" if macs == "none" else " ×"))
            plain += 1
        for _, domain, name in rows(file, "EO_ALIAS", 3):
            known.setdefault(domain or "ai.onnx", {}).setdefault("other names of these", []).append(name)
    plugins = {}
    for domain, name, kind in rows(ROOT / "passes/PluginOps.def", "EO_PLUGIN", 3):
        plugins.setdefault(words(kind), []).append(name if domain in ("*", "") else f"{domain}.{name}")
    if plain < 200 or not plugins:
        fail(f"only {plain} operators and {len(plugins)} kinds of plug-ins are found")
    lines = ["# Operators", "", f"Shapes and counts of {plain} operators are rules in C++; × has multiply-accumulates ([what is counted](counting.md)).",
             "Any other is reported as a loss of coverage, never counted as nothing; [a text file](extending.md) adds one.", ""]
    for domain, kinds in known.items():
        lines += [f"## {domain}", "", "| class | operators |", "|---|---|"]
        lines += [f"| {kind} | {', '.join(names)} |" for kind, names in kinds.items()] + [""]
    lines += ["## Plug-ins", "", "By formulas; `*` and `?` stand for anything.", "", "| class | operators |", "|---|---|"]
    lines += ["| {} | {} |".format(kind, ", ".join(names).replace("*", r"\*")) for kind, names in plugins.items()]
    return "\n".join(lines) + "\n"


def network(text):
    """A network of a test as it is read: the first line at the margin, the others below each other."""
    first, *rest = text.splitlines()
    least = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return "\n".join([first] + ["  " + line[least:] for line in rest])


def tested_pairs():
    """rule -> (board, before, after), the first of each."""
    text = (ROOT / "tests/lint/rules/RulesTest.cpp").read_text(encoding="utf-8")
    pair = re.compile(r'Pair\{\s*"\w+",\s*"([\w-]+)",\s*"([\w-]+)",\s*R"\((.*?)\)",\s*R"\((.*?)\)"', re.S)
    found = {}
    for rule, board, before, after in pair.findall(text):
        found.setdefault(rule, (board, network(before), network(after)))
    if len(found) < 5:
        fail("RulesTest.cpp: the pairs are not found")
    return found


def opening_example(rule):
    """The indented lines of the comment that opens the rule's file, and what the comment says."""
    file = ROOT / "lib/lint/rules" / ("".join(part.capitalize() for part in rule.split("-")) + ".cpp")
    comment = [line[2:] for line in file.read_text(encoding="utf-8").splitlines()[2:40] if line.startswith("//")]
    example = [line[3:] for line in comment if line.startswith("   ")]
    return "\n".join(example) or fail(f"{file.name} opens without an example")


def rules():
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    table = re.findall(r'^EO_RULE\(\w+, "([\w-]+)"', (ROOT / "lib/lint/Rules.def").read_text(encoding="utf-8"), re.M)
    pairs = tested_pairs()
    for rule in table:
        heading = re.search(rf"^## {rule} \(.*?(?=^## |\Z)", page, re.M | re.S) or fail(f"docs/rules.md has no {rule}")
        if rule in pairs:
            board, before, after = pairs[rule]
            where = "a made-up NPU" if board == "npu" else f"`{board}`"
            shown = f"Found, on {where}:\n\n```text\n{before}\n```\n\nWith what it recommends; the saving is the difference of the two estimates, which a test holds:\n\n```text\n{after}\n```\n"
        else:
            shown = f"In short:\n\n```text\n{opening_example(rule)}\n```\n"
        page = page.replace(heading.group(0), heading.group(0).rstrip() + "\n\n" + shown + "\n")
    return page


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "operators.md").write_text(operators(), encoding="utf-8")
    (folder / "rules.md").write_text(rules(), encoding="utf-8")


if __name__ == "__main__":
    main()
