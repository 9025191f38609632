-- What a run keeps beside rows (services/journal/journal.h): `what` is JSON.
CREATE TABLE kept (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL
)
