#!/usr/bin/env python3
"""Start to first paint, and idle memory, of gatehouse beside the least Qt window with a chart and SQL.

usage: startup.py BUILD_DIR [RUNS]      prints one JSON document with both sides and their ratio
Both run alternately on the same sandbox, offscreen; a third series gives gatehouse a dead server.
"""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime

build = os.path.abspath(sys.argv[1])
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 9
home = tempfile.mkdtemp(prefix="gatehouse-bench-")
environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=home)
for name in ("CONFIG", "DATA", "STATE"):
    environment["GATEHOUSE_%s_DIR" % name] = os.path.join(home, name.lower())
log = os.path.join(home, "state", "gatehouse.log")


def memory(pid):
    with open("/proc/%d/smaps_rollup" % pid) as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024


def end(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def twin(socket_dir):
    begun = time.time()
    process = subprocess.Popen([build + "/tests/bench/bench_twin", socket_dir], env=environment,
                               stdout=subprocess.PIPE, text=True)
    painted = int(process.stdout.readline())
    time.sleep(3)
    result = painted - begun * 1000, memory(process.pid)
    end(process)
    return result


def gatehouse(url):
    if os.path.exists(log):
        os.remove(log)
    begun = time.time()
    process = subprocess.Popen([build + "/app/gatehouse", "--url", url], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    painted = None
    while painted is None and process.poll() is None and time.time() < begun + 20:
        time.sleep(0.05)
        if os.path.exists(log):
            for line in open(log):
                entry = json.loads(line)
                if entry["category"] == "gatehouse.start":
                    painted = entry["time"]
    if painted is None:
        end(process)
        sys.exit("gatehouse did not paint: " + open(log).read() if os.path.exists(log) else "no log")
    painted = datetime.fromisoformat(painted.replace("Z", "+00:00")).timestamp() * 1000
    time.sleep(3)
    result = painted - begun * 1000, memory(process.pid)
    end(process)
    return result


def series(pairs):
    return {"ms": round(statistics.median(p[0] for p in pairs), 1), "ms_min": round(min(p[0] for p in pairs), 1),
            "pss_mib": round(statistics.median(p[1] for p in pairs), 1)}


sandbox = os.path.join("/var/tmp", os.path.basename(home))
made = json.loads(subprocess.run([build + "/app/gatehousectl", "--json", "sandbox", "up", "--dir", sandbox],
                                 env=environment, check=True, capture_output=True, text=True).stdout)
url = next(d["url"] for d in made["databases"] if "ollama_api" in d["url"])
socket_dir = url.split("host=")[1].split("&")[0]
try:
    floor, ours, dead = [], [], []
    for _ in range(runs):
        floor.append(twin(socket_dir))
        ours.append(gatehouse(url))
        dead.append(gatehouse("postgresql://nobody@192.0.2.1/none"))
finally:
    subprocess.run([build + "/app/gatehousectl", "sandbox", "down", "--dir", sandbox], env=environment,
                   capture_output=True)
    for folder in (home, sandbox):
        shutil.rmtree(folder, ignore_errors=True)
result = {"runs": runs, "twin": series(floor), "gatehouse": series(ours), "gatehouse_dead_server": series(dead)}
result["first_paint_ratio"] = round(result["gatehouse"]["ms"] / result["twin"]["ms"], 2)
result["idle_memory_ratio"] = round(result["gatehouse"]["pss_mib"] / result["twin"]["pss_mib"], 2)
print(json.dumps(result, indent=2))
