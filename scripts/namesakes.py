#!/usr/bin/env python3
"""scripts/namesakes.py [FOLDER…]  every type name of eo:: that two files define, every function of eo:: that two headers
define (the linker takes either for both), and every function or constant that two .cpp files of one library define for
themselves.

Two things under one name cannot meet in one file, and a reader takes one for the other. Exits with 1 when there are any.
A name of an anonymous namespace counts too: that the linker bears it does not help who reads. Forward declarations are
no definitions. The files of a library, and the tests of a folder, are compiled together (ENERGY_OPT_UNITY), so that what
is local to one meets what is local to the next; functions may share a name where their parameters differ.
Needs universal-ctags.
"""
import collections
import itertools
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TYPES = {"class", "struct", "enum", "union", "typedef"}


def definitions(folders):
    """The tags of what is defined outside functions and types, with the namespace as it is written."""
    tags = subprocess.run(
        ["ctags", "--languages=C++", "--langmap=C++:+.h", "--kinds-C++=cfgstuv", "--fields=+KnS", "--output-format=json",
         "-f", "-", "-R", *folders],
        capture_output=True, text=True, check=True).stdout
    for line in tags.splitlines():
        tag = json.loads(line)
        if tag.get("scopeKind") in (None, "namespace"):
            spaces = [part for part in tag.get("scope", "").split("::") if part and not part.startswith("__anon")]
            yield tag, "::".join([*spaces, tag["name"]])


def library(path):
    """The folder whose files are compiled together: lib/trace of lib/trace/formats/Csv.cpp, passes, and a folder of tests."""
    parts = pathlib.Path(path).resolve().parts
    for top, depth in (("lib", 2), ("tools", 2), ("passes", 1)):
        if top in parts and "tests" not in parts:
            at = len(parts) - 1 - parts[::-1].index(top)
            return "/".join(parts[at:at + depth])
    return str(pathlib.Path(path).parent)


def parameters(tag):
    """Their types: "(std::string const &,size_t)". Names and defaults make no overload."""
    return re.sub(r"\s*\b\w+\s*(?=[,)])", "", re.sub(r"\s*=[^,)]*", "", tag.get("signature", "")))


def place(tag):
    return f"{tag['path']}:{tag['line']}"


def clash(one, other):
    if one["path"] == other["path"]:
        return False
    return one["kind"] != "function" or other["kind"] != "function" or parameters(one) == parameters(other)


def main():
    folders = sys.argv[1:] or [str(ROOT / top) for top in ("lib", "passes", "tools", "tests")]
    types, locals_ = collections.defaultdict(list), collections.defaultdict(list)
    for tag, name in definitions(folders):
        test = "/tests/" in tag["path"]
        if tag["kind"] in TYPES and name.startswith("eo::") and not test:
            types[name].append(tag)
        elif test and (tag["name"].startswith("TEST") or "/tests/fuzz/" in tag["path"]):
            continue  # tests bear the names of their suites, fuzz targets are programs of one file
        elif tag["kind"] == "function" and name.startswith("eo::") and tag["path"].endswith(".h") and not test:
            locals_["headers", name].append(tag)
        elif (tag["kind"] in ("function", "variable") or test) and re.search(r"/\w+\.cpp$", tag["path"]):
            locals_[library(tag["path"]), name].append(tag)
    twice = [(name, tags) for name, tags in types.items() if len(tags) > 1]
    twice += [(name, tags) for (_, name), tags in locals_.items()
              if any(clash(one, other) for one, other in itertools.combinations(tags, 2))]
    for name, tags in sorted(twice, key=lambda entry: entry[0]):
        print(f"{name}: {', '.join(sorted(place(tag) for tag in tags))}")
    if not types:
        sys.exit("namesakes.py: no type found at all: is ctags Universal Ctags?")
    sys.exit(1 if twice else 0)


if __name__ == "__main__":
    main()
