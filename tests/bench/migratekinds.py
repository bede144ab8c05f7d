#!/usr/bin/env python3
"""Other sources and sizes: CSV beside psql, mongodump beside SQLite, cells of 10 MB, ten million rows.

migratekinds.py BUILD [--full]: prints JSON; times in seconds, memory of the client in MiB. In short a
tenth of the rows and no ten million.
"""
import csv
import json
import os
import sqlite3
import struct
import sys

from migratebed import PER_SESSION, TABLES, bed, messages_of, shown, timed, write_sqlite

ROUNDS = 3
CELLS, CELL_MIB = 40, 10
CSV_KEYS = """
ALTER TABLE %s.messages ADD PRIMARY KEY (id);
CREATE INDEX ON %s.messages (session_id, created_at);
"""
CSV_TABLE = "CREATE SCHEMA %s;" + TABLES[TABLES.index("CREATE TABLE %s.messages"):]
HEAD = ["id", "session_id", "role", "content", "metadata", "created_at"]


def csv_case(at, rows):
    clean, dirty = at.path("messages.csv"), at.path("dirty/messages.csv")
    os.mkdir(at.path("dirty"))
    bad = 0
    with open(clean, "w", encoding="utf-8", newline="") as a, open(dirty, "w", encoding="utf-8", newline="") as b:
        to, spoilt = csv.writer(a), csv.writer(b)
        to.writerow(HEAD)
        spoilt.writerow(HEAD)
        for i, row in enumerate(messages_of(rows)):
            to.writerow(row)
            if i % 1000 == 7:  # too few fields, a time that is none, half a JSON value
                row = (row[:2], row[:5] + ("yesterday",), row[:4] + ("{", row[5]))[i // 1000 % 3]
                bad += 1
            spoilt.writerow(row)
    runs = {"psqlCopyCsvAndKeys": [], "migrateCsv": []}
    for _ in range(ROUNDS):
        at.sql(CSV_TABLE.replace("%s", "plain"))
        runs["psqlCopyCsvAndKeys"].append(at.timed(at.script("csv.sql",
            "\\copy plain.messages FROM '%s' WITH (FORMAT csv, HEADER)\n" % clean + CSV_KEYS.replace("%s", "plain"))))
        at.drop("plain")
        at.sql((CSV_TABLE + CSV_KEYS).replace("%s", "moved"))
        runs["migrateCsv"].append(at.migrate(clean, "moved", "--no-verify"))
        finish(at, "moved")
    result = {name: shown(found) for name, found in runs.items()}
    result["ratio"] = round(result["migrateCsv"]["seconds"] / result["psqlCopyCsvAndKeys"]["seconds"], 2)
    at.sql((CSV_TABLE + CSV_KEYS).replace("%s", "moved"))
    spoilt = at.migrate(dirty, "moved")
    parts = json.loads(spoilt["out"])["tables"]
    result["withBadLines"] = shown([spoilt]) | {"badLines": bad, "loaded": sum(p["loaded"] for p in parts),
                                                "quarantined": sum(p["quarantined"] for p in parts)}
    finish(at, "moved")
    return result


def finish(at, schema, system="flux-rag"):
    timed([at.ctl, "--url", at.urls[system], "migrate", "finish", "--yes"])
    at.drop(schema, url=at.urls[system])


def element(kind, name, value):
    return bytes([kind]) + name.encode() + b"\0" + value


def text(name, value):
    raw = value.encode() + b"\0"
    return element(2, name, struct.pack("<i", len(raw)) + raw)


def document(*elements):
    raw = b"".join(elements) + b"\0"
    return struct.pack("<i", len(raw) + 4) + raw


def date(name, seconds):
    return element(9, name, struct.pack("<q", 1772323200000 + seconds * 1000))


def oid(name, kind, number):
    return element(7, name, struct.pack(">IIHH", 1772323200, 0x5a4e0044, kind, number))


def write_dump(path, rows):
    os.makedirs(path)
    users = 1000
    with open(os.path.join(path, "users.bson"), "wb") as out:
        for i in range(users):
            out.write(document(oid("_id", 1, i), text("keycloak_id", "kc-%d" % i), text("username", "user%d" % i),
                               text("email", "user%d@example.net" % i), date("created_at", i)))
    with open(os.path.join(path, "conversations.bson"), "wb") as out:
        messages = []
        for i, (_, _, role, content, _, _) in enumerate(messages_of(rows)):
            messages.append(element(3, str(len(messages)), document(
                text("role", role), text("content", content),
                *((text("model_used", "mistral:7b"), element(16, "tokens_used", struct.pack("<i", i % 600)),
                   element(1, "processing_time", struct.pack("<d", i % 97 / 10))) if i % 2 else ()),
                date("created_at", i))))
            if len(messages) == PER_SESSION or i + 1 == rows:
                n = i // PER_SESSION
                out.write(document(oid("_id", 2, n), oid("user_id", 1, n % users),
                                   text("agent_name", ("codemaster", "carebot", "lingua")[n % 3]),
                                   text("session_id", "s%d" % n), text("title", "면접 준비"),
                                   date("started_at", n), date("created_at", n), date("updated_at", n),
                                   element(4, "messages", document(*messages))))
                messages = []


def dump_case(at, rows):
    source, dump = at.path("memory.db"), at.path("dump")
    write_sqlite(source, rows)
    write_dump(dump, rows)
    # The same content into plain tables with their keys, and into the service's own, whose messages
    # have eight indexes, one of them over all trigrams of their texts.
    plain = ["--table", "conversations", "--table", "conversations.messages"]
    runs, loaded = {"sqlite": [], "mongodump": [], "mongodumpToOneLastAI": []}, {}
    for _ in range(ROUNDS):
        for name, path, system, more in (("sqlite", source, "flux-rag", []), ("mongodump", dump, "flux-rag", plain),
                                         ("mongodumpToOneLastAI", dump, "onelastai", [])):
            run = at.migrate(path, "moved", "--no-verify", *more, system=system)
            runs[name].append(run)
            if run["exit"] in (0, 3):
                loaded[name] = sum(part["loaded"] for part in json.loads(run["out"])["tables"])
            finish(at, "moved", system)
    os.remove(source)
    result = {name: shown(found) | {"rows": loaded.get(name)} for name, found in runs.items()}
    per_second = {name: (loaded.get(name) or 0) / result[name]["seconds"] for name in runs}
    for name in ("mongodump", "mongodumpToOneLastAI"):
        result[name]["rowsPerSecondToSqlite"] = round(per_second[name] / per_second["sqlite"], 2)
    return result


def cells_case(at):
    path = at.path("cells.db")
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("CREATE TABLE cells (id INTEGER PRIMARY KEY, content TEXT, bytes BLOB)")
    whole = "x 규정 " * (CELL_MIB * 1048576 // 9)
    for i in range(CELLS):
        db.execute("INSERT INTO cells VALUES (?,?,?)",
                   (i, str(i) + whole, None) if i % 2 else (i, None, os.urandom(CELL_MIB * 1048576)))
    db.commit()
    db.close()
    result = {}
    for name, more in (("migrate", ["--no-verify"]), ("migrateVerified", [])):
        result[name] = shown([at.migrate(path, "moved", *more)])
        finish(at, "moved")
    result["allowedMiB"] = 64 + 4 * CELL_MIB
    os.remove(path)
    return result


def large_case(at, rows):
    path = at.path("large.db")
    write_sqlite(path, rows)
    result = {"rows": rows, "sourceMiB": round(os.path.getsize(path) / 1048576, 1),
              "inspect": shown([at.timed([at.ctl, "--json", "migrate", "inspect", "--source", path])]),
              "migrateVerified": shown([at.migrate(path, "moved")])}
    result["rollbackMilliseconds"] = json.loads(at.timed(
        [at.ctl, "--json", "--url", at.url, "migrate", "rollback", "--yes"])["out"] or "{}").get("milliseconds")
    finish(at, "moved")
    os.remove(path)
    return result


def main():
    full = "--full" in sys.argv or os.environ.get("GATEHOUSE_FULL") == "1"
    rows = 1000000 if full else 100000
    wanted = [name for name in sys.argv[2:] if not name.startswith("--")]
    cases = {"csv": lambda at: csv_case(at, rows), "mongodump": lambda at: dump_case(at, rows),
             "cells": cells_case} | ({"large": lambda at: large_case(at, 10000000)} if full else {})
    with bed(sys.argv[1]) as at:
        print(json.dumps({name: case(at) for name, case in cases.items() if not wanted or name in wanted},
                         indent=2))


main()
