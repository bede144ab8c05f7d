CREATE TABLE parents (code TEXT, part INTEGER, title TEXT NOT NULL, PRIMARY KEY (part, code)) WITHOUT ROWID;
INSERT INTO parents VALUES ('b', 1, 'one'), ('a', 2, 'two'), ('a', 1, 'three'), ('Ä', 1, 'four');
CREATE TABLE single (name TEXT COLLATE NOCASE PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO single VALUES ('b', 1), ('A', 2), ('C', x'00');
CREATE TABLE children (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT, part INTEGER,
  other INTEGER REFERENCES children, FOREIGN KEY (part, code) REFERENCES Parents (part, code) ON DELETE CASCADE);
INSERT INTO children (code, part, other) VALUES ('b', 1, NULL), ('gone', 9, 1);
CREATE TABLE keyless (a);
INSERT INTO keyless VALUES (1), (1), (2);
DELETE FROM keyless WHERE rowid = 2;
CREATE TABLE blank (a INTEGER NOT NULL);
