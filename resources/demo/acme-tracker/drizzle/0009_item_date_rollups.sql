ALTER TABLE "items" ADD COLUMN "is_manually_scheduled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "min_start" date;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "max_end" date;