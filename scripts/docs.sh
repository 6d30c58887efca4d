#!/usr/bin/env bash
# scripts/docs.sh [FOLDER]  docs/, the README and the reference the tools print, as a site in FOLDER (default: build/site); pages
# need no network when they are read.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
site=$(realpath -m "${1:-$root/build/site}")
"$root/scripts/setup.sh" docs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/docs"
cp -r "$root"/docs/. "$work/docs"
cp "$root/README.md" "$work/docs/index.md"
cp "$root"/{CHANGELOG,CONTRIBUTING,SECURITY}.md "$work/docs"
cp "$root/boardmodels/README.md" "$work/docs/board-files.md"
# What tools say of themselves.
for tool in energy-opt energy-lint energy-calibrate; do
  { printf '# %s --help\n\n```text\n' "$tool" && "$root/scripts/run.sh" "$tool" --help && printf '```\n'; } >"$work/docs/$tool.md"
done
{ printf '# energy-opt --list-boards\n\n```text\n' && "$root/scripts/run.sh" --list-boards && printf '```\n'; } >"$work/docs/boards.md"
# Links out of docs/ lead to their copies; what is no page is named, not linked.
sed -i -E 's#\]\(\.\./(README\.md)#](index.md#g; s#\]\((\.\./)+boardmodels/README\.md#](board-files.md#g; s#\]\((\.\./)+(CHANGELOG|CONTRIBUTING|SECURITY)\.md#](\2.md#g' \
  "$work"/docs/*.md "$work"/docs/*/*.md
sed -i -E 's#\]\(docs/#](#g; s#\]\(boardmodels/README\.md#](board-files.md#g' "$work"/docs/{index,CHANGELOG,CONTRIBUTING,SECURITY}.md
sed -E "s#^docs_dir: .*#docs_dir: $work/docs#" "$root/docs/mkdocs.yml" >"$work/mkdocs.yml"
rm "$work/docs/mkdocs.yml"
mkdocs build --quiet --config-file "$work/mkdocs.yml" --site-dir "$site"
echo "$site/index.html" >&2
