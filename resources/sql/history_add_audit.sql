INSERT INTO audit (number, at, event, run, data, hash)
VALUES (:number, :at, :event, :run, :data, :hash)
