#!/usr/bin/env python3
"""scripts/undocumented.py [FOLDER…]  every type and function of a header that no `///` describes.

A declaration is described by a `///` right above it or `///<` behind it, and functions also by that of the function right
above them, without a blank line between: overloads, and pairs such as begin() and end(), share one. Only what other files see
counts: namespace eo and its named namespaces, and types inside public types; members are described by their names and
`///<`, as far as they need it. A forward declaration needs none. Exits with 1 when there are any. Needs universal-ctags.
"""
import json
import pathlib
import re
import subprocess
import sys

TYPES = {"class", "struct", "enum", "union", "typedef"}
FUNCTIONS = {"function", "prototype"}
ROOT = pathlib.Path(__file__).resolve().parent.parent


def declarations(folders):
    """{file: [(line, kind, name)]} in order."""
    headers = [str(path) for folder in folders for path in sorted(pathlib.Path(folder).rglob("*.h"))]
    tags = subprocess.run(
        ["ctags", "--languages=C++", "--langmap=C++:+.h", "--kinds-C++=cgstufp", "--fields=+Kna", "--output-format=json",
         "-f", "-", "-L", "-"],
        input="\n".join(headers), capture_output=True, text=True, check=True).stdout
    found = {}
    for line in tags.splitlines():
        tag = json.loads(line)
        kind, scope = tag.get("kind"), tag.get("scopeKind")
        if "__anon" in tag.get("scope", "") + tag["name"] or tag.get("access") in {"private", "protected"}:
            continue
        if kind in TYPES and scope in {"namespace", "class", "struct"} or kind in FUNCTIONS and scope == "namespace":
            found.setdefault(tag["path"], set()).add((tag["line"], kind, tag["name"]))
    return {path: sorted(entries) for path, entries in found.items()}


def starts_at(lines, line):
    """The line where the declaration that names something in `line` begins: return types stand above names."""
    while line > 1:
        above = lines[line - 2].strip()
        if not above or above.startswith(("//", "#", "namespace")) or above.endswith((";", "}", "{", ":")):
            break
        line -= 1
    return line


def undocumented(path):
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    described, function_ends = False, 0
    for line, kind, name in ENTRIES[path]:
        if name.startswith("EO_") or re.search(r"\bfriend\b|^\s*template class", lines[line - 1]):  # a use of a macro
            continue
        start = starts_at(lines, line)
        above = lines[start - 2].strip() if start > 1 else ""
        end = line
        while end < len(lines) and not re.search(r"[;{}]\s*(///<.*)?$", lines[end - 1]):
            end += 1
        own = above.startswith("///") or any("///<" in text for text in lines[line - 1 : end])
        joined = kind in FUNCTIONS and described and function_ends == start - 1
        described = own or joined
        function_ends = end if kind in FUNCTIONS else 0
        if not described:
            yield f"{path}:{line}: {kind} {name} has no ///"


if __name__ == "__main__":
    ENTRIES = declarations(sys.argv[1:] or [ROOT / top for top in ("lib", "passes", "tools")])
    if not ENTRIES:
        sys.exit("undocumented.py: no declaration found at all: is ctags Universal Ctags?")
    missing = [one for path in sorted(ENTRIES) for one in undocumented(path)]
    print("\n".join(missing))
    sys.exit(1 if missing else 0)
