"""What the benchmarks of migrations share: a sandbox of their own, timed programs, made-up rows."""
import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time

TABLES = """
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
PER_SESSION = 50
AT = "2026-03-%02dT%02d:%02d:%02d.%06d+00:00"


def stamp(i):
    return AT % (1 + i // 86400 % 28, i // 3600 % 24, i // 60 % 60, i % 60, i % 1000000)


def messages_of(count):
    text = "규정을 알려 주세요. The quick brown fox\tjumps\nover \\ the lazy dog 📊 "
    for i in range(count):
        yield ("%08x-1111-4222-9333-%012x" % (i * 7919 % 16777216, i),
               "%08x-1111-4222-8333-%012x" % (i // PER_SESSION, i // PER_SESSION),
               "assistant" if i % 2 else "user", text * (1 + i % 3) + str(i),
               '{"latency_ms": %d, "model_used": "vllm/qwen"}' % i if i % 2 else "{}", stamp(i))


def sessions_of(count):
    for i in range((count + PER_SESSION - 1) // PER_SESSION):
        yield ("%08x-1111-4222-8333-%012x" % (i, i), "규정", stamp(i), stamp(i), "{}", "user%d" % (i % 24))


def write_copy(path, rows):
    """psql's text format."""
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write("\t".join(value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
                                for value in row) + "\n")


def write_sqlite(path, count):
    """As the service makes its file: with the key, the reference and the index."""
    db = sqlite3.connect(path)
    db.executescript("""PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL, metadata TEXT, user_id TEXT);
        CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT NOT NULL,
            content TEXT NOT NULL, metadata TEXT, created_at TEXT NOT NULL,
            FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE);""")
    db.executemany("INSERT INTO sessions VALUES (?,?,?,?,?,?)", sessions_of(count))
    db.executemany("INSERT INTO messages VALUES (?,?,?,?,?,?)", messages_of(count))
    db.execute("CREATE INDEX idx_messages_session ON messages (session_id, created_at)")
    db.commit()
    db.close()


def timed(arguments):
    """Wall time, processor time and peak memory of the program alone; the server is not in it."""
    begin = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out = child.stdout.read()
    err = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    return {"seconds": round(time.monotonic() - begin, 2),
            "clientCpu": round(used.ru_utime + used.ru_stime, 2),
            "peakMiB": round(used.ru_maxrss / 1024, 1),
            "exit": os.waitstatus_to_exitcode(status), "out": out,
            "err": err.decode(errors="replace")[-300:]}


def shown(runs):
    """Of several runs the medians, and all times."""
    figures = {name: round(statistics.median(run[name] for run in runs), 2)
               for name in ("seconds", "clientCpu")}
    figures["peakMiB"] = max(run["peakMiB"] for run in runs)
    figures["all"] = [run["seconds"] for run in runs]
    bad = [run for run in runs if run["exit"] not in (0, 3)]
    return figures | {"exit": runs[-1]["exit"]} | ({"error": bad[0]["err"]} if bad else {})


class Bed:
    """A sandbox with its server. Each case begins behind a checkpoint, so that none pays for the
    pages of the one before."""

    def __init__(self, build, folder):
        self.ctl = os.path.join(os.path.abspath(build), "app", "gatehousectl")
        self.folder = folder
        os.environ["GATEHOUSE_CONFIG_DIR"] = os.path.join(folder, "config")
        up = json.loads(subprocess.run(
            [self.ctl, "--json", "sandbox", "up", "--dir", os.path.join(folder, "sandbox"), "--rows", "1000"],
            check=True, capture_output=True).stdout)
        self.urls = {one["system"]: one["url"] for one in up["databases"]}
        self.url = self.urls["flux-rag"]

    def path(self, name):
        return os.path.join(self.folder, name)

    def psql(self, *arguments, url=None):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url or self.url, *arguments]

    def sql(self, text, url=None):
        subprocess.run(self.psql("-c", text, url=url), check=True, capture_output=True)

    def timed(self, arguments):
        self.sql("CHECKPOINT")
        return timed(arguments)

    def script(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        return self.psql("-f", self.path(name))

    def migrate(self, source, schema, *more, system="flux-rag"):
        return self.timed([self.ctl, "--json", "--url", self.urls[system], "migrate", "run", "--source",
                           source, "--schema", schema, *more])

    def drop(self, schema, url=None):
        """A schema and what is kept beside it, so that the disk does not fill."""
        self.sql("DROP SCHEMA IF EXISTS %s CASCADE" % schema, url=url)


@contextlib.contextmanager
def bed(build):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the server may run as another user
        ready = Bed(build, folder)
        try:
            yield ready
        finally:
            subprocess.run([ready.ctl, "sandbox", "down", "--dir", ready.path("sandbox")], capture_output=True)
