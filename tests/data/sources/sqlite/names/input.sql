CREATE TABLE "odd ""name'; --" ("select" TEXT, "two words" INT, "quo""te", "한글" TEXT, rowid TEXT, "" INT);
INSERT INTO "odd ""name'; --" VALUES ('a', 1, 2, '값', 'not the row number', 5);
CREATE TABLE taken (rowid TEXT, _rowid_ TEXT, id INTEGER);
INSERT INTO taken VALUES ('x', 'y', 3);
CREATE TABLE computed (a INTEGER, twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL, thrice INTEGER AS (a * 3) STORED);
INSERT INTO computed (a) VALUES (1), (2);
CREATE TABLE strict (id INTEGER PRIMARY KEY, any ANY) STRICT;
INSERT INTO strict VALUES (1, '007');
