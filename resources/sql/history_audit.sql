SELECT number, at, event, run, data, hash FROM audit ORDER BY number
