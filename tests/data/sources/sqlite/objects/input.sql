CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT);
CREATE VIEW loud AS SELECT upper(note) FROM notes;
CREATE TRIGGER guard AFTER INSERT ON notes BEGIN UPDATE notes SET note = note || '!'; END;
CREATE INDEX by_note ON notes (note);
CREATE VIRTUAL TABLE search USING fts5(note, content='notes');
INSERT INTO notes VALUES (1, 'one');
CREATE TABLE search_data_of_mine (a);
