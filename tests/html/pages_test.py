#!/usr/bin/env python3
"""Pages of energy-opt as a reader uses them, in a headless Chromium: pages_test.py ENERGY_OPT [KEPT_FOLDER].

Exits with 77 where no Chromium is installed. Networks of $ENERGY_OPT_EXTRA_DATA/models are tested where that is set.
With KEPT_FOLDER, pages and pictures of them stay there.
"""

import json
import os
import pathlib
import subprocess
import time

from page_case import EXTRA, FIND, PageCase, ROWS, SORT, TESTDATA, joules, main, tool

SQUEEZENET, SWIN = "models/tv_squeezenet1_1_op13.onnx", "models/tv_swin_v2_t_op13_nw.onnx"  # the Swin with most nodes


class Pages(PageCase):
    def test_layers_are_sorted_by_what_they_cost_then_by_what_the_reader_chooses(self):
        arguments = ["--board=jetson-nano", str(TESTDATA / "networks/depthwise.onnx")]
        self.page("depthwise", arguments)
        self.browser.run("document.querySelector('input[type=checkbox]').click()")  # no grouping
        report = json.loads(subprocess.run([tool(), "--format=json", *arguments], capture_output=True, check=True).stdout)
        names = [layer["name"] for layer in report["layers"]]
        expected = sorted((layer["energy_j"] for layer in report["layers"]), reverse=True)
        for shown, exact in zip([joules(text) for text in self.js(ROWS, "Energy")], expected, strict=True):
            self.assertAlmostEqual(shown, exact, delta=1e-3 * exact)
        self.assertEqual(self.js(SORT, "Energy")[0], "ascending")
        self.assertEqual([joules(text) == 0 for text in self.js(ROWS, "Energy")][0], expected[-1] == 0)
        self.assertEqual(joules(self.js(ROWS, "Energy")[-1]), max(joules(text) for text in self.js(ROWS, "Energy")))
        self.assertEqual(self.js(SORT, "Layer")[0], "ascending")
        self.assertEqual(self.js(ROWS, "Layer"), sorted(names))
        self.assertEqual(self.browser.run("document.querySelectorAll('[aria-sort=ascending], [aria-sort=descending]').length"), 1)
        self.assert_clean()

    def test_unknown_figures_come_last_whichever_way_is_sorted(self):
        self.page("unknown", ["--board=xavier-nx", str(TESTDATA / "networks/depthwise.onnx")])
        for _ in range(2):
            self.js(SORT, "Energy")
            known = [joules(text) is not None for text in self.js(ROWS, "Energy")]
            self.assertIn(False, known)
            self.assertEqual(known, sorted(known, reverse=True))

    def test_filters_leave_what_matches_and_say_how_many(self):
        self.page("depthwise", ["--board=jetson-nano", str(TESTDATA / "networks/depthwise.onnx")])
        self.assertEqual(self.js(FIND, "RELU6")[0], "3 of 12 layers")
        layers = zip(self.js(ROWS, "Layer"), self.js(ROWS, "Operator"), strict=True)
        # the kernel that a match is part of stands above it
        self.assertEqual([op for name, op in layers if not name.startswith("\u25be")], ["Clip"] * 3)
        self.assertEqual(self.js(FIND, "no such layer")[0], "0 of 12 layers")
        self.assertEqual(self.js(ROWS, "Layer"), [])
        self.js(FIND, "")
        self.browser.run("[...document.querySelectorAll('.operators button')].find(b => b.textContent === 'Conv').click()")
        self.assertEqual(self.js(ROWS, "Operator"), ["Conv"] * 3)
        self.assert_clean()

    def test_dark_when_the_system_or_the_reader_says_so(self):
        self.addCleanup(lambda: self.browser.run("localStorage.clear()"))
        self.browser.media("dark")
        self.page("mlp", ["--board=xavier-nx", str(TESTDATA / "networks/mlp.onnx")])
        color = "getComputedStyle(document.body).backgroundColor"
        dark = self.browser.run(color)
        self.assertEqual(dark, "rgb(18, 21, 26)")
        self.browser.run("document.getElementById('theme').click()")
        light = self.browser.run(color)
        self.assertEqual(light, "rgb(246, 247, 249)")
        self.assertEqual(self.browser.run("document.getElementById('theme').getAttribute('aria-label')"), "Switch to dark colours")
        self.browser.media("dark", "print")
        self.assertEqual(self.browser.run(color), "rgb(255, 255, 255)")
        self.assert_clean()

    def test_all_can_be_reached_by_keyboard(self):
        self.page("mlp", ["--board=xavier-nx", str(TESTDATA / "networks/mlp.onnx")])
        seen = []
        for _ in range(40):
            self.browser.key("Tab", 9)
            seen.append(self.browser.run("(e => e.className + ' ' + e.tagName + ' ' + e.textContent.slice(0, 20))(document.activeElement)"))
        text = "\n".join(seen)
        self.assertIn("skip A", seen[0])
        for wanted in ("BUTTON Dark", "INPUT", "SELECT", "BUTTON Energy", "scroll DIV", "plain BUTTON"):
            self.assertIn(wanted, text)
        self.browser.run("[...document.querySelectorAll('.long thead button')].find(b => b.textContent.startsWith('MACs')).focus()")
        self.browser.key("Enter", 13)
        self.assertEqual(self.browser.run("document.activeElement.parentNode.getAttribute('aria-sort')"), "descending")
        self.browser.run("document.querySelector('.name button.plain').focus()")
        self.browser.key("Enter", 13)
        self.assertIn("MACs", self.browser.run("document.querySelector('.details').textContent"))
        self.assertNotEqual(self.browser.run("getComputedStyle(document.activeElement).outlineStyle"), "none")

    def test_everything_has_a_name_for_screen_readers(self):
        self.page("boards", ["--board=jetson-nano,xavier-nx", str(TESTDATA / "networks/depthwise.onnx")])
        self.browser.run("location.hash = '#r0'")
        self.browser.settle()
        nameless = self.browser.run("""[...document.querySelectorAll('svg:not([aria-hidden]):not([aria-hidden] svg)')].filter(s => s.getAttribute('role') !== 'img' ||
            !s.querySelector('title').textContent || !s.querySelector('desc').textContent).length""")
        self.assertEqual(nameless, 0)
        self.assertGreater(self.browser.run("document.querySelectorAll('svg[role=img]').length"), 1)
        self.assertEqual(self.browser.run("[...document.querySelectorAll('table')].filter(t => !t.caption).length"), 0)
        self.assertEqual(self.browser.run("[...document.querySelectorAll('input, select')].filter(i => !i.labels.length).length"), 0)
        ids = self.browser.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
        self.assertEqual(len(ids), len(set(ids)))

    def test_boards_stand_side_by_side_and_each_on_its_own(self):
        self.page("boards", ["--board=jetson-nano,xavier-nx", str(TESTDATA / "networks/depthwise.onnx")])
        self.assertEqual(self.browser.run("document.querySelectorAll('#c0 .drawing svg').length"), 2)
        rows = list(zip(self.js(ROWS, "Layer"), self.js(ROWS, "jetson-nano"), self.js(ROWS, "xavier-nx"), self.js(ROWS, "× jetson-nano")))
        stem = next(row for row in rows if row[0] == "stem")
        self.assertAlmostEqual(joules(stem[2]) / joules(stem[1]), float(stem[3].lstrip("× ")), places=2)
        pool = next(row for row in rows if row[0] == "pool")
        self.assertEqual(pool[2:], ("–", "–"))
        self.browser.run("[...document.querySelectorAll('.overview a')].find(a => a.textContent === 'xavier-nx').click()")
        self.browser.settle()
        shown = "[...document.querySelectorAll('main > section')].filter(s => !s.hidden).map(s => s.id)"
        self.assertEqual(self.browser.run(shown), ["r1"])
        self.assertEqual(self.browser.run("document.activeElement.id"), "r1")
        self.assertEqual(self.browser.run("document.querySelector('[aria-current]').textContent"), "xavier-nx")
        self.assert_clean()

    def test_differences_show_what_changed_and_on_request_what_did_not(self):
        new, old = (str(TESTDATA / "scenario" / folder / "nets/vision.onnx") for folder in ("hungrier", "repository"))
        self.page("diff", ["diff", "--board=xavier-nx", new, "--", old])
        self.assertEqual(set(self.js(ROWS, "")), {"changed"})
        self.assertIn("fire3/expand3x3", self.js(ROWS, "Layer")[0])
        differing = len(self.js(ROWS, "Layer"))
        self.browser.run("(s => { s.value = 'same'; s.dispatchEvent(new Event('change')); })(document.querySelector('#kind'))")
        self.assertEqual(set(self.js(ROWS, "")), {"same"})
        self.browser.run("(s => { s.value = ''; s.dispatchEvent(new Event('change')); })(document.querySelector('#kind'))")
        self.assertGreater(len(self.js(ROWS, "Layer")), differing)
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .pick .more').length"), 4)
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .pick .less').length"), 0)
        self.picture("diff")
        self.assert_clean()

    def test_without_a_board_macs_are_shown(self):
        self.page("no-board", [str(TESTDATA / "networks/depthwise.onnx")])
        self.assertEqual(self.js(ROWS, "Layer")[0], "stem")
        self.assertIn("MACs along the network", self.browser.run("document.querySelector('.picture title').textContent"))
        self.assertNotIn("undefined", self.browser.run("document.body.innerText"))
        self.assertNotIn("NaN", self.browser.run("document.body.innerText"))
        self.assert_clean()

    def test_a_network_without_layers_has_a_page(self):
        self.page("no-layers", ["--board=xavier-nx", str(TESTDATA / "networks/no-layers.onnx")])
        self.assertIn("No layer has an estimate", self.browser.run("document.body.innerText"))
        self.assert_clean()

    def test_bodies_stand_under_their_layer(self):
        self.page("if", ["--board=xavier-nx", str(TESTDATA / "networks/if.onnx")])
        before = len(self.js(ROWS, "Layer"))
        self.browser.run("document.querySelector('.fold[aria-expanded=false]').click()")
        self.assertGreater(len(self.js(ROWS, "Layer")), before)
        self.assert_clean()

    def test_without_scripts_totals_and_layers_can_be_read(self):
        path = self.page("mlp", ["--board=xavier-nx", str(TESTDATA / "networks/mlp.onnx")], open_it=False)
        self.browser.call("Page.navigate", url="about:blank")
        self.browser.scripts(False)
        self.browser.call("Page.navigate", url="file://" + path)
        while not self.browser.run("document.readyState === 'complete' && document.querySelectorAll('.top').length"):
            time.sleep(0.02)
        text = self.browser.run("document.body.innerText")
        self.assertEqual(self.browser.run("document.documentElement.className"), "")
        total = subprocess.run([tool(), "--board=xavier-nx", str(TESTDATA / "networks/mlp.onnx")], capture_output=True, text=True).stdout
        energy = next(line for line in total.splitlines() if line.startswith(" Energy")).split()[1:3]
        self.assertIn(" ".join(energy), text)
        self.assertGreater(self.browser.run("[...document.querySelectorAll('.top tbody tr')].filter(r => r.offsetParent !== null).length"), 1)

    def test_hostile_names_stay_names(self):
        self.browser.size(2000, 1000)
        path = self.page("hostile", ["--board=jetson-nano", str(TESTDATA / "networks/hostile-names.onnx")])
        self.assertEqual(len(self.js(ROWS, "Layer")), 15)
        self.assertIn("'; document.title='owned'; //", self.js(ROWS, "Layer"))
        self.assertTrue(self.browser.run("document.title").startswith("Energy of"))
        self.assertEqual(self.browser.run("document.images.length"), 0)
        self.assertEqual(self.browser.run("document.scripts.length"), 2)
        self.js(FIND, "</script>")
        self.assertEqual(len(self.js(ROWS, "Layer")), 1)
        self.browser.run("document.querySelector('.name button.plain').click()")
        self.assertNotIn("\u202e", pathlib.Path(path).read_text())
        self.assert_clean()

    def test_injected_code_would_not_run(self):
        path = pathlib.Path(self.page("mlp", ["--board=xavier-nx", str(TESTDATA / "networks/mlp.onnx")], open_it=False))
        page = path.read_text().replace("</h1>", "</h1><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">", 1)
        path.with_name("injected.html").write_text(page)
        self.browser.open(path.with_name("injected.html"))
        self.assertTrue(self.browser.run("document.title").startswith("Energy of"))
        self.assertTrue(any("Content Security Policy" in message for message in self.browser.messages))

    def test_narrow_windows_do_not_scroll_sideways(self):
        self.browser.size(360, 800)
        for name, boards in (("narrow", "jetson-nano"), ("narrow-boards", "jetson-nano,xavier-nx")):
            self.page(name, ["--board=" + boards, str(TESTDATA / "networks/depthwise.onnx")])
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 360)
            self.picture(name)

    def test_squeezenet(self):
        self.page("squeezenet", ["--board=jetson-nano", self.extra(SQUEEZENET)])
        energies = [joules(text) for text in self.js(ROWS, "Energy")]
        self.assertEqual(energies, sorted(energies, reverse=True))
        self.assertGreater(self.browser.run("document.querySelectorAll('.picture .pick').length"), 20)
        self.assertEqual(self.browser.run("document.querySelectorAll('.fold[aria-expanded]').length > 0"), True)
        count = "Number(document.querySelector('.long').getAttribute('aria-rowcount'))"
        folded = self.browser.run(count)
        self.browser.run("document.querySelector('.fold[aria-expanded=false]').click()")
        self.assertGreater(self.browser.run(count), folded)
        self.picture("squeezenet")
        self.browser.media("dark")
        self.picture("squeezenet-dark")
        self.assert_clean()

    def test_the_largest_swin_is_quick(self):
        path = self.page("swin", ["--board=jetson-nano", self.extra(SWIN)])
        self.assertLess(os.path.getsize(path), 2_000_000)
        times = {"load": self.loaded * 1000}
        self.browser.run("document.querySelector('input[type=checkbox]')?.click()")
        for key in ("Layer", "MACs", "Output"):
            times["sort by " + key] = self.js(SORT, key)[1]
        found, times["find"] = self.js(FIND, "matmul")
        self.assertRegex(found, r"^\d+ of 7072 layers$")
        print("Swin:", {name: f"{time:.0f} ms" for name, time in times.items()})
        self.assertLess(times["load"], 10000)
        for name, time in times.items():
            self.assertLess(time, 5000, name)
        self.assertLess(self.browser.run("document.querySelectorAll('.long tbody tr').length"), 100)
        self.picture("swin")
        self.assert_clean()


if __name__ == "__main__":
    main()
