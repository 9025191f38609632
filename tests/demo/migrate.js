// Runs drizzle-orm's own migrator: host user database folder. Prints how many migrations the ledger
// held before and after.
import pg from 'pg';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';

const [host, user, database, migrationsFolder] = process.argv.slice(2);
const pool = new pg.Pool({ host, user, database });
const ledger = 'SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations';
const before = (await pool.query(ledger)).rows[0].n;
await migrate(drizzle(pool), { migrationsFolder });
console.log(before, (await pool.query(ledger)).rows[0].n);
await pool.end();
