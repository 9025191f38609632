-- Runs whose way back has been deleted.
SELECT run FROM audit WHERE event = 'expired'
