#!/usr/bin/env python3
"""Pages of mission, choose, why, sweep and tokens as a reader uses them, in a headless Chromium: decisions_test.py ENERGY_OPT [KEPT_FOLDER].

Exits with 77 where no Chromium is installed. Networks of $ENERGY_OPT_EXTRA_DATA/models are tested where that is set.
"""

import json
import math
import os
import shutil
import subprocess

from page_case import EXTRA, FIND, PageCase, ROWS, TESTDATA, main, tool

DEPTHWISE, HOSTILE = str(TESTDATA / "networks/depthwise.onnx"), str(TESTDATA / "networks/hostile-names.onnx")
CNN, NO_LAYERS = str(TESTDATA / "networks/tiny-cnn.onnx"), str(TESTDATA / "networks/no-layers.onnx")
PLACES = """(selector) => [...document.querySelectorAll('.picture ' + selector)].map((e) => { const b = e.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2, b.height]; })"""
TEXTS = "[...document.querySelectorAll('.picture svg text')].map((t) => t.textContent)"


class Decisions(PageCase):
    def answer(self, arguments):
        """What --json says; a verdict in the exit code is no failure."""
        run = subprocess.run([tool(), arguments[0], "--json", *arguments[1:]], capture_output=True, text=True)
        self.assertIn(run.returncode, (0, 1, 4), run.stderr)
        return json.loads(run.stdout)

    def page(self, name, arguments, open_it=True):
        path = os.path.join(self.folder, name + ".html")
        run = subprocess.run([tool(), *arguments, "-o", path], capture_output=True, text=True)  # the ending picks the format
        self.assertIn(run.returncode, (0, 1, 4), run.stderr)
        if open_it:
            self.browser.open(path)
        return path

    def assert_sound(self):
        self.assert_clean()
        text = self.browser.run("document.body.innerText")
        for wrong in ("undefined", "NaN", "Infinity"):
            self.assertNotIn(wrong, text)
        self.assertEqual(self.browser.run("""[...document.querySelectorAll('svg *')].filter((e) => [...e.attributes].some((a) => /NaN|undefined|Infinity/.test(a.value))).length"""), 0)
        self.assertEqual(self.browser.run("""[...document.querySelectorAll('svg:not([aria-hidden]):not([aria-hidden] svg)')].filter(s => s.getAttribute('role') !== 'img' ||
            !s.querySelector('title').textContent || !s.querySelector('desc').textContent).length"""), 0)
        self.assertEqual(self.browser.run("[...document.querySelectorAll('table')].filter(t => !t.caption).length"), 0)
        self.assertEqual(self.browser.run("[...document.querySelectorAll('input, select')].filter(i => !i.labels.length).length"), 0)
        ids = self.browser.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
        self.assertEqual(len(ids), len(set(ids)))

    def curve(self, number):
        """Centres of the points of one picture, and the end points of its dashed lines and bands."""
        return self.browser.run(f"""(p => [...p.querySelectorAll('.point')].map((e) => {{ const b = e.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; }}))
            (document.querySelectorAll('.picture .drawing')[{number}])""")

    def assert_on_log_axis(self, places, values):
        """Pixels are a straight line over the logarithms."""
        logs = [math.log10(value) for value in values]
        low, high = logs.index(min(logs)), logs.index(max(logs))
        slope = (places[high] - places[low]) / (logs[high] - logs[low])
        for place, log in zip(places, logs, strict=True):
            self.assertAlmostEqual(place, places[low] + slope * (log - logs[low]), delta=0.6)

    MISSION = ["mission", "--board=jetson-nano", "--rate=100/s", "--supply=10W", "--camera=1.2W", "--battery=37Wh", "--hours=5", "--regulator=90%", "--radio=1mJ", DEPTHWISE]

    def assert_values_along_both_axes(self):
        """Lines of a logarithmic plot stand at three values and more where it spans tens, and not all at one end."""
        lines = self.browser.run("""[...document.querySelectorAll('.picture line.grid')].map((l) => ['x1', 'x2', 'y1', 'y2'].map((a) => Number(l.getAttribute(a))))""")
        for first, second, length in ((0, 1, 2), (2, 3, 0)):
            places = [line[first] for line in lines if line[first] == line[second]]
            whole = [abs(line[first] - line[second]) for line in lines if line[length] == line[length + 1]]
            self.assertGreaterEqual(len(places), 2)
            self.assertGreater(max(places) - min(places), 0.35 * max(whole), f"{places} of {max(whole)}")

    def test_a_mission_is_drawn_phase_by_phase(self):
        self.page("mission", self.MISSION)
        cycle = self.answer(self.MISSION)["cycle"]
        self.assertEqual([phase["name"] for phase in cycle["phases"]], ["inference", "idle"])
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .pick').length"), 2)
        heights = [place[2] for place in self.js(PLACES, ".f0.stretch, .f7.stretch")]
        work, idle = (phase["board_w"] for phase in cycle["phases"])
        self.assertAlmostEqual(heights[0] / heights[1], work / idle, delta=0.02 * work / idle)
        texts = self.browser.run(TEXTS)
        for wanted in ("supply 10 W", "5 h asked for"):
            self.assertIn(wanted, texts)
        self.assertTrue(any(text.startswith("peak ") for text in texts) and any(text.startswith("mean ") for text in texts))
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture svg[role=img]').length"), 2)
        self.assertIn("radio: energy without a time", self.browser.run("document.querySelector('.legend').textContent"))
        self.picture("mission")
        self.assert_sound()

    def test_what_lasts_much_longer_does_not_hide_what_is_short(self):
        self.page("mission-asleep", ["mission", "--board=jetson-nano", "--rate=2/h", "--sleep=30mW", "--wake-time=4s", "--load-time=1s", DEPTHWISE])
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .pick').length"), 4)
        widths = self.browser.run("[...document.querySelectorAll('.picture .catch')].map((e) => e.getBBox().width)")
        self.assertGreater(min(widths), 30)
        self.assertTrue(any("not to scale" in text for text in self.browser.run(TEXTS)))
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture svg[role=img]').length"), 1, "no battery, no picture of it")
        self.assert_sound()

    def test_of_several_missions_one_is_shown_at_a_time(self):
        self.page("missions", ["mission", "--board=jetson-nano,agx-xavier", "--rate=1/s", "--battery=37Wh", DEPTHWISE, CNN])
        shown = "[...document.querySelectorAll('main > section')].filter(s => !s.hidden).map(s => s.id)"
        self.assertEqual(self.browser.run(shown), ["m0"])
        self.browser.run("[...document.querySelectorAll('.overview a')].find(a => a.hash === '#m3').click()")
        self.browser.settle()
        self.assertEqual(self.browser.run(shown), ["m3"])
        self.assertEqual(self.browser.run("document.activeElement.id"), "m3")
        self.assertGreater(self.browser.run("document.querySelectorAll('#m3 .picture .pick').length"), 1)
        self.assert_sound()

    CHOICE = ["choose", "--board=jetson-nano,edge-tpu", "--latency=5ms", DEPTHWISE, CNN]

    def test_candidates_are_points_the_front_is_joined_and_limits_are_drawn(self):
        self.page("choose", self.CHOICE)
        candidates = self.answer(self.CHOICE)["candidates"]
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .drawing .point').length"), len(candidates))
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .front').length"), 1)
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .drawing .point.on').length"),
                         sum(one["on_front"] and one["verdict"] == "FITS" for one in candidates))
        self.assertIn("at most 5 ms", self.browser.run(TEXTS))
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .limit').length"), 1, "no limit of energy was given")
        self.picture("choose")
        self.assert_sound()

    def test_points_lie_where_their_figures_are(self):
        arguments = ["choose", "--board=jetson-nano", DEPTHWISE]
        self.page("choose-places", arguments)
        candidates = self.answer(arguments)["candidates"]
        order = sorted(range(len(candidates)), key=lambda i: candidates[i]["on_front"])  # the front is drawn last
        places = self.js(PLACES, ".drawing .point")
        self.assert_on_log_axis([place[0] for place in places], [candidates[i]["latency_s"] for i in order])
        self.assert_on_log_axis([place[1] for place in places], [candidates[i]["energy_per_sample_j"] for i in order])
        self.browser.run("(s => { s.value = 'power'; s.dispatchEvent(new Event('change')); })(document.querySelector('#kind'))")
        self.browser.settle()
        self.assert_on_log_axis([place[1] for place in self.js(PLACES, ".drawing .point")], [candidates[i]["power_w"] for i in order])
        self.assertIn("mean power", self.browser.run(TEXTS))
        self.assert_sound()

    def test_a_candidate_of_the_table_is_ringed_in_the_picture_by_keyboard(self):
        self.page("choose-keys", self.CHOICE)
        self.assertEqual(self.browser.run("document.querySelectorAll('.chosen').length"), 0)
        self.browser.run("document.querySelector('.layers .name button.plain').focus()")
        self.browser.key("Enter", 13)
        self.browser.settle()
        self.assertEqual(self.browser.run("document.querySelectorAll('.chosen').length"), 1)
        self.assertIn("plain", self.browser.run("document.activeElement.className"), "the focus stays")
        self.assertEqual(self.js(FIND, "edge-tpu")[0].split(" ")[1], "of")
        self.assertEqual(set(self.js(ROWS, "Board")), {"edge-tpu"})
        self.assert_sound()

    def test_what_has_no_place_lies_beside_the_axes(self):
        self.page("choose-unknown", ["choose", "--board=xavier-nx,orin-nano,jetson-nano", DEPTHWISE])  # energies only; times only; both
        self.assertGreater(self.browser.run(TEXTS).count("not known"), 1)
        self.assert_sound()
        self.page("choose-one", ["choose", "--board=xavier-nx", "--setting", "unit=cpu", DEPTHWISE])  # one, without a time
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .drawing .point').length"), 1)
        self.assert_sound()

    def test_kernels_are_points_under_the_roofs(self):
        arguments = ["why", "--board=jetson-nano", DEPTHWISE]
        self.page("why", arguments)
        kernels = self.answer(arguments)["kernels"]
        placed = sorted((one for one in kernels if one["macs"] and one["bytes"] and one["latency_s"]), key=lambda one: -one["energy_j"])
        places = self.js(PLACES, ".drawing .point")
        self.assertEqual(len(places), len(placed))
        self.assert_on_log_axis([place[0] for place in places], [one["macs"] / one["bytes"] for one in placed])
        self.assert_on_log_axis([place[1] for place in places], [one["macs"] / one["latency_s"] for one in placed])
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture .roof').length"),
                         len({(one["peak_macs_per_s"], one["bandwidth_bytes_per_s"]) for one in placed}))
        for one in placed:
            self.assertGreaterEqual(one["latency_s"], one["roof_s"] * (1 - 1e-9), "nothing is above its roof")
        self.browser.run("document.querySelector('.layers .name button.plain').focus()")
        self.browser.key("Enter", 13)
        self.assertIn(max(kernels, key=lambda one: one["energy_j"])["sentence"], self.browser.run("document.querySelector('.details').textContent"))
        self.picture("why")
        self.assert_sound()

    def test_two_networks_are_in_one_picture(self):
        self.page("why-two", ["why", "--board=jetson-nano", DEPTHWISE, CNN])
        self.assertEqual(self.browser.run("document.querySelectorAll('.picture svg[role=img]').length"), 1)
        self.assertEqual(self.browser.run("document.querySelectorAll('.layers .long').length"), 2)
        self.assertGreater(self.browser.run("document.querySelectorAll('.picture .drawing path.point').length"), 0, "the second has a shape of its own")
        self.assert_values_along_both_axes()
        self.assert_sound()

    def test_a_board_without_a_roof_says_so(self):
        self.page("why-linear", ["why", "--board=xavier-nx", DEPTHWISE])
        self.assertIn("it has no roof", self.browser.run("document.querySelector('.picture').textContent"))
        self.assert_sound()

    def test_a_pipeline_is_drawn_part_by_part_and_its_mission_below(self):
        file = os.path.join(self.folder, "cascade.yaml")
        with open(file, "w", encoding="utf-8") as out:
            out.write(f"parts:\n  - {{network: {DEPTHWISE}}}\n  - {{name: crops, network: {CNN}, times: 3}}\nmission: {{rate: 10/s, battery: 37 Wh}}\n")
        self.page("pipeline", ["pipeline", "--board=jetson-nano", file])
        self.assertEqual(self.browser.run("[...document.querySelectorAll('.picture h3')].map((h) => h.textContent)"), ["Power over one result", "Power over one cycle", "Battery over time"])
        first = "document.querySelector('.picture svg[role=img]')"
        self.assertEqual(self.browser.run(f"{first}.querySelectorAll('.pick').length"), 2)
        self.assertEqual(self.browser.run("document.querySelector('.picture .legend').innerText.split(/\\n+/)"), ["depthwise.onnx", "crops"])
        self.picture("pipeline")
        self.assert_sound()
        self.page("pipeline-unknown", ["pipeline", "--board=xavier-nx", self.plain(file)])
        self.assertIn("Not known: a part has no energy or no time.", self.browser.run("document.querySelector('.picture').textContent"))
        self.assert_sound()

    SWEEP = ["sweep", "--board=jetson-nano,edge-tpu,orin-nano", "--dim", "batch=1,2,4,8", DEPTHWISE]

    def test_a_sweep_is_a_line_for_each_board_against_the_batch(self):
        self.page("sweep", self.SWEEP)
        rows = self.answer(self.SWEEP)["rows"]
        self.assertEqual(self.browser.run("[...document.querySelectorAll('.pair h3')].map((h) => h.textContent)"), ["energy", "energy of a sample", "latency"])
        self.assertEqual(self.browser.run("document.querySelector('.legend').innerText.split(/\\n+/)"), ["jetson-nano", "edge-tpu", "orin-nano"])
        for number, read in ((0, lambda row: row["totals"]["energy_j"]), (2, lambda row: row["totals"]["latency_s"])):
            known = [row for board in ("jetson-nano", "edge-tpu", "orin-nano") for row in rows if row["board"]["id"] == board and read(row)]
            places = self.curve(number)
            self.assertEqual(len(places), len(known))
            self.assert_on_log_axis([place[0] for place in places], [row["model"]["dims"]["batch"] for row in known])
            highest, lowest = max(known, key=read), min(known, key=read)
            self.assertLess(places[known.index(highest)][1], places[known.index(lowest)][1], "more is higher")
            self.assertEqual(self.browser.run(f"document.querySelectorAll('.picture .drawing')[{number}].querySelectorAll('.line').length"), len({row["board"]["id"] for row in known}))
        bands = {row["board"]["id"] for row in rows if row["totals"]["energy_low_j"]}
        self.assertEqual(self.browser.run("document.querySelector('.picture .drawing').querySelectorAll('.band').length"), len(bands))
        self.assertGreater(len(bands), 0)
        self.assertIn("batch", self.browser.run(TEXTS))
        self.picture("sweep")
        self.assert_sound()

    def test_a_sweep_of_two_numbers_takes_either_for_its_axis_and_of_none_marks_by_name(self):
        self.page("sweep-two", ["sweep", "--board=jetson-nano", "--dim", "image[0]=1,2,4", "--pair", "image[2]=image[3]=16,32", CNN])
        lines = "document.querySelector('.drawing').querySelectorAll('.line').length"
        self.assertEqual(self.browser.run("[...document.querySelector('#across').options].map((o) => o.text)"), ["image[0]", "image[2] = image[3]"])
        self.assertEqual(self.browser.run(lines), 2)
        self.browser.run("(s => { s.value = 1; s.dispatchEvent(new Event('change')); })(document.querySelector('#across'))")
        self.browser.settle()
        self.assertEqual(self.browser.run(lines), 3)
        self.assert_sound()
        self.page("sweep-names", ["sweep", "--board=jetson-nano,orin-nano", CNN, DEPTHWISE])
        self.assertEqual(self.browser.run("document.querySelector('.drawing').querySelectorAll('.point').length"), 2, "one of two boards has no energy")
        self.assertEqual(self.browser.run("document.querySelectorAll('.line').length"), 0)
        self.picture("sweep-names")
        self.assert_sound()

    def test_a_sweep_of_one_row_or_without_a_board_has_a_page(self):
        self.page("sweep-one", ["sweep", "--board=jetson-nano", "--dim", "batch=2", DEPTHWISE])
        self.assertEqual(len(self.curve(0)), 1)
        self.assert_sound()
        self.page("sweep-counts", ["sweep", "--dim", "batch=1,2,4", DEPTHWISE])
        self.assertEqual(self.browser.run("[...document.querySelectorAll('.pair h3')].map((h) => h.textContent)"), ["MACs", "peak of activations"])
        self.assert_sound()

    def folder_of_tokens(self):
        folder = os.path.join(self.folder, "language")
        os.makedirs(folder, exist_ok=True)
        shutil.copy(TESTDATA / "networks/decode-step.onnx", os.path.join(folder, "m.onnx"))
        with open(os.path.join(folder, "genai_config.json"), "w", encoding="utf-8") as out:
            json.dump({"model": {"type": "<b>llama</b>", "context_length": 600, "decoder": {"filename": "m.onnx"}}}, out)
        return folder

    def test_tokens_are_curves_over_the_prompt_under_the_ceiling(self):
        arguments = ["tokens", "--board=jetson-nano", "--bandwidth=25GB/s", "--prompt=128,512,1024", "--batch=1,4", "--dim", "new=1", "--dim", "past=9", self.folder_of_tokens()]
        self.page("tokens", arguments)
        answers = sorted(self.answer(arguments), key=lambda one: (one["batch"], one["prompt"]))
        self.assertEqual(self.browser.run("document.querySelector('.legend').innerText.split(/\\n+/)"), ["batch=1", "batch=4"])
        self.assertEqual(self.browser.run("document.querySelectorAll('.drawing').length"), 4)
        for number in range(4):
            self.assert_on_log_axis([place[0] for place in self.curve(number)], [one["prompt"] for one in answers])
        heights = [place[1] for place in self.curve(1)]
        self.assertGreater(min(heights[3:]), max(heights[:3]), "four sequences share the energy")
        self.assertEqual(self.browser.run("document.querySelector('.drawing').querySelectorAll('.mean').length"), 2, "a ceiling a batch")
        self.assertEqual(self.browser.run("[...document.querySelectorAll('.mean, .line')].filter((e) => getComputedStyle(e).fill !== 'none').length"), 0, "lines, not areas")
        places = self.browser.run("[...document.querySelectorAll('.drawing')[3].querySelectorAll('text')].map(t => t.textContent).filter(t => /B$/.test(t))")
        self.assertGreater(len(places), 2)
        for text in places:  # 0 B, 256 KiB, 1.5 MiB: eighths of a power of two
            self.assertRegex(text, r"^\d+(\.(125|25|375|5|625|75|875))? ([KMGT]i)?B$", "bytes are counted in powers of two")
        self.assertIn("the ceiling of 25 GB/s", self.browser.run("document.querySelector('.pair').textContent"))
        self.assertIn("more than the 600", self.browser.run("document.body.textContent"))
        self.picture("tokens")
        self.assert_sound()
        self.page("tokens-one", ["tokens", "--board=xavier-nx", "--dim", "new=1", "--dim", "past=9", self.folder_of_tokens()])
        self.assert_sound()
        self.page("tokens-counts", ["tokens", "--prompt=8,16", "--dim", "new=1", "--dim", "past=9", self.folder_of_tokens()])
        self.assertEqual(self.browser.run("document.querySelector('.drawing').textContent"), "Not known in any row.")
        self.assert_sound()

    def plain(self, file):
        """The same cascade without a mission: a board without times cannot have one."""
        with open(file, encoding="utf-8") as source, open(file + ".yaml", "w", encoding="utf-8") as out:
            out.writelines(line for line in source if not line.startswith("mission"))
        return file + ".yaml"

    def test_networks_without_layers_and_with_hostile_names_have_pages(self):
        self.page("why-empty", ["why", "--board=jetson-nano", NO_LAYERS])
        self.assert_sound()
        for verb in (["mission", "--board=jetson-nano", "--rate=1/s"], ["choose", "--board=jetson-nano"], ["why", "--board=jetson-nano"], ["sweep", "--board=jetson-nano,edge-tpu"]):
            self.page(verb[0] + "-hostile", [*verb, HOSTILE])
            self.assertEqual(self.browser.run("document.images.length"), 0)
            self.assertEqual(self.browser.run("document.scripts.length"), 2)
            self.assertNotIn("owned", self.browser.run("document.title"))
            self.assert_sound()

    def test_narrow_and_dark(self):
        self.browser.size(400, 800)
        self.browser.media("dark")
        for name, arguments in (("mission", self.MISSION), ("choose", self.CHOICE), ("why", ["why", "--board=jetson-nano", DEPTHWISE]), ("sweep", self.SWEEP)):
            self.page(name + "-narrow", arguments)
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 400)
            self.assertLessEqual(max(self.browser.run("[...document.querySelectorAll('.picture svg[role=img]')].map((s) => s.getBoundingClientRect().right)")), 400)
            self.assertEqual(self.browser.run("getComputedStyle(document.body).backgroundColor"), "rgb(18, 21, 26)")
            self.picture(name + "-narrow")
            if name in ("choose", "why"):
                self.assert_values_along_both_axes()
            self.assert_sound()

    def test_without_scripts_figures_and_tables_can_be_read(self):
        for name, arguments in (("choose", self.CHOICE), ("why", ["why", "--board=jetson-nano", DEPTHWISE]), ("mission", self.MISSION)):
            path = self.page(name + "-plain", arguments, open_it=False)
            self.browser.call("Page.navigate", url="about:blank")
            self.browser.scripts(False)
            self.browser.call("Page.navigate", url="file://" + path)
            while not self.browser.run("document.readyState === 'complete' && document.querySelectorAll('main section').length"):
                pass
            self.assertGreater(self.browser.run("[...document.querySelectorAll('tbody tr')].filter(r => r.offsetParent !== null).length"), 2, name)
            self.browser.scripts(True)

    def test_real_networks_in_curves(self):
        models = self.extra("models")
        self.page("sweep-real", ["sweep", "--board=agx-xavier,jetson-nano,raspberry-pi-5", "--dim", "input[0]=1,2,4,8,16,32", os.path.join(models, "tv_mobilenet_v2_op13.onnx")])
        self.picture("sweep-real")
        self.assert_sound()
        self.page("tokens-real", ["tokens", "--board=orin-nano", "--power=10W", "--bandwidth=68GB/s", "--prompt=128,512,2048,8192", "--batch=1,4", os.path.join(models, "modern/llm/qwen2.5-0.5b-int4-cuda")])
        self.picture("tokens-real")
        self.assert_sound()

    def test_real_networks(self):
        if not EXTRA:
            self.skipTest("needs ENERGY_OPT_EXTRA_DATA")
        networks = [os.path.join(EXTRA, "models", name) for name in ("tv_resnet50_op13_nw.onnx", "tv_mobilenet_v2_op13.onnx", "dk_yolov4_tiny_416_op13_nw.onnx")]
        self.page("choose-real", ["choose", "--board=agx-xavier,jetson-nano,edge-tpu,raspberry-pi-5", "--latency=50ms", *networks])
        self.picture("choose-real")
        self.assert_values_along_both_axes()
        settings = self.browser.run("[...document.querySelectorAll('.long td bdi')].filter((b) => b.textContent.includes('precision=') && b.offsetWidth > b.parentElement.clientWidth).length")
        self.assertEqual(settings, 0, "what tells two settings apart is not cut off")
        self.assert_sound()
        for board in ("jetson-nano", "agx-xavier", "edge-tpu", "raspberry-pi-5"):
            self.page("why-" + board, ["why", "--board=" + board, networks[2]])
            self.picture("why-" + board)
            self.assert_values_along_both_axes()
            self.assert_sound()


if __name__ == "__main__":
    main()
