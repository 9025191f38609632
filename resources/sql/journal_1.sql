-- The way back of one run. `data` holds the rows of a batch (services/journal/batch_codec.h).
CREATE TABLE batches (
    number INTEGER PRIMARY KEY,
    action INTEGER NOT NULL,
    relation TEXT NOT NULL,
    rows INTEGER NOT NULL,
    transaction_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    data BLOB NOT NULL
)
