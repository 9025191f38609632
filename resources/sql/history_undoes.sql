-- Every run that took another one back, newest first.
SELECT id, undoes FROM runs WHERE undoes <> '' AND outcome = 'succeeded' ORDER BY rowid DESC
