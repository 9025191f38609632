ALTER TABLE "items" ADD COLUMN "percent_done" numeric(5, 2);--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "progress" numeric(5, 2) DEFAULT '0' NOT NULL;