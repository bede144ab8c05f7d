#!/usr/bin/env python3
"""SQLite into typed PostgreSQL: gatehousectl beside psql \\copy with keys, and pgloader where it is.

migrate.py BUILD [ROWS]: prints JSON. T is psql's text copy of the same rows into bare typed tables,
then primary key, index and reference; times in seconds, memory of the client in MiB.
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

SCHEMA = """
CREATE TABLE %s.sessions (id varchar(36), title text, created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL, metadata jsonb, user_id text);
CREATE TABLE %s.messages (id varchar(36), session_id varchar(36) NOT NULL, role text NOT NULL,
    content text NOT NULL, metadata jsonb, created_at timestamptz NOT NULL);
"""
KEYS = """
ALTER TABLE %s.sessions ADD PRIMARY KEY (id);
ALTER TABLE %s.messages ADD PRIMARY KEY (id);
CREATE INDEX ON %s.messages (session_id, created_at);
ALTER TABLE %s.messages ADD FOREIGN KEY (session_id) REFERENCES %s.sessions (id) ON DELETE CASCADE;
"""
AT = "2026-03-%02dT%02d:%02d:%02d.%06d+00:00"


def stamp(i):
    return AT % (1 + i // 86400 % 28, i // 3600 % 24, i // 60 % 60, i % 60, i % 1000000)


def rows_of(count):
    text = "규정을 알려 주세요. The quick brown fox\tjumps\nover \\ the lazy dog 📊 "
    for i in range(count):
        yield ("%08x-1111-4222-9333-%012x" % (i * 7919 % 16777216, i),
               "%08x-1111-4222-8333-%012x" % (i // 50, i // 50),
               "assistant" if i % 2 else "user", text * (1 + i % 3) + str(i),
               '{"latency_ms": %d, "model_used": "vllm/qwen"}' % i if i % 2 else "{}", stamp(i))


def sessions_of(count):
    for i in range((count + 49) // 50):
        yield ("%08x-1111-4222-8333-%012x" % (i, i), "규정", stamp(i), stamp(i), "{}", "user%d" % (i % 24))


def copy_text(value):
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def make(folder, count):
    path = os.path.join(folder, "memory.db")
    db = sqlite3.connect(path)
    db.executescript("""PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL, metadata TEXT, user_id TEXT);
        CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT NOT NULL,
            content TEXT NOT NULL, metadata TEXT, created_at TEXT NOT NULL);""")
    for table, rows in (("sessions", sessions_of), ("messages", rows_of)):
        db.executemany("INSERT INTO %s VALUES (?,?,?,?,?,?)" % table, rows(count))
        with open(os.path.join(folder, table + ".copy"), "w", encoding="utf-8") as out:
            for row in rows(count):
                out.write("\t".join(copy_text(value) for value in row) + "\n")
    db.commit()
    db.close()
    return path


def run(arguments, **more):
    begin = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    out = child.stdout.read()
    err = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    return {"seconds": round(time.monotonic() - begin, 2),
            "clientCpu": round(used.ru_utime + used.ru_stime, 2),
            "peakMiB": round(used.ru_maxrss / 1024, 1),
            "exit": os.waitstatus_to_exitcode(status), "out": out, "err": err.decode(errors="replace")[-300:]}


def shown(result):
    return {key: result[key] for key in ("seconds", "clientCpu", "peakMiB", "exit")} \
        | ({"error": result["err"]} if result["exit"] not in (0, 3) else {})


def main():
    build = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    ctl = os.path.join(build, "app", "gatehousectl")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the server may run as another user
        os.environ["GATEHOUSE_CONFIG_DIR"] = os.path.join(folder, "config")
        sandbox = os.path.join(folder, "sandbox")
        up = json.loads(subprocess.run([ctl, "--json", "sandbox", "up", "--dir", sandbox, "--rows", "1000"],
                                       check=True, capture_output=True).stdout)
        url = [one["url"] for one in up["databases"] if one["system"] == "flux-rag"][0]
        psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url]
        try:
            result = {"rows": count}
            source = make(folder, count)
            result["sourceMiB"] = round(os.path.getsize(source) / 1048576, 1)
            subprocess.run(psql + ["-c", "CREATE SCHEMA plain"], check=True)
            subprocess.run(psql + ["-c", SCHEMA.replace("%s", "plain")], check=True)
            script = "".join("\\copy plain.%s FROM '%s'\n" % (table, os.path.join(folder, table + ".copy"))
                             for table in ("sessions", "messages")) + KEYS.replace("%s", "plain")
            with open(os.path.join(folder, "t.sql"), "w", encoding="utf-8") as out:
                out.write(script)
            floor = run(psql + ["-f", os.path.join(folder, "t.sql")])
            result["psqlCopyAndKeys"] = shown(floor)
            for name, more in (("migrate", ["--no-verify"]), ("migrateVerified", [])):
                one = run([ctl, "--json", "--url", url, "migrate", "run", "--source", source,
                           "--schema", name.lower()] + more)
                result[name] = shown(one) | {"toT": round(one["seconds"] / floor["seconds"], 2)}
            back = run([ctl, "--json", "--url", url, "migrate", "rollback", "--yes"])
            result["rollback"] = shown(back) | {"milliseconds": json.loads(back["out"] or "{}").get("milliseconds")}
            result["verifyToT"] = round((result["migrateVerified"]["seconds"] - result["migrate"]["seconds"])
                                        / floor["seconds"], 2)
            if shutil.which("pgloader"):
                subprocess.run(psql + ["-c", "CREATE DATABASE loaded"], check=True)
                loaded = url.replace("/flux_rag?", "/loaded?")
                result["pgloader"] = shown(run(["pgloader", source, loaded]))
            print(json.dumps(result, indent=2))
        finally:
            subprocess.run([ctl, "sandbox", "down", "--dir", sandbox], capture_output=True)


main()
