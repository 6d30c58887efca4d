"""What tests of pages share: a browser, pages written by the tool, what a reader sees of them."""

import os
import pathlib
import subprocess
import sys

from browser import PageTest, test_pages

TESTDATA = pathlib.Path(__file__).resolve().parent.parent.parent / "testdata"
EXTRA = os.environ.get("ENERGY_OPT_EXTRA_DATA")

# What the reader sees of the long table, in its order.
ROWS = """(key) => {
  const table = [...document.querySelectorAll('.long')].find(t => t.offsetParent !== null);
  const heads = [...table.tHead.rows[0].cells].map(c => c.textContent.replace(/[\\u25bc\\u25b2]/, ''));
  return [...table.tBodies[0].rows].filter(r => !r.classList.contains('pad')).map(r => r.cells[heads.indexOf(key)].textContent);
}"""
SORT = """(key) => {
  const table = [...document.querySelectorAll('.long')].find(t => t.offsetParent !== null);
  const head = [...table.tHead.rows[0].cells].find(c => c.textContent.replace(/[\\u25bc\\u25b2]/, '') === key);
  const begin = performance.now();
  head.querySelector('button').click();
  table.getBoundingClientRect();
  return [head.getAttribute('aria-sort'), performance.now() - begin];
}"""
FIND = """(text) => {
  const field = [...document.querySelectorAll('input[type=search]')].find(i => i.offsetParent !== null);
  field.value = text;
  const begin = performance.now();
  field.dispatchEvent(new Event('input'));
  return [[...document.querySelectorAll('.tools output')].find(o => o.offsetParent !== null).textContent, performance.now() - begin];
}"""


def joules(text):
    """0.0558 of "55.8 mJ"; None of "–"."""
    if text == "–":
        return None
    number, unit = text.split()
    return float(number) * {"J": 1, "mJ": 1e-3, "µJ": 1e-6, "nJ": 1e-9, "pJ": 1e-12}[unit]


class PageCase(PageTest):
    """Pages as the tool writes them, opened as a reader opens them."""

    def setUp(self):
        super().setUp()
        self.browser.scripts(True)

    def page(self, name, arguments, open_it=True):
        path = os.path.join(self.folder, name + ".html")
        subprocess.run([tool(), *arguments[:1], "--format=html", "-o", path, *arguments[1:]], check=True, stderr=subprocess.DEVNULL)
        if open_it:
            self.loaded = self.browser.open(path)
        return path

    def js(self, function, *arguments):
        return self.browser.run(f"({function})({', '.join(map(repr, arguments))})")

    def assert_clean(self):
        self.assertEqual(self.browser.messages, [])
        self.assertEqual(len(self.browser.requests), 1, self.browser.requests)

    def extra(self, path):
        if not EXTRA:
            self.skipTest("needs ENERGY_OPT_EXTRA_DATA")
        return os.path.join(EXTRA, path)


def tool():
    return sys.argv[1]


def main():
    """TEST.py ENERGY_OPT [KEPT_FOLDER]; exits with 77 where no Chromium is installed."""
    test_pages(sys.argv[2] if len(sys.argv) > 2 else None)
