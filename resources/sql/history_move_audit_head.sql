UPDATE audit_head SET number = :number, hash = :hash
