PRAGMA encoding = 'UTF-16le';
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, raw BLOB);
INSERT INTO words VALUES (1, 'Grüße', x'00ff'), (2, '서울 📊', NULL), (3, '', 'ä');
