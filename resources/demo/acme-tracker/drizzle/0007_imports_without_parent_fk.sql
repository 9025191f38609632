-- Imports load children before their parents and archives are restored in pieces, so the
-- database cannot insist on the parent any more. The API checks parents from here on.
ALTER TABLE "items" DROP CONSTRAINT "items_parent_id_items_id_fk";
