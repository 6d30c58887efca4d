#!/usr/bin/env bash
# scripts/docs.sh [FOLDER [TOOLS]]  docs/, the README and the reference the tools print, as a site in FOLDER (default: build/site);
# pages need no network when they are read (the search field: a server, as of `python3 -m http.server`). TOOLS: the folder with the tools' folders (default: those scripts/run.sh builds).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
site=$(realpath -m "${1:-$root/build/site}")
tools=${2-}
"$root/scripts/setup.sh" docs
says() { # TOOL ARGUMENTS…
  if [ -n "$tools" ]; then "$tools/$1/$1" "${@:2}"; else "$root/scripts/run.sh" "$@"; fi
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/docs"
cp -r "$root"/docs/. "$work/docs"
cp "$root/README.md" "$work/docs/index.md"
cp "$root"/{CHANGELOG,CONTRIBUTING,SECURITY}.md "$work/docs"
cp "$root/boardmodels/README.md" "$work/docs/board-files.md"
"$root/scripts/reference-pages.py" "$work/docs"
# What tools say of themselves.
page() { # FILE TOOL ARGUMENT
  printf '# %s %s\n\n```text\n' "$2" "$3"
  says "$2" "$3"
  printf '```\n'
} >"$work/docs/$1.md"
for tool in energy-opt energy-lint energy-calibrate; do
  page "$tool" "$tool" --help
done
page boards energy-opt --list-boards
# Links out of docs/ lead to their copies; what is no page is named, not linked.
sed -i -E 's#\]\(\.\./(README\.md)#](index.md#g; s#\]\((\.\./)+boardmodels/README\.md#](board-files.md#g; s#\]\((\.\./)+(CHANGELOG|CONTRIBUTING|SECURITY)\.md#](\2.md#g' \
  "$work"/docs/*.md "$work"/docs/*/*.md
sed -i -E 's#\]\(docs/#](#g; s#\]\(boardmodels/README\.md#](board-files.md#g' "$work"/docs/{index,CHANGELOG,CONTRIBUTING,SECURITY}.md
sed -i -E 's#\[([^]]*)\]\(\.\./[^)]*\)#\1#g' "$work"/docs/*.md
sed -E "s#^docs_dir: .*#docs_dir: $work/docs#" "$root/docs/mkdocs.yml" >"$work/mkdocs.yml"
rm "$work/docs/mkdocs.yml"
mkdocs build --strict --quiet --config-file "$work/mkdocs.yml" --site-dir "$site"
echo "$site/index.html" >&2
