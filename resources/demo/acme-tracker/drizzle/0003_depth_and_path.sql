ALTER TABLE "items" ADD COLUMN "depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "path" text;--> statement-breakpoint
CREATE INDEX "items_path_idx" ON "items" USING btree ("path" text_pattern_ops);