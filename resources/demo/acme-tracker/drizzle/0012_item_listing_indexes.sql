DROP INDEX "items_organization_idx";--> statement-breakpoint
CREATE INDEX "items_organization_parent_idx" ON "items" USING btree ("organization_id","parent_id","position");--> statement-breakpoint
CREATE INDEX "items_board_open_idx" ON "items" USING btree ("board_id") WHERE "items"."archived_at" is null and "items"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "items_assignee_idx" ON "items" USING btree ("assignee_id");