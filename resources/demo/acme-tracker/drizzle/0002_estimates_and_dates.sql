ALTER TABLE "items" ADD COLUMN "position" integer;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "estimate" numeric(10, 2);--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "start_date" date;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "end_date" date;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "time_spent" integer;