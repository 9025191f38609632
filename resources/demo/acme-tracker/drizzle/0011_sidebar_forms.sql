CREATE TYPE "public"."sidebar_form" AS ENUM('item', 'board', 'time_entry');--> statement-breakpoint
CREATE TABLE "sidebar_form_groups" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"sidebar_form_id" bigint NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"fields" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sidebar_forms" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"organization_id" bigint NOT NULL,
	"form" "sidebar_form" NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sidebar_form_groups" ADD CONSTRAINT "sidebar_form_groups_sidebar_form_id_sidebar_forms_id_fk" FOREIGN KEY ("sidebar_form_id") REFERENCES "public"."sidebar_forms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sidebar_forms" ADD CONSTRAINT "sidebar_forms_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sidebar_form_groups_form_position_uq" ON "sidebar_form_groups" USING btree ("sidebar_form_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "sidebar_forms_organization_form_uq" ON "sidebar_forms" USING btree ("organization_id","form");