#!/usr/bin/env python3
"""Networks of a folder that Spark can read, estimated where they lie.

    spark-submit spark-estimate.py NETWORKS BOARD OUT

`binaryFile` hands every file with its bytes to a worker, `mapInPandas` the batches to `estimates`; nothing is copied to the driver.
What cannot be estimated is a row with its error. Needs the package of scripts/build-python.sh on all workers.
"""
import sys

SCHEMA = "path string, energy_j double, energy_low_j double, energy_high_j double, latency_s double, macs long, error string"


def estimates(board):
    """The function for mapInPandas: batches of (path, content) in, batches of the schema out."""

    def of_batches(batches):
        import energy_opt
        import pandas

        session = energy_opt.Session()  # boards are read once a worker
        for batch in batches:
            rows = []
            for path, content in zip(batch["path"], batch["content"]):
                try:
                    report = session.estimate(bytes(content), board, name=path)
                    low, high, _ = report.interval or (None, None, None)
                    rows.append((path, report.energy_j, low, high, report.latency_s, report.macs, None))
                except energy_opt.EnergyOptError as error:
                    rows.append((path, None, None, None, None, None, str(error)))
            yield pandas.DataFrame(rows, columns=[column.split()[0] for column in SCHEMA.split(", ")])

    return of_batches


def main():
    from pyspark.sql import SparkSession

    if len(sys.argv) != 4:
        sys.exit(__doc__)
    networks, board, out = sys.argv[1:]
    spark = SparkSession.builder.appName("energy-opt").getOrCreate()
    files = spark.read.format("binaryFile").option("pathGlobFilter", "*.onnx").option("recursiveFileLookup", "true").load(networks)
    files.select("path", "content").repartition(4 * spark.sparkContext.defaultParallelism).mapInPandas(
        estimates(board), SCHEMA).write.parquet(out)


if __name__ == "__main__":
    main()
