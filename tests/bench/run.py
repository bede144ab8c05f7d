#!/usr/bin/env python3
"""Every benchmark, each figure beside its floor of the same run, as one JSON document.

usage: run.py BUILD_DIR [--full] [--out FILE] [NAME...]
Build first: cmake --preset release && cmake --build build/release --target benches gatehouse gatehousectl
NAME picks some: "startup", or one of the programs bench_NAME. --full takes the sizes and the times
of the goals (100 million rows, ten minutes of scrolling); else the same in short.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("names", nargs="*")
parser.add_argument("--full", action="store_true")
parser.add_argument("--out")
chosen = parser.parse_args()
build = os.path.abspath(chosen.build)
here = os.path.dirname(os.path.abspath(__file__))
environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8",
                   QT_LOGGING_RULES="qt.qpa.*=false")
if chosen.full:
    environment["GATEHOUSE_FULL"] = "1"  # as ./test --full


def programs():
    """Name and command. bench_twin is a part of "startup", not a benchmark."""
    if os.path.exists(build + "/app/gatehouse"):
        yield "startup", [sys.executable, here + "/startup.py", build]
        yield "migrate", [sys.executable, here + "/migrate.py", build]
        yield "migratekinds", [sys.executable, here + "/migratekinds.py", build]
    for path in sorted(glob.glob(build + "/tests/bench/bench_*")):
        name = os.path.basename(path)[len("bench_"):]
        if name != "twin" and os.access(path, os.X_OK) and os.path.isfile(path):
            yield name, [path]


results, failed = {}, False
for name, command in programs():
    if chosen.names and name not in chosen.names:
        continue
    begun = time.time()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        results[name] = json.loads(done.stdout)
    except ValueError:
        results[name] = {"error": "exit status %d, no JSON" % done.returncode}
        failed = True
    results[name]["took_s"] = round(time.time() - begun, 1)
document = json.dumps({"host_cores": os.cpu_count(), "load_average": os.getloadavg()[0],
                       "full": chosen.full, "benchmarks": results}, indent=2)
if chosen.out:
    with open(chosen.out, "w") as file:
        file.write(document + "\n")
print(document)
sys.exit(1 if failed or not results else 0)
