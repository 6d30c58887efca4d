"""The function that docs/examples/spark-estimate.py hands to Spark, without Spark: batches of pandas in and out. $NETWORKS: testdata/networks."""
import importlib.util
import os
import pathlib
import unittest

import energy_opt

NETWORKS = pathlib.Path(os.environ["NETWORKS"])
RECIPE = pathlib.Path(__file__).resolve().parents[2] / "docs/examples/spark-estimate.py"


class SparkRecipe(unittest.TestCase):
    def test_a_row_a_network_failures_included(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        spec = importlib.util.spec_from_file_location("spark_estimate", RECIPE)
        recipe = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(recipe)
        network = (NETWORKS / "tiny-cnn.onnx").read_bytes()
        batches = [pandas.DataFrame({"path": ["a.onnx", "b.onnx"], "content": [network, b"no network"]}),
                   pandas.DataFrame({"path": ["c.onnx"], "content": [bytearray(network)]})]
        first, second = recipe.estimates("jetson-nano")(iter(batches))
        names = [column.split()[0] for column in recipe.SCHEMA.split(", ")]
        self.assertEqual(list(first.columns), names)
        expected = energy_opt.estimate(network, board="jetson-nano")
        self.assertEqual(first["energy_j"][0], expected.energy_j)
        self.assertEqual((first["energy_low_j"][0], first["energy_high_j"][0]), expected.interval[:2])
        self.assertIsNone(first["error"][0])
        self.assertIn("b.onnx", first["error"][1])
        self.assertEqual(second["macs"][0], expected.macs)


if __name__ == "__main__":
    unittest.main()
