"""The Python package, as scripts/check-library.sh puts it on the path. $NETWORKS: testdata/networks."""
import ctypes
import json
import os
import pathlib
import subprocess
import threading
import unittest

import energy_opt

NETWORKS = pathlib.Path(os.environ["NETWORKS"])
MLP, CNN = NETWORKS / "mlp.onnx", NETWORKS / "tiny-cnn.onnx"


class Estimates(unittest.TestCase):
    def test_path_bytes_and_proto_say_the_same(self):
        by_path = energy_opt.estimate(CNN, board="jetson-nano")
        data = CNN.read_bytes()
        for network in (data, bytearray(data), memoryview(data)):
            report = energy_opt.estimate(network, board="jetson-nano", name=str(CNN))
            self.assertEqual(report.to_json(), by_path.to_json())

        class Proto:
            def SerializeToString(self):
                return data

        self.assertEqual(energy_opt.estimate(Proto(), board="jetson-nano").energy_j, by_path.energy_j)
        try:
            import onnx
        except ImportError:
            return
        self.assertEqual(energy_opt.estimate(onnx.load(str(CNN)), board="jetson-nano").energy_j, by_path.energy_j)

    def test_figures_are_those_of_the_command_line(self):
        tool = os.environ.get("ENERGY_OPT_TOOL")
        if not tool:
            self.skipTest("$ENERGY_OPT_TOOL is not set")
        asked = [  # those of tests/cli/InterfacesTest.cpp, which asks worker, MCP, C and C++
            (CNN, "jetson-nano", "", {}),
            (NETWORKS / "depthwise.onnx", "agx-xavier", "--setting=power_mode=15w --dim=batch=3",
             dict(settings={"power_mode": "15w"}, dims={"batch": 3})),
            (NETWORKS / "if.onnx", "xavier-nx", "", {}),
            (NETWORKS / "transformer-block.onnx", "raspberry-pi-5", "--dim=sequence=16", dict(dims={"sequence": 16})),
            (MLP, "edge-tpu", "--power=2W --mac-convention=thop", dict(power_w=2.0, mac_convention="thop")),
        ]
        for network, board, flags, options in asked:
            line = subprocess.run([tool, f"--board={board}", "--format=ndjson", *flags.split(), str(network)], check=True,
                                  capture_output=True, text=True).stdout.rstrip("\n")
            report = energy_opt.estimate(network, board=board, **options)
            self.assertEqual(report.to_json(), line)
            self.assertEqual(report.energy_j, json.loads(line)["totals"]["energy_j"])

    def test_interval_and_trust(self):
        report = energy_opt.estimate(CNN, board="jetson-nano")
        self.assertLess(report.interval.low_j, report.energy_j)
        self.assertLess(report.energy_j, report.interval.high_j)
        self.assertIn(report.trust.level, ("calibrated", "partly", "guess"))
        self.assertIsNone(energy_opt.estimate(CNN, board="xavier-nx").interval)
        self.assertIsNone(energy_opt.estimate(CNN).energy_j)

    def test_dims(self):
        one = energy_opt.estimate(NETWORKS / "depthwise.onnx")
        self.assertEqual(energy_opt.estimate(NETWORKS / "depthwise.onnx", dims={"batch": 8}).macs, 8 * one.macs)

    def test_errors_carry_code_node_and_hint(self):
        with self.assertRaises(energy_opt.UsageError) as caught:
            energy_opt.estimate(MLP, board="jetson-nanno")
        self.assertEqual((caught.exception.code, caught.exception.node), ("usage", None))
        self.assertIn("jetson-nano", caught.exception.hint)
        with self.assertRaises(energy_opt.NetworkError) as caught:
            energy_opt.estimate(b"no network")
        self.assertEqual(caught.exception.code, "input")
        with self.assertRaises(TypeError):
            energy_opt.estimate(7)

    def test_many_in_order_failures_included(self):
        asked = [MLP, "no-such.onnx", CNN] * 10
        answers = list(energy_opt.estimate_many(asked, jobs=4, board="jetson-nano"))
        self.assertEqual(len(answers), 30)
        for i, answer in enumerate(answers):
            if i % 3 == 1:
                self.assertIsInstance(answer, energy_opt.NetworkError)
            else:
                self.assertEqual(answer.to_dict()["model"]["path"], str(asked[i]))

    def test_other_threads_run_while_one_estimates(self):
        """The estimate waits for bytes that this thread writes: with the interpreter's lock held neither would go on."""
        read, write = os.pipe()
        reports = energy_opt.estimate_many([f"/dev/fd/{read}"], jobs=1)
        macs = []
        asking = threading.Thread(target=lambda: macs.append(next(reports).macs), daemon=True)
        asking.start()
        with os.fdopen(write, "wb") as writer:
            writer.write(CNN.read_bytes())
        asking.join(30)
        os.close(read)
        self.assertEqual(macs, [energy_opt.estimate(CNN).macs])


class Tables(unittest.TestCase):
    def test_layers_are_rows(self):
        report = energy_opt.estimate(CNN, board="jetson-nano")
        self.assertEqual(len(report.layers), len(list(report.layers)))
        self.assertAlmostEqual(sum(row["energy_j"] or 0 for row in report.layers), report.energy_j)
        columns = report.layers.columns()
        self.assertEqual(columns["name"], [row["name"] for row in report.layers])
        self.assertNotIn("outputs", columns)

    def test_arrow_stream(self):
        report = energy_opt.estimate(CNN, board="jetson-nano")
        capsule = report.layers.__arrow_c_stream__()
        is_valid = ctypes.pythonapi.PyCapsule_IsValid
        is_valid.argtypes = [ctypes.py_object, ctypes.c_char_p]
        self.assertTrue(is_valid(capsule, b"arrow_array_stream"))
        del capsule  # nobody has read it: it frees itself
        try:
            import pyarrow
        except ImportError:
            self.skipTest("pyarrow is not installed; tests/api/ArrowTest.cpp reads the same stream")
        table = pyarrow.table(report.layers)
        self.assertEqual(table.column("energy_j").to_pylist(), report.layers.columns()["energy_j"])

    def test_pandas(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        self.assertEqual(list(energy_opt.estimate(CNN).layers.to_pandas()["op"]),
                         energy_opt.estimate(CNN).layers.columns()["op"])

    def test_notebooks_get_the_page(self):
        self.assertIn("<iframe srcdoc=\"&lt;!DOCTYPE html", energy_opt.estimate(CNN)._repr_html_())


class Others(unittest.TestCase):
    def test_boards(self):
        by_name = {board.name: board for board in energy_opt.boards()}
        self.assertIn("15w", by_name["agx-xavier"].settings["power_mode"]["values"])

    def test_diff(self):
        one = energy_opt.estimate(CNN, board="jetson-nano")
        self.assertIn("no change", str(energy_opt.diff(one, one)))
        self.assertEqual(energy_opt.diff(one, one).data["schema"], "energy-opt/diff/1")

    def test_lint(self):
        verdict = energy_opt.lint(CNN, board="jetson-nano", budgets=["macs=1"], rules={"all": "off"})
        self.assertEqual((verdict.verdict, verdict.exit_code), ("DOES NOT FIT", 1))
        self.assertEqual(energy_opt.lint(CNN, budgets=["macs=1G"], rules={"all": "off"}).exit_code, 0)

    def test_explain(self):
        self.assertEqual(energy_opt.explain("EO0501")["code"], "EO0501")
        with self.assertRaises(energy_opt.UsageError):
            energy_opt.explain("EO9999")


if __name__ == "__main__":
    unittest.main()
