#!/usr/bin/env python3
"""SQLite into typed PostgreSQL: gatehousectl beside psql \\copy with keys, and pgloader where it is.

migrate.py BUILD [ROWS [ROUNDS]]: prints JSON. T is psql's text copy of the same rows into bare typed
tables, then primary key, index and reference; times in seconds, memory of the client in MiB. The
rounds take turns; figures are medians. pgloader is taken twice: as its two arguments do it (text
columns), and into the typed tables, whose keys it drops and builds again; of runs that die, which
its heap of 1 GiB makes half of them do, up to five are tried.
"""
import json
import os
import shutil
import subprocess
import sys

from migratebed import KEYS, TABLES, bed, messages_of, sessions_of, shown, write_copy, write_sqlite

TYPED = """LOAD DATABASE FROM sqlite://%s INTO %s WITH include no drop, create no tables, drop indexes, reset sequences;
"""


def pgloader(at, arguments, prepare, wanted):
    for _ in range(5):
        prepare()
        run = at.timed(["pgloader", *arguments])
        if run["exit"] == 0 and b"Heap exhausted" not in run["out"] and wanted():
            return run
    return None


def count_of(at, database):
    out = subprocess.run(["psql", "-XAtq", at.url.replace("/flux_rag?", "/%s?" % database),
                          "-c", "SELECT count(*) FROM messages"], capture_output=True).stdout
    return int(out or 0)


def peer(at, source, rounds, rows, typed):
    database = "typed" if typed else "loaded"
    url = at.url.replace("/flux_rag?", "/%s?" % database)
    arguments = [source, url]
    if typed:
        with open(at.path("typed.load"), "w", encoding="utf-8") as out:
            out.write(TYPED % (source, url))
        arguments = [at.path("typed.load")]

    def prepare():
        at.sql("DROP DATABASE IF EXISTS %s" % database)
        at.sql("CREATE DATABASE %s" % database)
        if typed:
            at.sql((TABLES + KEYS).replace("%s", "public"), url=url)

    runs = [pgloader(at, arguments, prepare, lambda: count_of(at, database) == rows) for _ in range(rounds)]
    runs = [run for run in runs if run]
    at.sql("DROP DATABASE IF EXISTS %s" % database)
    return shown(runs) if runs else {"error": "it died, or lost rows, five times"}


def main():
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with bed(sys.argv[1]) as at:
        source = at.path("memory.db")
        write_sqlite(source, rows)
        write_copy(at.path("sessions.copy"), sessions_of(rows))
        write_copy(at.path("messages.copy"), messages_of(rows))
        os.chmod(source, 0o644)
        copies = "".join("\\copy plain.%s FROM '%s'\n" % (table, at.path(table + ".copy"))
                         for table in ("sessions", "messages"))
        runs = {"psqlCopyAndKeys": [], "migrate": [], "migrateVerified": []}
        back = []
        for _ in range(rounds):
            at.drop("plain")
            at.sql("CREATE SCHEMA plain" + (";" + TABLES).replace("%s", "plain"))
            runs["psqlCopyAndKeys"].append(at.timed(at.script("t.sql", copies + KEYS.replace("%s", "plain"))))
            at.drop("plain")
            for name, more in (("migrate", ["--no-verify"]), ("migrateVerified", [])):
                runs[name].append(at.migrate(source, "moved", *more))
                back.append(json.loads(at.timed([at.ctl, "--json", "--url", at.url, "migrate", "rollback",
                                                 "--yes"])["out"] or "{}").get("milliseconds"))
                at.timed([at.ctl, "--url", at.url, "migrate", "finish", "--yes"])
                at.drop("moved")
        result = {"rows": rows, "sourceMiB": round(os.path.getsize(source) / 1048576, 1)}
        result |= {name: shown(found) for name, found in runs.items()}
        floor = result["psqlCopyAndKeys"]["seconds"]
        result["rollbackMilliseconds"] = back
        result["migrateToT"] = round(result["migrate"]["seconds"] / floor, 2)
        result["verifyToT"] = round((result["migrateVerified"]["seconds"] - result["migrate"]["seconds"]) / floor, 2)
        if shutil.which("pgloader"):
            for name, typed in (("pgloader", False), ("pgloaderTyped", True)):
                result[name] = peer(at, source, rounds, rows, typed)
                if "seconds" in result[name]:
                    result["migrateTo" + name[0].upper() + name[1:]] = round(
                        result["migrate"]["seconds"] / result[name]["seconds"], 2)
        print(json.dumps(result, indent=2))


main()
