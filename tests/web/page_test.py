#!/usr/bin/env python3
"""The page in the browser (scripts/build-web.sh) as a reader uses it, in a headless Chromium: page_test.py PAGE ENERGY_OPT [KEPT_FOLDER].

Exits with 77 where no Chromium is installed. Networks of $ENERGY_OPT_EXTRA_DATA/models are tested where that is set.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/html"))
from browser import PageTest, test_pages  # noqa: E402

NETWORKS = ROOT / "testdata/networks"
EXTRA = os.environ.get("ENERGY_OPT_EXTRA_DATA")


def varint(value):
    text = b""
    while value > 127:
        text += bytes([value & 127 | 128])
        value >>= 7
    return text + bytes([value])


def field(number, content):
    """A field of protobuf's wire format: a number, or bytes with their length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def write_large(path, rows, columns):
    """y = x · w with the `rows` x `columns` float weights in the file, all zero and sparse on disk: only its head and tail are written."""
    def value(name, *shape):
        dims = b"".join(field(1, field(1, size)) for size in shape)
        return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))
    node = field(1, b"x") + field(1, b"w") + field(2, b"y") + field(3, b"product") + field(4, b"MatMul")
    size = 4 * rows * columns
    tensor = field(1, rows) + field(1, columns) + field(2, 1) + field(8, b"w") + varint(9 << 3 | 2) + varint(size)  # raw_data follows
    before = field(1, node) + field(2, b"g") + varint(5 << 3 | 2) + varint(len(tensor) + size) + tensor
    after = field(11, value(b"x", 1, rows)) + field(12, value(b"y", 1, columns))
    head = field(1, 8) + field(8, field(1, b"") + field(2, 13)) + varint(7 << 3 | 2) + varint(len(before) + size + len(after)) + before
    with open(path, "wb") as file:
        file.write(head)
        file.seek(size, os.SEEK_CUR)
        file.write(after)


class Page(PageTest):
    def setUp(self):
        super().setUp()
        self.browser.open(PAGE)
        self.until("state.ready")

    def until(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not self.browser.run(condition):
            self.assertLess(time.monotonic(), end, f"{condition}: {self.browser.messages} {self.browser.run('document.body.innerText')[:600]}")
            time.sleep(0.02)

    def choose(self, path):
        handle = self.browser.call("Runtime.evaluate", expression="document.getElementById('file')")["result"]["objectId"]
        self.browser.call("DOM.setFileInputFiles", files=[str(path)], objectId=handle)
        self.until("!byId('go').disabled")

    def check(self, *boards):
        for board in boards:
            self.browser.run(f"document.querySelector('input[value={board}]').click()")

    def estimate(self, seconds=60):
        self.browser.run("byId('go').click()")
        self.until("!state.busy", seconds)

    def json(self, index):
        """The report at `index` as the page saves it."""
        return self.browser.run(f"""new Promise((done) => {{
          const heard = (event) => {{ if (event.data.format === 'json') {{ worker.removeEventListener('message', heard); done(event.data.text); }} }};
          worker.addEventListener('message', heard);
          worker.postMessage({{ kind: 'write', index: {index}, format: 'json' }});
        }})""")

    def in_report(self, script, seconds=20):
        """The value of an expression in the report, which has a process of its own."""
        end = time.monotonic() + seconds
        while True:
            found = [t for t in self.browser.call("Target.getTargets")["targetInfos"] if t["type"] == "iframe"]
            if found or time.monotonic() > end:
                break
            time.sleep(0.05)
        page = self.browser.session
        inner = self.browser.call("Target.attachToTarget", targetId=found[-1]["targetId"], flatten=True)["sessionId"]
        try:
            self.browser.session = inner
            while not self.browser.run("document.documentElement?.classList.contains('js')") and time.monotonic() < end:
                time.sleep(0.05)
            return self.browser.run(script)
        finally:
            self.browser.session = page

    def tool(self, path, *arguments):
        path = pathlib.Path(path)
        return subprocess.run([TOOL, path.name, "--format=json", *arguments], cwd=path.parent, capture_output=True, text=True, check=True).stdout

    def same(self, path, boards):
        self.choose(path)
        self.estimate(120)
        self.assertEqual(self.browser.run("byId('problem').hidden"), True, self.browser.run("byId('problem').innerText"))
        for index, board in enumerate(boards):
            self.assertEqual(self.json(index).strip(), self.tool(path, "--board=" + board).strip(), f"{path} on {board}")

    def test_its_figures_are_those_of_the_tool_to_the_last_bit(self):
        boards = ["edge-tpu", "jetson-nano", "raspberry-pi-5", "hailo-8l"]  # as they stand there: without figures last
        self.check(*boards)
        paths = [NETWORKS / name for name in ("tiny-cnn.onnx", "quantized.onnx", "mlp.onnx", "loop.onnx")]
        if EXTRA:
            paths += [pathlib.Path(EXTRA) / "models" / name for name in
                      ("tv_squeezenet1_1_op13.onnx", "tv_swin_v2_t_op13_nw.onnx", "mlcommons_resnet.onnx", "tvq_resnet18_qdq_op13_xd.onnx")]
        for path in paths:
            self.same(path, boards)
        self.assertEqual(self.browser.messages, [])

    def test_shows_totals_by_board_and_the_report_of_one(self):
        self.choose(NETWORKS / "tiny-cnn.onnx")
        self.check("jetson-nano", "raspberry-pi-5")
        self.browser.run("document.querySelector('.settings:not([hidden]) select[name=precision]').value = 'fp16'")
        self.estimate()
        rows = self.browser.run("[...document.querySelectorAll('#results tbody tr')].map(r => r.innerText.replace(/\\s+/g, ' '))")
        self.assertEqual(len(rows), 2)
        totals = json.loads(self.tool(NETWORKS / "tiny-cnn.onnx", "--board=jetson-nano", "--setting=precision=fp16"))["totals"]
        self.assertIn(f"{totals['energy_j'] * 1e3:.4g} mJ", rows[0])
        self.assertIn("fp16", rows[0])
        self.until("!byId('reportpart').hidden")
        self.assertIn("jetson-nano", self.browser.run("byId('report').srcdoc"))
        self.browser.run("document.querySelectorAll('#results tbody button')[1].click()")
        self.until("state.shown === 1 && byId('report').srcdoc.includes('raspberry-pi-5')")
        self.assertIn("raspberry-pi-5", self.in_report("document.body.innerText"))
        self.assertGreater(self.in_report("document.querySelectorAll('svg rect').length"), 0)  # its own script has drawn: both policies let it
        self.assertEqual(self.in_report("window.origin"), "null")  # and it is shut in
        self.assertEqual(self.browser.messages, [])
        self.assertTrue(all(r.startswith(("file:", "blob:", "data:", "about:")) for r in self.browser.requests), self.browser.requests)

    def test_may_ask_no_address_for_anything(self):
        answer = self.browser.run("fetch('http://127.0.0.1:9/').then(() => 'sent', (problem) => String(problem))")
        self.assertIn("TypeError", answer)
        self.assertTrue(any("Content Security Policy" in text for text in self.browser.messages), self.browser.messages)

    def test_asks_for_open_dimensions(self):
        self.choose(NETWORKS / "decode-step.onnx")
        self.check("jetson-nano")
        self.estimate()
        names = self.browser.run("[...document.querySelectorAll('#dimfields input')].map(i => i.name)")
        self.assertTrue(names)
        self.assertIn("usage", self.browser.run("byId('problem').innerText"))
        self.assertEqual(self.browser.run("document.activeElement.name"), names[0])
        for name in names:
            self.browser.run(f"[...document.querySelectorAll('#dimfields input')].find(i => i.name === {name!r}).value = '7'")
        self.estimate()
        self.assertEqual(self.browser.run("byId('problem').innerText") if not self.browser.run("byId('problem').hidden") else "", "")
        self.assertEqual(self.json(0).strip(), self.tool(NETWORKS / "decode-step.onnx", "--board=jetson-nano", *(f"--dim={n}=7" for n in names)).strip())

    def drag(self, kind, path, selector):
        """One step of dragging a file of the desktop to the middle of an element."""
        x, y = self.browser.run(f"(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector({selector!r}).getBoundingClientRect())")
        self.browser.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data={"items": [], "files": [str(path)], "dragOperationsMask": 1})

    def test_takes_a_file_that_is_dropped_on_it_or_beside_the_field(self):
        over = "byId('drop').classList.contains('over')"
        for kind in ("dragEnter", "dragOver"):
            self.drag(kind, NETWORKS / "tiny-cnn.onnx", "#drop")
            self.assertTrue(self.browser.run(over), kind)
        self.drag("drop", NETWORKS / "tiny-cnn.onnx", "#drop")
        self.until("!byId('go').disabled")
        self.assertFalse(self.browser.run(over))
        self.assertIn("tiny-cnn.onnx, ", self.browser.run("byId('chosen').innerText"))
        self.check("jetson-nano")
        self.estimate()
        self.assertEqual(self.json(0).strip(), self.tool(NETWORKS / "tiny-cnn.onnx", "--board=jetson-nano").strip())
        for kind in ("dragEnter", "dragOver", "drop"):  # beside it: another file, and still this page
            self.drag(kind, NETWORKS / "mlp.onnx", "h1")
        self.until("state.file.name === 'mlp.onnx'")
        self.estimate()
        self.assertEqual(self.json(0).strip(), self.tool(NETWORKS / "mlp.onnx", "--board=jetson-nano").strip())

    def test_stops_when_told_and_answers_again(self):
        self.choose(pathlib.Path(EXTRA) / "models/tv_swin_v2_t_op13_nw.onnx" if EXTRA else NETWORKS / "tiny-cnn.onnx")
        boards = self.browser.run("[...document.querySelectorAll('#boards input')].map(box => { box.click(); return box.value; })")
        self.assertGreater(len(boards), 20)
        rows = self.browser.run("""new Promise((done) => {
          byId('go').click();
          const look = () => state.rows.length === 0 ? setTimeout(look, 0) : done([state.rows.length, state.busy, byId('stop').hidden, byId('go').disabled]);
          look();
        }).then((seen) => { byId('stop').click(); return [...seen, byId('status').innerText, byId('stop').hidden]; })""")
        self.assertLess(rows[0], len(boards))
        self.assertEqual(rows[1:], [True, False, True, "stopped", True])
        self.until("state.ready && !byId('go').disabled")
        time.sleep(0.3)  # what was under way would arrive now
        self.assertEqual(self.browser.run("[state.rows.length, byId('results').hidden, byId('reportpart').hidden, byId('problem').hidden]"), [0, True, True, True])
        for board in boards:
            if board != "jetson-nano":
                self.check(board)
        self.same(NETWORKS / "mlp.onnx", ["jetson-nano"])
        self.assertEqual(self.browser.messages, [])

    def test_boards_are_listed_by_what_one_chooses_them_by(self):
        listed = subprocess.run([TOOL, "--list-boards"], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"}).stdout
        rows = dict(self.browser.run("[...byId('boards').children].map(row => [row.querySelector('input').value, row.innerText])"))
        measured, unmeasured = listed.split("\nwithout figures")
        names = []
        for line in measured.splitlines()[1:]:
            name, unit, precisions, metered, energy, seconds, networks, _ = re.split(r" {2,}", line.strip())
            names.append(name)
            self.assertIn(unit, rows[name])
            self.assertIn(precisions.replace(",", ", "), rows[name])
            if metered != "–":
                self.assertIn("metered: " + metered, rows[name])
            self.assertIn("scaled from" if energy == "scaled" else f"error: energy {energy}, time {seconds}", rows[name])
            if networks != "–":
                self.assertIn(networks + " networks", rows[name])
        self.assertGreater(len(names), 20)
        for line in unmeasured.splitlines()[1:]:
            if line.startswith(" "):
                names.append(line.split()[0])
                self.assertIn("without figures", rows[names[-1]])
        self.assertEqual(list(rows), names)  # those without figures last
        self.browser.run("byId('find').value = 'wall 31'; byId('find').dispatchEvent(new Event('input'))")
        shown = self.browser.run("[...byId('boards').children].filter(row => !row.hidden).map(row => row.innerText)")
        self.assertTrue(shown and all("metered: wall" in text for text in shown), shown)

    def test_says_what_is_wrong_with_a_file_and_goes_on(self):
        broken = pathlib.Path(self.folder) / "broken <b>.onnx"
        broken.write_bytes((NETWORKS / "tiny-cnn.onnx").read_bytes()[:300])
        self.choose(broken)
        self.estimate()
        text = self.browser.run("byId('problem').innerText")
        self.assertIn("input", text)
        self.assertIn("broken <b>.onnx: truncated", text)
        self.check("jetson-nano")
        self.same(NETWORKS / "hostile-names.onnx", ["jetson-nano"])

    def test_reads_a_file_of_more_than_2_gib_by_slices(self):
        large = pathlib.Path(self.folder) / "large.onnx"
        write_large(large, 1 << 15, 17000)
        try:
            self.assertGreater(large.stat().st_size, 1 << 31)
            self.choose(large)
            begin = time.monotonic()
            self.estimate()
            self.assertLess(time.monotonic() - begin, 10)
            self.assertEqual(self.browser.run("byId('problem').innerText"), "")
            totals = json.loads(self.json(0))["totals"]
            self.assertEqual(totals["macs"], (1 << 15) * 17000)  # one product of a row and a matrix
            self.assertEqual(totals["param_bytes"], 4 * (1 << 15) * 17000)
        finally:
            large.unlink()

    def test_refuses_a_file_beyond_its_addresses(self):
        large = pathlib.Path(self.folder) / "too-large.onnx"
        with open(large, "wb") as file:
            file.truncate(1 << 32)
        try:
            self.choose(large)
            self.estimate()
            self.assertIn("less than 4 GiB", self.browser.run("byId('problem').innerText"))
        finally:
            large.unlink()

    def test_is_used_by_keyboard(self):
        self.choose(NETWORKS / "tiny-cnn.onnx")
        self.browser.run("document.querySelector('input[value=jetson-nano]').focus()")
        for kind in ("keyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", windowsVirtualKeyCode=32, text=" ")
        self.assertTrue(self.browser.run("document.querySelector('input[value=jetson-nano]').checked"))
        self.browser.key("Enter", 13)  # in the form: as its button
        self.until("state.rows.length === 1 && !state.busy")
        self.browser.run("document.querySelector('#results tbody button').focus()")
        self.browser.key("Enter", 13)
        self.until("!byId('reportpart').hidden")

    def test_fits_dark_and_narrow(self):
        for name, scheme, width in (("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 400), ("narrow-dark", "dark", 400)):
            self.browser.media(scheme)
            self.browser.size(width, 1000)
            self.browser.open(PAGE)
            self.until("state.ready")
            self.choose(NETWORKS / "tiny-cnn.onnx")
            self.check("jetson-nano", "raspberry-pi-5")
            self.estimate()
            self.until("!byId('reportpart').hidden")
            self.browser.settle()
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width, name)
            self.picture(name)
            self.browser.run("byId('results').scrollIntoView()")
            time.sleep(0.5)
            self.picture(name + "-report")


if __name__ == "__main__":
    PAGE, TOOL = sys.argv[1], os.path.abspath(sys.argv[2])
    test_pages(sys.argv[3] if len(sys.argv) > 3 else None)
