"""A runner of energy-calibrate: ONNX Runtime for Python (package onnxruntime, or onnxruntime-gpu, -openvino, …).

Options: threads=N (default: all cores), provider=NAME (default: the first the package offers, such as
CUDAExecutionProvider). The protocol is in docs/measuring.md.
"""

import os
import statistics
import sys
import time


def say(line):
    print(line, flush=True)


def made_up(numpy, given, name, shape, kind):
    """Numbers that are neither all zero nor tiny: some kernels take a short cut for the one and trap on the other."""
    sizes = [dim if isinstance(dim, int) and dim >= 0 else int(given.get(dim, given.get(f"{name}[{axis}]", 1)))
             for axis, dim in enumerate(shape)]
    kinds = {"float": "float32", "double": "float64", "float16": "float16", "bool": "bool"}
    element = kind[len("tensor("):-1]
    if element == "string":
        return numpy.full(sizes, "a", dtype=object)
    data = numpy.zeros(sizes, dtype=kinds.get(element, element))
    if element in ("float", "double", "float16"):
        data.flat = (numpy.arange(data.size) * 37 % 101) / 101
    if element == "bool":
        data[...] = True
    return data


def main():
    import numpy
    import onnxruntime

    if sys.argv[1] == "--check":
        return
    say("energy-opt-runner 1")
    given = {"--dim": {}, "--option": {}}
    for flag, text in zip(sys.argv[2::2], sys.argv[3::2]):
        key, _, value = text.rpartition("=")
        given[flag][key] = value
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    threads = given["--option"].get("threads")
    if threads:
        options.intra_op_num_threads = int(threads)
    providers = [given["--option"].get("provider", onnxruntime.get_available_providers()[0])]

    def session():
        return onnxruntime.InferenceSession(sys.argv[1], options, providers=providers)

    loaded = session()
    feeds = {one.name: made_up(numpy, given["--dim"], one.name, one.shape, one.type) for one in loaded.get_inputs()}
    say("fact runtime onnxruntime-python")
    say(f"fact version {onnxruntime.__version__}")
    say(f"fact provider {loaded.get_providers()[0]}")
    say(f"fact threads {threads or 'all'}")
    say("ready")

    def run(seconds, hertz):
        say("begin")
        start = time.perf_counter()
        count, times = 0, []
        while True:
            begin = time.perf_counter()
            loaded.run(None, feeds)
            times.append(time.perf_counter() - begin)
            count += 1
            if hertz:
                time.sleep(max(0, start + count / hertz - time.perf_counter()))
            if time.perf_counter() - start >= seconds:
                break
        busy = sum(times) if hertz else time.perf_counter() - start
        say(f"end {count} {busy:.9f} {statistics.median(times):.9f}")

    def profile(file):
        options.enable_profiling = True
        options.profile_file_prefix = file + ".part"
        profiled = session()
        for _ in range(5):
            profiled.run(None, feeds)
        os.replace(profiled.end_profiling(), file)
        options.enable_profiling = False
        say(f"profile {file}")

    for line in sys.stdin:
        words = line.split()
        if not words or words[0] == "quit":
            break
        if words[0] == "run":
            run(float(words[1]), float(words[2]) if len(words) > 2 else 0)
        elif words[0] == "profile":
            profile(line.strip()[len("profile "):])
        else:
            say(f"error '{line.strip()}' is no request")


try:
    main()
except Exception as error:  # whatever hinders it is the runner's answer
    say("error " + " ".join(str(error).split()))
    sys.exit(1)
