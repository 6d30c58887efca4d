#!/usr/bin/env python3
"""scripts/namesakes.py [FOLDER…]  every type name of eo:: that two files define.

Two things under one name cannot meet in one file, and a reader takes one for the other. Exits with 1 when there are any.
A name of an anonymous namespace counts too: that the linker bears it does not help who reads. Forward declarations are
no definitions. Needs universal-ctags.
"""
import collections
import json
import pathlib
import subprocess
import sys

KINDS = {"class", "struct", "enum", "union", "typedef"}


def types(folders):
    """(qualified name, file:line) of every type that is defined outside functions and other types."""
    tags = subprocess.run(
        ["ctags", "--languages=C++", "--langmap=C++:+.h", "--kinds-C++=cgstu", "--fields=+Kn", "--output-format=json",
         "-f", "-", "-R", *folders],
        capture_output=True, text=True, check=True).stdout
    for line in tags.splitlines():
        tag = json.loads(line)
        if tag.get("kind") not in KINDS or tag.get("scopeKind") != "namespace":
            continue
        spaces = [part for part in tag["scope"].split("::") if not part.startswith("__anon")]
        if spaces[:1] == ["eo"]:
            yield "::".join([*spaces, tag["name"]]), f"{tag['path']}:{tag['line']}"


def main():
    folders = sys.argv[1:] or [str(pathlib.Path(__file__).resolve().parent.parent / top) for top in ("lib", "passes", "tools")]
    places = collections.defaultdict(list)
    for name, place in types(folders):
        places[name].append(place)
    twice = {name: where for name, where in places.items() if len(where) > 1}
    for name, where in sorted(twice.items()):
        print(f"{name}: {', '.join(sorted(where))}")
    if not places:
        sys.exit("namesakes.py: no type found at all: is ctags Universal Ctags?")
    sys.exit(1 if twice else 0)


if __name__ == "__main__":
    main()
