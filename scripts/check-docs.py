#!/usr/bin/env python3
"""scripts/check-docs.py [--links | --commands | --readme | --first-example | --update] [TOOLS]  whether the documents still hold

--links           every relative link leads to a file, and to a heading where it names one (in the gate)
--commands        every command of a code block runs: in a folder with networks of the names that documents use, exit code
                  neither 2 (usage, but for a file of the reader's that is not there) nor that of a crash
--readme          the same of the README alone (in the gate)
--first-example   the README's first example is what the tool prints; --update writes it (in the gate)
Without any of them: links and commands. TOOLS: the folder with the tools' folders (default: build/release/tools).
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = ("energy-opt", "energy-lint", "energy-calibrate")
# Not run: why. A command is left out where one of these is part of it.
LEFT_OUT = {
    "…": "an ellipsis", "...": "an ellipsis", " · ": "a list of flags", "FILE": "a placeholder", "FOLDER": "a placeholder",
    "NAME": "a placeholder", "RULE": "a placeholder", "VERB": "a placeholder", "OUT.": "a placeholder", "<": "a placeholder", "CODE": "a placeholder",
    "REPORT": "a placeholder", "/usr/": "an installed tool", "boards/": "a file of the reader's", "custom.onnx": "an operator of the reader's",
    "rules.yaml": "a file of the reader's", "llm.onnx": "a network with dimensions of the reader's", "vad.onnx": "a network with inputs of the reader's",
    "energy-calibrate fit": "takes minutes; its tests are in tests/calibrate", "mygpu.yaml": "the result of that fit", "--exit=early": "an output of the reader's",
    "myboard.yaml": "a board of the reader's",
    "bert.onnx": "a network with dimensions of the reader's", "counters.csv": "layer times of the reader's",
}


def documents():
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


def anchors(path):
    """The fragments of a document's headings, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*?)\s*$", path.read_text(encoding="utf-8"), re.M):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        found.add(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-"))
    return found


def check_links():
    broken = []
    for document in documents():
        text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
        text = re.sub(r"^    .*$|`[^`\n]*`", "", text, flags=re.M)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}: no such file")
            elif fragment and file.suffix == ".md" and fragment not in anchors(file):
                broken.append(f"{document.relative_to(ROOT)}: {target}: no such heading")
    return broken


def code_lines(text):
    """(line number, line) of indented and fenced code; lines that end with a backslash are one."""
    fenced, begun = False, None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            first, before = begun or (number, "")
            whole = before + line.strip()
            begun = (first, whole[:-1].rstrip() + " ") if whole.endswith("\\") else None
            if begun is None:
                yield first, whole


def command_of(line):
    """The command of a line of code without the words beside it; None where it is none that can be run here."""
    line = re.sub(r"^(\$ |- run: )", "", line).replace("/tmp/", "")
    line = re.sub(r"^scripts/run\.sh (?=energy-)", "", re.sub(r"^scripts/run\.sh (?!energy-)", "energy-opt ", line))
    if line.split(" ")[0] not in TOOLS or " " not in line or any(word in line for word in LEFT_OUT):
        return None
    command = re.split(r" {2,}| #| \| ", line)[0]
    return command if ".onnx" in command or re.match(r"\S+ (-|diff |fit |trace |validate )", command) else None


def sandbox(folder):
    """Networks, a config and a report under the names that documents use."""
    networks = ROOT / "testdata/networks"
    (folder / "nets").mkdir()
    for name in ("model", "net", "new", "NEW", "MODEL", "network", "nets/a", "nets/detector"):
        shutil.copy(networks / "tiny-cnn.onnx", folder / (name + ".onnx"))
    shutil.copy(networks / "depthwise.onnx", folder / "old.onnx")
    shutil.copy(networks / "depthwise.onnx", folder / "OLD.onnx")
    (folder / "testdata").symlink_to(ROOT / "testdata")
    (folder / "energy.yaml").write_text("schema: energy-opt/lint/1\nboard: edge-tpu\nmodels: [\"nets/*.onnx\"]\nunknown: pass\n")


def run_document(document, folder, environment):
    """(line, command, run) of its commands in their order: a later one may use what an earlier one wrote."""
    sandbox(folder)
    run = lambda command: subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    for number, line in code_lines(document.read_text(encoding="utf-8")):
        command = command_of(line)
        if command is None:
            continue
        if "--init" in command: # it does not overwrite the one the reader has
            (folder / "energy.yaml").unlink(missing_ok=True)
        shutil.copy(ROOT / "testdata/networks" / ("depthwise.onnx" if "--dim batch" in command else "tiny-cnn.onnx"), folder / "net.onnx")
        if "report.json" in command and not (folder / "report.json").exists():
            run("energy-opt --board=ncs2 -o report.json --format=json old.onnx")
        yield number, command, run(command)


def check_commands(tools, checked):
    path = os.pathsep.join(str(tools / tool) for tool in TOOLS)
    environment = {**os.environ, "PATH": path + os.pathsep + os.environ["PATH"]}
    failed, count = [], 0
    for document in checked:
        with tempfile.TemporaryDirectory() as folder:
            for number, command, run in run_document(document, pathlib.Path(folder), environment):
                count += 1
                said = (run.stderr.strip().splitlines() or [""])[0]
                if run.returncode == 2 and "No such file" not in said or run.returncode > 4:
                    failed.append(f"{document.relative_to(ROOT)}:{number}: {command}\n    exit code {run.returncode}: {said}")
    if count < 20:
        failed.append(f"only {count} commands were found in the documents")
    return failed


def first_example(tools, update):
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    command, shown = re.search(r"^    scripts/run\.sh (.*)\n\n((?:    .*\n|\n)+)(?=\S)", text, re.M).groups()
    run = subprocess.run(["bash", "-c", f"{tools}/energy-opt/energy-opt {command}"], cwd=ROOT, capture_output=True, text=True, check=True)
    printed = "".join("    " + line + "\n" if line else "\n" for line in run.stdout.splitlines()) + "\n"
    if printed == shown:
        return []
    if update:
        readme.write_text(text.replace(shown, printed), encoding="utf-8")
        return []
    return ["README.md: the first example is not what the tool prints; scripts/check-docs.py --update writes it"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("links", "commands", "readme", "first-example", "update"):
        parser.add_argument("--" + flag, action="store_true")
    parser.add_argument("tools", nargs="?", type=pathlib.Path, default=ROOT / "build/release/tools")
    arguments = parser.parse_args()
    everything = not (arguments.links or arguments.commands or arguments.readme or arguments.first_example or arguments.update)
    tools = arguments.tools.resolve()
    problems = []
    if arguments.links or everything:
        problems += check_links()
    if arguments.commands or everything:
        problems += check_commands(tools, documents())
    if arguments.readme:
        problems += check_commands(tools, [ROOT / "README.md"])
    if arguments.first_example or arguments.update:
        problems += first_example(tools, arguments.update)
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
