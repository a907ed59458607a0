CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"actor_user_id" bigint,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"customer_id" bigint,
	"before" jsonb,
	"after" jsonb,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "bulk_rows" (
	"bulk_id" uuid NOT NULL,
	"subject_id" bigint NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"reason_params" jsonb,
	"settled_at" timestamp with time zone,
	CONSTRAINT "bulk_rows_pk" PRIMARY KEY("bulk_id","subject_id"),
	CONSTRAINT "bulk_rows_state_check" CHECK ("bulk_rows"."state" in ('pending', 'done', 'unchanged', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "bulk_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"act" text NOT NULL,
	"input" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by_user_id" bigint NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "bulk_runs_act_check" CHECK ("bulk_runs"."act" in ('customer_status', 'label_put', 'label_taken', 'service_hold', 'service_lift'))
);
--> statement-breakpoint
CREATE TABLE "catalog_categories" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_categories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "catalog_categories_name_key" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "catalog_files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by_user_id" bigint,
	CONSTRAINT "catalog_files_item_id_kind_key" UNIQUE("item_id","kind"),
	CONSTRAINT "catalog_files_kind_check" CHECK ("catalog_files"."kind" in ('image', 'datasheet')),
	CONSTRAINT "catalog_files_size_check" CHECK (octet_length("catalog_files"."content") between 1 and 8000000)
);
--> statement-breakpoint
CREATE TABLE "catalog_item_assignments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_item_assignments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"label" text,
	"customer_id" bigint,
	CONSTRAINT "catalog_item_assignments_key" UNIQUE NULLS NOT DISTINCT("item_id","label","customer_id"),
	CONSTRAINT "catalog_item_assignments_target_check" CHECK (num_nonnulls("catalog_item_assignments"."label", "catalog_item_assignments"."customer_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "catalog_item_sites" (
	"item_id" bigint NOT NULL,
	"site_id" bigint NOT NULL,
	CONSTRAINT "catalog_item_sites_pk" PRIMARY KEY("item_id","site_id")
);
--> statement-breakpoint
CREATE TABLE "catalog_item_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_item_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"specification" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"specification_text" text DEFAULT '' NOT NULL,
	"unit" text DEFAULT '' NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"tax_rate_ppm" integer DEFAULT 0 NOT NULL,
	"activation_fee_minor" bigint DEFAULT 0 NOT NULL,
	"recurrence_mode" text NOT NULL,
	"interval_count" integer,
	"interval_unit" text,
	"down_bits_per_second" bigint,
	"up_bits_per_second" bigint,
	"burst_down_bits_per_second" bigint,
	"burst_up_bits_per_second" bigint,
	"burst_seconds" integer,
	"priority" integer DEFAULT 8 NOT NULL,
	"data_limit_bytes" bigint,
	"cap_direction" text DEFAULT 'both' NOT NULL,
	"cap_action" text DEFAULT 'block' NOT NULL,
	"slow_down_bits_per_second" bigint,
	"slow_up_bits_per_second" bigint,
	"rollover_periods" integer DEFAULT 0 NOT NULL,
	"router_profile" text,
	"keep_anchor" boolean DEFAULT false NOT NULL,
	"change_moment" text DEFAULT 'either' NOT NULL,
	"change_fee_up_minor" bigint DEFAULT 0 NOT NULL,
	"change_fee_down_minor" bigint DEFAULT 0 NOT NULL,
	"refunds_unused" boolean DEFAULT true NOT NULL,
	"pauses_per_year_max" integer DEFAULT 0 NOT NULL,
	"pause_days_max" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by_user_id" bigint,
	CONSTRAINT "catalog_item_versions_item_id_version_key" UNIQUE("item_id","version"),
	CONSTRAINT "catalog_item_versions_price_check" CHECK ("catalog_item_versions"."unit_price_minor" >= 0 and "catalog_item_versions"."activation_fee_minor" >= 0),
	CONSTRAINT "catalog_item_versions_tax_check" CHECK ("catalog_item_versions"."tax_rate_ppm" between 0 and 1000000),
	CONSTRAINT "catalog_item_versions_recurrence_mode_check" CHECK ("catalog_item_versions"."recurrence_mode" in ('credit_based', 'one_off', 'none')),
	CONSTRAINT "catalog_item_versions_interval_check" CHECK (("catalog_item_versions"."interval_count" is null) = ("catalog_item_versions"."interval_unit" is null) and ("catalog_item_versions"."interval_count" is null or "catalog_item_versions"."interval_count" between 1 and 366) and ("catalog_item_versions"."recurrence_mode" = 'none' or "catalog_item_versions"."interval_count" is not null)),
	CONSTRAINT "catalog_item_versions_data_limit_check" CHECK ("catalog_item_versions"."data_limit_bytes" is null or "catalog_item_versions"."data_limit_bytes" > 0),
	CONSTRAINT "catalog_item_versions_cap_direction_check" CHECK ("catalog_item_versions"."cap_direction" in ('down', 'up', 'both')),
	CONSTRAINT "catalog_item_versions_cap_action_check" CHECK ("catalog_item_versions"."cap_action" in ('block', 'slow')),
	CONSTRAINT "catalog_item_versions_change_moment_check" CHECK ("catalog_item_versions"."change_moment" in ('now', 'period_end', 'either')),
	CONSTRAINT "catalog_item_versions_priority_check" CHECK ("catalog_item_versions"."priority" between 1 and 8),
	CONSTRAINT "catalog_item_versions_rollover_periods_check" CHECK ("catalog_item_versions"."rollover_periods" between 0 and 24)
);
--> statement-breakpoint
CREATE TABLE "catalog_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"category_id" bigint,
	"current_version_id" bigint,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "catalog_items_name_key" UNIQUE("name"),
	CONSTRAINT "catalog_items_kind_check" CHECK ("catalog_items"."kind" in ('internet', 'voice', 'custom')),
	CONSTRAINT "catalog_items_status_check" CHECK ("catalog_items"."status" in ('draft', 'active', 'retired')),
	CONSTRAINT "catalog_items_name_check" CHECK (length("catalog_items"."name") between 1 and 120)
);
--> statement-breakpoint
CREATE TABLE "packs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "packs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"name" text NOT NULL,
	"data_bytes" bigint NOT NULL,
	"price_minor" bigint NOT NULL,
	"valid_days" integer,
	"per_period_max" integer,
	"status" text DEFAULT 'active' NOT NULL,
	CONSTRAINT "packs_item_id_name_key" UNIQUE("item_id","name"),
	CONSTRAINT "packs_values_check" CHECK ("packs"."data_bytes" > 0 and "packs"."price_minor" >= 0),
	CONSTRAINT "packs_status_check" CHECK ("packs"."status" in ('draft', 'active', 'retired'))
);
--> statement-breakpoint
CREATE TABLE "plan_targets" (
	"item_id" bigint NOT NULL,
	"target_item_id" bigint NOT NULL,
	CONSTRAINT "plan_targets_pk" PRIMARY KEY("item_id","target_item_id")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sites_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sites_name_key" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "customer_addresses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customer_addresses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"lines" text NOT NULL,
	"city" text DEFAULT '' NOT NULL,
	"postal_code" text DEFAULT '' NOT NULL,
	"country" text DEFAULT '' NOT NULL,
	CONSTRAINT "customer_addresses_kind_check" CHECK ("customer_addresses"."kind" in ('service', 'billing', 'postal'))
);
--> statement-breakpoint
CREATE TABLE "customer_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" bigint NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"visible_to_customer" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by_user_id" bigint,
	CONSTRAINT "customer_documents_name_check" CHECK (length("customer_documents"."name") between 1 and 120),
	CONSTRAINT "customer_documents_size_check" CHECK (octet_length("customer_documents"."content") between 1 and 12000000)
);
--> statement-breakpoint
CREATE TABLE "customer_labels" (
	"customer_id" bigint NOT NULL,
	"label" text NOT NULL,
	CONSTRAINT "customer_labels_pk" PRIMARY KEY("customer_id","label")
);
--> statement-breakpoint
CREATE TABLE "customer_notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customer_notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" bigint NOT NULL,
	"text" text NOT NULL,
	"author_user_id" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_search" (
	"customer_id" bigint PRIMARY KEY NOT NULL,
	"document" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"status" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"site_id" bigint,
	"language" text,
	"time_zone" text,
	"service_password_sealed" text,
	"merged_into_id" bigint,
	"erased_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "customers_status_check" CHECK ("customers"."status" in ('new', 'active', 'blocked', 'inactive')),
	CONSTRAINT "customers_name_check" CHECK (length("customers"."name") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "sign_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"phone" text,
	"site_id" bigint,
	"language" text,
	"password_hash" text NOT NULL,
	"token_hash" text,
	"token_expires_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sign_ups_email_check" CHECK (length("sign_ups"."email") between 3 and 254),
	CONSTRAINT "sign_ups_name_check" CHECK (length("sign_ups"."name") between 1 and 200),
	CONSTRAINT "sign_ups_token_check" CHECK (("sign_ups"."token_hash" is null) = ("sign_ups"."token_expires_at" is null))
);
--> statement-breakpoint
CREATE TABLE "one_time_tokens" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "one_time_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "one_time_tokens_kind_check" CHECK ("one_time_tokens"."kind" in ('invite', 'reset'))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"attempts" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"idle_expires_at" timestamp with time zone NOT NULL,
	"absolute_expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoke_reason" text,
	"ip" text,
	"user_agent" text,
	CONSTRAINT "sessions_revoked_at_check" CHECK (("sessions"."revoked_at" is null) = ("sessions"."revoke_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "users_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"role" text,
	"customer_id" bigint,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"password_changed_at" timestamp with time zone,
	"status" text NOT NULL,
	"language" text,
	"failed_attempts" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone,
	"last_sign_in_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "users_kind_check" CHECK ("users"."kind" in ('staff', 'subscriber')),
	CONSTRAINT "users_status_check" CHECK ("users"."status" in ('active', 'disabled')),
	CONSTRAINT "users_role_check" CHECK ("users"."role" in ('owner', 'admin', 'finance', 'support', 'technician', 'auditor')),
	CONSTRAINT "users_kind_role_check" CHECK (("users"."kind" = 'staff') = ("users"."role" is not null)),
	CONSTRAINT "users_kind_customer_id_check" CHECK (("users"."kind" = 'subscriber') = ("users"."customer_id" is not null)),
	CONSTRAINT "users_email_check" CHECK (length("users"."email") between 3 and 254),
	CONSTRAINT "users_name_check" CHECK (length("users"."name") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" text NOT NULL,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"customer_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"not_before" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "events_event_id_unique" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "job_crons" (
	"function_id" text NOT NULL,
	"cron" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "job_crons_function_id_cron_pk" PRIMARY KEY("function_id","cron")
);
--> statement-breakpoint
CREATE TABLE "job_heartbeats" (
	"job" text PRIMARY KEY NOT NULL,
	"expected_since" timestamp with time zone NOT NULL,
	"last_success_at" timestamp with time zone,
	"backlog" integer DEFAULT 0 NOT NULL,
	"oldest_due_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "job_limits" (
	"function_id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "job_limits_function_id_kind_key_pk" PRIMARY KEY("function_id","kind","key"),
	CONSTRAINT "job_limits_kind_check" CHECK ("job_limits"."kind" in ('idempotency', 'rate-limit', 'throttle'))
);
--> statement-breakpoint
CREATE TABLE "job_pending" (
	"function_id" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"events" jsonb NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"fire_at" timestamp with time zone NOT NULL,
	CONSTRAINT "job_pending_function_id_key_pk" PRIMARY KEY("function_id","key"),
	CONSTRAINT "job_pending_kind_check" CHECK ("job_pending"."kind" in ('debounce', 'batch'))
);
--> statement-breakpoint
CREATE TABLE "job_queue" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_queue_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" text NOT NULL,
	"step_id" text NOT NULL,
	"function_id" text NOT NULL,
	"slot_key" text NOT NULL,
	"slot_limit" integer,
	"outer_key" text,
	"outer_limit" integer,
	"due_at" timestamp with time zone NOT NULL,
	"rank_at" timestamp with time zone NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"interruptions" integer DEFAULT 0 NOT NULL,
	"lease_token" text,
	"leased_until" timestamp with time zone,
	"again" boolean DEFAULT false NOT NULL,
	CONSTRAINT "job_queue_run_id_step_id_unique" UNIQUE("run_id","step_id")
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"function_id" text NOT NULL,
	"cause_key" text NOT NULL,
	"status" text NOT NULL,
	"events" jsonb NOT NULL,
	"output" jsonb,
	"singleton_key" text,
	"concurrency" jsonb NOT NULL,
	"priority_seconds" integer NOT NULL,
	"is_parallel" boolean DEFAULT false NOT NULL,
	"is_race" boolean DEFAULT false NOT NULL,
	"finish_timeout_ms" bigint,
	"start_by" timestamp with time zone,
	"finish_by" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "job_runs_function_id_cause_key_unique" UNIQUE("function_id","cause_key"),
	CONSTRAINT "job_runs_status_check" CHECK ("job_runs"."status" in ('queued', 'running', 'completed', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "job_steps" (
	"run_id" text NOT NULL,
	"step_id" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "job_steps_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "job_steps_run_id_step_id_pk" PRIMARY KEY("run_id","step_id")
);
--> statement-breakpoint
CREATE TABLE "job_waits" (
	"run_id" text NOT NULL,
	"step_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text,
	"expression" text,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "job_waits_run_id_step_id_pk" PRIMARY KEY("run_id","step_id"),
	CONSTRAINT "job_waits_kind_check" CHECK ("job_waits"."kind" in ('sleep', 'event', 'invoke'))
);
--> statement-breakpoint
CREATE TABLE "ip_pools" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ip_pools_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"network_id" bigint NOT NULL,
	"router_id" bigint NOT NULL,
	"name" text NOT NULL,
	"first_address" "inet" NOT NULL,
	"last_address" "inet" NOT NULL,
	CONSTRAINT "ip_pools_router_id_name_key" UNIQUE("router_id","name"),
	CONSTRAINT "ip_pools_order_check" CHECK ("ip_pools"."first_address" <= "ip_pools"."last_address")
);
--> statement-breakpoint
CREATE TABLE "network_reservations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "network_reservations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"network_id" bigint NOT NULL,
	"first_address" "inet" NOT NULL,
	"last_address" "inet" NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "network_reservations_order_check" CHECK ("network_reservations"."first_address" <= "network_reservations"."last_address")
);
--> statement-breakpoint
CREATE TABLE "networks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "networks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"cidr" "cidr" NOT NULL,
	"usage" text NOT NULL,
	"site_id" bigint,
	"router_id" bigint,
	"gateway" "inet",
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "networks_name_key" UNIQUE("name"),
	CONSTRAINT "networks_usage_check" CHECK ("networks"."usage" in ('permanent', 'pool')),
	CONSTRAINT "networks_cidr_check" CHECK (family("networks"."cidr") = 4),
	CONSTRAINT "networks_gateway_check" CHECK ("networks"."gateway" is null or (family("networks"."gateway") = 4 and "networks"."gateway" << "networks"."cidr"))
);
--> statement-breakpoint
CREATE TABLE "mail_preferences" (
	"customer_id" bigint PRIMARY KEY NOT NULL,
	"usage" boolean DEFAULT true NOT NULL,
	"renewal" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" bigint,
	"user_id" bigint,
	"sign_up_id" uuid,
	"cause_key" text NOT NULL,
	"template" text NOT NULL,
	"data" jsonb NOT NULL,
	"service_id" bigint,
	"state" text DEFAULT 'queued' NOT NULL,
	"suppress_reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease_token" uuid,
	"leased_until" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "notifications_recipient_cause_key_key" UNIQUE NULLS NOT DISTINCT("customer_id","user_id","sign_up_id","cause_key"),
	CONSTRAINT "notifications_recipient_check" CHECK (num_nonnulls("notifications"."customer_id", "notifications"."user_id", "notifications"."sign_up_id") = 1),
	CONSTRAINT "notifications_template_check" CHECK ("notifications"."template" in ('top_up_received', 'payment_failed', 'service_stopped', 'service_restored', 'data_alert', 'data_used_up', 'order_executed', 'plan_changed', 'invitation', 'password_reset', 'sign_up', 'sign_up_known')),
	CONSTRAINT "notifications_state_check" CHECK ("notifications"."state" in ('queued', 'sent', 'failed', 'not_configured', 'suppressed')),
	CONSTRAINT "notifications_suppress_reason_check" CHECK ("notifications"."suppress_reason" in ('opted_out', 'superseded', 'outdated', 'no_address')),
	CONSTRAINT "notifications_suppressed_check" CHECK (("notifications"."state" = 'suppressed') = ("notifications"."suppress_reason" is not null)),
	CONSTRAINT "notifications_settled_check" CHECK (("notifications"."state" = 'queued') = ("notifications"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"payload" jsonb NOT NULL,
	"total_minor" bigint NOT NULL,
	"service_id" bigint,
	"failure" text,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "orders_kind_check" CHECK ("orders"."kind" in ('new_service', 'pack', 'plan_change')),
	CONSTRAINT "orders_state_check" CHECK ("orders"."state" in ('waiting', 'executed', 'cancelled', 'failed')),
	CONSTRAINT "orders_total_check" CHECK ("orders"."total_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "receipt_counters" (
	"kind" text PRIMARY KEY NOT NULL,
	"last_number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_event_cursors" (
	"id" text PRIMARY KEY NOT NULL,
	"swept_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"api_version" text,
	"happened_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"applied_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "top_up_disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"top_up_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"state" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"withdrawn_minor" bigint DEFAULT 0 NOT NULL,
	"reinstated_minor" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "top_up_disputes_state_check" CHECK ("top_up_disputes"."state" in ('inquiry', 'open', 'won', 'lost', 'closed')),
	CONSTRAINT "top_up_disputes_withdrawn_check" CHECK (0 <= "top_up_disputes"."reinstated_minor" and "top_up_disputes"."reinstated_minor" <= "top_up_disputes"."withdrawn_minor")
);
--> statement-breakpoint
CREATE TABLE "top_up_refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"top_up_id" uuid NOT NULL,
	"stripe_refund_id" text,
	"amount_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"clawed_minor" bigint DEFAULT 0 NOT NULL,
	"returned_minor" bigint DEFAULT 0 NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "top_up_refunds_stripe_refund_id_key" UNIQUE("stripe_refund_id"),
	CONSTRAINT "top_up_refunds_status_check" CHECK ("top_up_refunds"."status" in ('requested', 'pending', 'succeeded', 'failed')),
	CONSTRAINT "top_up_refunds_amount_check" CHECK ("top_up_refunds"."amount_minor" > 0),
	CONSTRAINT "top_up_refunds_clawed_check" CHECK (0 <= "top_up_refunds"."returned_minor" and "top_up_refunds"."returned_minor" <= "top_up_refunds"."clawed_minor" and "top_up_refunds"."clawed_minor" <= "top_up_refunds"."amount_minor")
);
--> statement-breakpoint
CREATE TABLE "top_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"order_id" uuid,
	"description" text NOT NULL,
	"payer_email" text,
	"checkout_session_id" text,
	"checkout_url" text,
	"payment_intent_id" text,
	"charge_id" text,
	"fee_minor" bigint,
	"paid_at" timestamp with time zone,
	"transfer_id" bigint,
	"receipt_number" integer,
	"park_reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone,
	CONSTRAINT "top_ups_checkout_session_id_key" UNIQUE("checkout_session_id"),
	CONSTRAINT "top_ups_payment_intent_id_key" UNIQUE("payment_intent_id"),
	CONSTRAINT "top_ups_receipt_number_key" UNIQUE("receipt_number"),
	CONSTRAINT "top_ups_status_check" CHECK ("top_ups"."status" in ('created', 'pending', 'processing', 'paid', 'parked', 'returned', 'failed', 'expired')),
	CONSTRAINT "top_ups_park_reason_check" CHECK ("top_ups"."park_reason" in ('amount', 'currency', 'owner')),
	CONSTRAINT "top_ups_amount_check" CHECK ("top_ups"."amount_minor" > 0),
	CONSTRAINT "top_ups_paid_check" CHECK (("top_ups"."status" = 'paid') = ("top_ups"."paid_at" is not null and "top_ups"."transfer_id" is not null and "top_ups"."receipt_number" is not null)),
	CONSTRAINT "top_ups_parked_check" CHECK (("top_ups"."status" = 'parked') = ("top_ups"."park_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "periods" (
	"service_id" bigint NOT NULL,
	"index" integer NOT NULL,
	"customer_id" bigint NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"price_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"balance_seen_minor" bigint,
	"granted_bytes" bigint,
	"decided_at" timestamp with time zone NOT NULL,
	"ended_early_at" timestamp with time zone,
	CONSTRAINT "periods_pk" PRIMARY KEY("service_id","index"),
	CONSTRAINT "periods_outcome_check" CHECK ("periods"."outcome" in ('allocated', 'withheld', 'missed')),
	CONSTRAINT "periods_order_check" CHECK ("periods"."starts_at" < "periods"."ends_at")
);
--> statement-breakpoint
CREATE TABLE "schedule" (
	"service_id" bigint PRIMARY KEY NOT NULL,
	"customer_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"mode" text NOT NULL,
	"interval_count" integer NOT NULL,
	"interval_unit" text NOT NULL,
	"anchor_local" timestamp NOT NULL,
	"zone" text NOT NULL,
	"anchor_index" integer NOT NULL,
	"next_index" integer NOT NULL,
	"next_due" timestamp with time zone NOT NULL,
	"price_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"reprice_on" date,
	"quota_bytes" bigint,
	"rollover_periods" integer DEFAULT 0 NOT NULL,
	"priority" integer NOT NULL,
	"held" boolean DEFAULT false NOT NULL,
	CONSTRAINT "schedule_mode_check" CHECK ("schedule"."mode" in ('credit_based', 'one_off', 'none')),
	CONSTRAINT "schedule_interval_unit_check" CHECK ("schedule"."interval_unit" in ('day', 'week', 'month')),
	CONSTRAINT "schedule_price_check" CHECK (0 <= "schedule"."tax_minor" and "schedule"."tax_minor" <= "schedule"."price_minor")
);
--> statement-breakpoint
CREATE TABLE "rollout_rows" (
	"rollout_id" uuid NOT NULL,
	"service_id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"old_price_minor" bigint,
	"new_price_minor" bigint,
	"settled_at" timestamp with time zone,
	CONSTRAINT "rollout_rows_pk" PRIMARY KEY("rollout_id","service_id"),
	CONSTRAINT "rollout_rows_state_check" CHECK ("rollout_rows"."state" in ('pending', 'applied', 'unchanged', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"item_id" bigint NOT NULL,
	"target_version_id" bigint NOT NULL,
	"moment" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by_user_id" bigint,
	"finished_at" timestamp with time zone,
	CONSTRAINT "rollouts_kind_check" CHECK ("rollouts"."kind" in ('version', 'plan')),
	CONSTRAINT "rollouts_moment_check" CHECK ("rollouts"."moment" in ('now', 'period_end'))
);
--> statement-breakpoint
CREATE TABLE "router_drifts" (
	"router_id" bigint NOT NULL,
	"menu" text NOT NULL,
	"row_key" text NOT NULL,
	"kind" text NOT NULL,
	"service_id" bigint,
	"properties" text[] NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "router_drifts_pk" PRIMARY KEY("router_id","menu","row_key"),
	CONSTRAINT "router_drifts_kind_check" CHECK ("router_drifts"."kind" in ('missing', 'changed', 'orphan', 'foreign'))
);
--> statement-breakpoint
CREATE TABLE "router_pushes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "router_pushes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"router_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"version" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"changes" text[] NOT NULL,
	"sessions_cut" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"failure_detail" text,
	CONSTRAINT "router_pushes_outcome_check" CHECK ("router_pushes"."outcome" in ('confirmed', 'failed')),
	CONSTRAINT "router_pushes_failure_check" CHECK (("router_pushes"."outcome" = 'failed') = ("router_pushes"."failure" is not null))
);
--> statement-breakpoint
CREATE TABLE "routers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "routers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"site_id" bigint,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"use_tls" boolean NOT NULL,
	"tls_fingerprint" text,
	"tls_certificate" text,
	"username" text NOT NULL,
	"password_sealed" text NOT NULL,
	"access_methods" text[] NOT NULL,
	"ppp_local_address" "inet",
	"status" text DEFAULT 'new' NOT NULL,
	"last_seen_at" timestamp with time zone,
	"identity" text,
	"version" text,
	"board" text,
	"failure" text,
	"failing_since" timestamp with time zone,
	"failure_count" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"confirmed_count" bigint DEFAULT 0 NOT NULL,
	"failed_count" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "routers_name_key" UNIQUE("name"),
	CONSTRAINT "routers_host_port_key" UNIQUE("host","port"),
	CONSTRAINT "routers_port_check" CHECK ("routers"."port" between 1 and 65535),
	CONSTRAINT "routers_status_check" CHECK ("routers"."status" in ('new', 'online', 'unreachable', 'refused', 'off')),
	CONSTRAINT "routers_failure_check" CHECK ("routers"."failure" in ('unreachable', 'timed_out', 'login_refused', 'certificate_changed', 'address_refused', 'conflict', 'rejected', 'not_confirmed', 'incomplete_service')),
	CONSTRAINT "routers_tls_check" CHECK (("routers"."tls_fingerprint" is null) = ("routers"."tls_certificate" is null))
);
--> statement-breakpoint
CREATE TABLE "service_router_states" (
	"service_id" bigint NOT NULL,
	"router_id" bigint NOT NULL,
	"applied_version" bigint DEFAULT 0 NOT NULL,
	"applied_at" timestamp with time zone,
	"applied_rows" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"password_fingerprint" text,
	"applied_session" text,
	"adoption_approved" boolean DEFAULT false NOT NULL,
	"attempted_version" bigint,
	"failure" text,
	"failure_detail" text,
	"failed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	CONSTRAINT "service_router_states_pk" PRIMARY KEY("service_id","router_id"),
	CONSTRAINT "service_router_states_failure_check" CHECK ("service_router_states"."failure" in ('unreachable', 'timed_out', 'login_refused', 'certificate_changed', 'address_refused', 'conflict', 'rejected', 'not_confirmed', 'incomplete_service'))
);
--> statement-breakpoint
CREATE TABLE "scheduled_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scheduled_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"effective_date" date NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "scheduled_changes_state_check" CHECK ("scheduled_changes"."state" in ('pending', 'applied', 'cancelled', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "service_discounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "service_discounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"percent_ppm" integer,
	"amount_minor" bigint,
	"start_date" date NOT NULL,
	"end_date" date,
	"text" text DEFAULT '' NOT NULL,
	"stackable" boolean DEFAULT false NOT NULL,
	CONSTRAINT "service_discounts_value_check" CHECK (("service_discounts"."kind" = 'percent' and "service_discounts"."percent_ppm" between 1 and 1000000 and "service_discounts"."amount_minor" is null) or ("service_discounts"."kind" = 'fixed' and "service_discounts"."amount_minor" > 0 and "service_discounts"."percent_ppm" is null)),
	CONSTRAINT "service_discounts_dates_check" CHECK ("service_discounts"."end_date" is null or "service_discounts"."end_date" >= "service_discounts"."start_date")
);
--> statement-breakpoint
CREATE TABLE "service_history" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "service_history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"hold" text,
	"before" jsonb,
	"after" jsonb,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "service_holds" (
	"service_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"note" text,
	"until" date,
	CONSTRAINT "service_holds_pk" PRIMARY KEY("service_id","reason"),
	CONSTRAINT "service_holds_reason_check" CHECK ("service_holds"."reason" in ('not_started', 'unpaid', 'waiting', 'customer_inactive', 'customer_blocked', 'no_credit', 'paused', 'staff_stopped', 'dispute', 'data_cap', 'ended', 'staff_disabled'))
);
--> statement-breakpoint
CREATE TABLE "service_networks" (
	"service_id" bigint NOT NULL,
	"network" "cidr" NOT NULL,
	CONSTRAINT "service_networks_pk" PRIMARY KEY("service_id","network")
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "services_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" bigint NOT NULL,
	"item_id" bigint NOT NULL,
	"item_version_id" bigint NOT NULL,
	"next_item_version_id" bigint,
	"description" text DEFAULT '' NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL,
	"unit" text DEFAULT '' NOT NULL,
	"custom_price_minor" bigint,
	"recurrence_mode" text NOT NULL,
	"interval_count" integer,
	"interval_unit" text,
	"start_date" date NOT NULL,
	"end_date" date,
	"priority" integer DEFAULT 100 NOT NULL,
	"site_id" bigint,
	"latitude" double precision,
	"longitude" double precision,
	"router_id" bigint,
	"access_method" text,
	"login" text,
	"password_sealed" text,
	"ipv4_mode" text DEFAULT 'none' NOT NULL,
	"ipv4_address" "inet",
	"ipv4_pool_id" bigint,
	"ipv6_prefix" "cidr",
	"mac_addresses" text[] DEFAULT '{}' NOT NULL,
	"port_id" text,
	"waits_for_service_id" bigint,
	"holds" integer DEFAULT 0 NOT NULL,
	"throttled" boolean DEFAULT false NOT NULL,
	"archived_at" timestamp with time zone,
	"status" text GENERATED ALWAYS AS (case when archived_at is not null then 'archived' when holds & 7 <> 0 then 'pending' when holds & 504 <> 0 then 'stopped' when holds & 3584 <> 0 then 'disabled' else 'active' end) STORED,
	"desired_version" bigint DEFAULT 1 NOT NULL,
	"order_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "services_order_id_key" UNIQUE("order_id"),
	CONSTRAINT "services_quantity_check" CHECK ("services"."quantity" between 1 and 100000),
	CONSTRAINT "services_custom_price_check" CHECK ("services"."custom_price_minor" is null or "services"."custom_price_minor" >= 0),
	CONSTRAINT "services_recurrence_mode_check" CHECK ("services"."recurrence_mode" in ('credit_based', 'one_off', 'none')),
	CONSTRAINT "services_dates_check" CHECK ("services"."end_date" is null or "services"."end_date" >= "services"."start_date"),
	CONSTRAINT "services_access_method_check" CHECK ("services"."access_method" in ('pppoe', 'hotspot', 'static')),
	CONSTRAINT "services_ipv4_mode_check" CHECK ("services"."ipv4_mode" in ('none', 'permanent', 'dynamic')),
	CONSTRAINT "services_ipv4_address_check" CHECK (("services"."ipv4_mode" = 'permanent') = ("services"."ipv4_address" is not null) and ("services"."ipv4_pool_id" is null or "services"."ipv4_mode" = 'dynamic')),
	CONSTRAINT "services_interval_check" CHECK (("services"."interval_count" is null) = ("services"."interval_unit" is null)),
	CONSTRAINT "services_waits_for_check" CHECK ("services"."waits_for_service_id" is null or "services"."waits_for_service_id" <> "services"."id")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"operator_name" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"tax_mode" text DEFAULT 'exclusive' NOT NULL,
	"minimum_balance_minor" bigint DEFAULT 0 NOT NULL,
	"top_up_min_minor" bigint NOT NULL,
	"top_up_max_minor" bigint NOT NULL,
	"four_eyes_above_minor" bigint,
	"self_sign_up" boolean DEFAULT false NOT NULL,
	"dispute_stops_services" boolean DEFAULT false NOT NULL,
	"map_tile_url" text,
	"support_contact" text DEFAULT '' NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "settings_id_check" CHECK ("settings"."id" = 1),
	CONSTRAINT "settings_currency_check" CHECK ("settings"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "settings_tax_mode_check" CHECK ("settings"."tax_mode" in ('inclusive', 'exclusive')),
	CONSTRAINT "settings_top_up_check" CHECK (0 < "settings"."top_up_min_minor" and "settings"."top_up_min_minor" <= "settings"."top_up_max_minor")
);
--> statement-breakpoint
CREATE TABLE "allocations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "allocations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"source" text NOT NULL,
	"period_index" integer,
	"order_id" uuid,
	"pack_id" bigint,
	"granted_bytes" bigint NOT NULL,
	"used_bytes" bigint DEFAULT 0 NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "allocations_service_id_period_index_key" UNIQUE("service_id","period_index"),
	CONSTRAINT "allocations_order_id_key" UNIQUE("order_id"),
	CONSTRAINT "allocations_source_check" CHECK ("allocations"."source" in ('period', 'pack', 'staff')),
	CONSTRAINT "allocations_bytes_check" CHECK ("allocations"."granted_bytes" > 0 and "allocations"."used_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_alerts" (
	"service_id" bigint PRIMARY KEY NOT NULL,
	"percent" smallint NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "usage_alerts_percent_check" CHECK ("usage_alerts"."percent" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "usage_anomalies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "usage_anomalies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"router_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"polled_at" timestamp with time zone NOT NULL,
	"session_key" text NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_counters" (
	"router_id" bigint NOT NULL,
	"login" text NOT NULL,
	"session_key" text NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL,
	"polled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_counters_pk" PRIMARY KEY("router_id","login","session_key"),
	CONSTRAINT "usage_counters_bytes_check" CHECK ("usage_counters"."down_bytes" >= 0 and "usage_counters"."up_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"service_id" bigint NOT NULL,
	"day" date NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"down_hours" bigint[] NOT NULL,
	"up_hours" bigint[] NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL,
	CONSTRAINT "usage_days_pk" PRIMARY KEY("service_id","day")
);
--> statement-breakpoint
CREATE TABLE "usage_gaps" (
	"router_id" bigint NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"reason" text NOT NULL,
	CONSTRAINT "usage_gaps_pk" PRIMARY KEY("router_id","starts_at"),
	CONSTRAINT "usage_gaps_reason_check" CHECK ("usage_gaps"."reason" in ('unreachable', 'late')),
	CONSTRAINT "usage_gaps_order_check" CHECK ("usage_gaps"."ends_at" >= "usage_gaps"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "usage_months" (
	"service_id" bigint NOT NULL,
	"month" date NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL,
	CONSTRAINT "usage_months_pk" PRIMARY KEY("service_id","month")
);
--> statement-breakpoint
CREATE TABLE "usage_periods" (
	"service_id" bigint NOT NULL,
	"period_index" integer NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL,
	CONSTRAINT "usage_periods_pk" PRIMARY KEY("service_id","period_index")
);
--> statement-breakpoint
CREATE TABLE "usage_pollers" (
	"router_id" bigint PRIMARY KEY NOT NULL,
	"last_polled_at" timestamp with time zone,
	"reading_count" integer DEFAULT 0 NOT NULL,
	"unknown_count" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"customer_id" bigint,
	"balance_minor" bigint DEFAULT 0 NOT NULL,
	"floor_minor" bigint,
	"under_floor_minor" bigint DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_kind_check" CHECK ("accounts"."kind" in ('wallet', 'postpaid', 'revenue', 'tax', 'stripe_clearing', 'cash', 'vouchers', 'adjustments')),
	CONSTRAINT "accounts_customer_check" CHECK (("accounts"."kind" in ('wallet', 'postpaid')) = ("accounts"."customer_id" is not null)),
	CONSTRAINT "accounts_under_floor_check" CHECK ("accounts"."under_floor_minor" >= 0),
	CONSTRAINT "accounts_floor_check" CHECK ("accounts"."floor_minor" is null or "accounts"."balance_minor" >= "accounts"."floor_minor" - "accounts"."under_floor_minor"),
	CONSTRAINT "accounts_wallet_floor_check" CHECK (("accounts"."kind" = 'wallet') = ("accounts"."floor_minor" is not null)),
	CONSTRAINT "accounts_operator_balance_check" CHECK ("accounts"."customer_id" is not null or "accounts"."balance_minor" = 0)
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cause_key" text NOT NULL,
	"leg" smallint DEFAULT 0 NOT NULL,
	"debit_account_id" bigint NOT NULL,
	"credit_account_id" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"kind" text NOT NULL,
	"customer_account_id" bigint NOT NULL,
	"balance_after_minor" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"service_id" bigint,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	CONSTRAINT "transfers_cause_key_leg_key" UNIQUE("cause_key","leg"),
	CONSTRAINT "transfers_amount_check" CHECK ("transfers"."amount_minor" > 0),
	CONSTRAINT "transfers_accounts_check" CHECK ("transfers"."debit_account_id" <> "transfers"."credit_account_id"),
	CONSTRAINT "transfers_kind_check" CHECK ("transfers"."kind" in ('top_up', 'period', 'purchase', 'fee', 'tax', 'plan_change_refund', 'manual_credit', 'manual_debit', 'cash', 'voucher', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'merge'))
);
--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD CONSTRAINT "bulk_rows_bulk_id_bulk_runs_id_fk" FOREIGN KEY ("bulk_id") REFERENCES "public"."bulk_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_files" ADD CONSTRAINT "catalog_files_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_item_assignments" ADD CONSTRAINT "catalog_item_assignments_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_item_sites" ADD CONSTRAINT "catalog_item_sites_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_item_sites" ADD CONSTRAINT "catalog_item_sites_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD CONSTRAINT "catalog_item_versions_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD CONSTRAINT "catalog_items_category_id_catalog_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."catalog_categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD CONSTRAINT "catalog_items_current_version_id_catalog_item_versions_id_fk" FOREIGN KEY ("current_version_id") REFERENCES "public"."catalog_item_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packs" ADD CONSTRAINT "packs_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_targets" ADD CONSTRAINT "plan_targets_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_targets" ADD CONSTRAINT "plan_targets_target_item_id_catalog_items_id_fk" FOREIGN KEY ("target_item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_addresses" ADD CONSTRAINT "customer_addresses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_documents" ADD CONSTRAINT "customer_documents_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_labels" ADD CONSTRAINT "customer_labels_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_notes" ADD CONSTRAINT "customer_notes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_search" ADD CONSTRAINT "customer_search_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ups" ADD CONSTRAINT "sign_ups_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_queue" ADD CONSTRAINT "job_queue_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_steps" ADD CONSTRAINT "job_steps_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_waits" ADD CONSTRAINT "job_waits_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_pools" ADD CONSTRAINT "ip_pools_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_pools" ADD CONSTRAINT "ip_pools_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_reservations" ADD CONSTRAINT "network_reservations_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "networks" ADD CONSTRAINT "networks_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "networks" ADD CONSTRAINT "networks_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_preferences" ADD CONSTRAINT "mail_preferences_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_sign_up_id_sign_ups_id_fk" FOREIGN KEY ("sign_up_id") REFERENCES "public"."sign_ups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD CONSTRAINT "top_up_disputes_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up_refunds" ADD CONSTRAINT "top_up_refunds_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollout_rows" ADD CONSTRAINT "rollout_rows_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_target_version_id_catalog_item_versions_id_fk" FOREIGN KEY ("target_version_id") REFERENCES "public"."catalog_item_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "router_drifts" ADD CONSTRAINT "router_drifts_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "router_pushes" ADD CONSTRAINT "router_pushes_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routers" ADD CONSTRAINT "routers_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_router_states" ADD CONSTRAINT "service_router_states_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_discounts" ADD CONSTRAINT "service_discounts_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_holds" ADD CONSTRAINT "service_holds_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_networks" ADD CONSTRAINT "service_networks_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_item_id_catalog_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."catalog_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_item_version_id_catalog_item_versions_id_fk" FOREIGN KEY ("item_version_id") REFERENCES "public"."catalog_item_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_next_item_version_id_catalog_item_versions_id_fk" FOREIGN KEY ("next_item_version_id") REFERENCES "public"."catalog_item_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_ipv4_pool_id_ip_pools_id_fk" FOREIGN KEY ("ipv4_pool_id") REFERENCES "public"."ip_pools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_debit_account_id_accounts_id_fk" FOREIGN KEY ("debit_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_credit_account_id_accounts_id_fk" FOREIGN KEY ("credit_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_subject_idx" ON "audit_log" USING btree ("subject_kind","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_customer_id_idx" ON "audit_log" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_at_idx" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "catalog_items_category_id_idx" ON "catalog_items" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "customer_addresses_customer_id_idx" ON "customer_addresses" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customer_documents_customer_id_idx" ON "customer_documents" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "customer_labels_label_idx" ON "customer_labels" USING btree ("label");--> statement-breakpoint
CREATE INDEX "customer_notes_customer_id_idx" ON "customer_notes" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "customer_search_document_idx" ON "customer_search" USING gin ("document" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_name_id_idx" ON "customers" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "customers_status_name_id_idx" ON "customers" USING btree ("status","name","id");--> statement-breakpoint
CREATE INDEX "customers_created_at_id_idx" ON "customers" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "customers_site_id_idx" ON "customers" USING btree ("site_id");--> statement-breakpoint
CREATE INDEX "customers_email_lower_idx" ON "customers" USING btree (lower("email")) WHERE email is not null;--> statement-breakpoint
CREATE INDEX "customers_merged_into_id_idx" ON "customers" USING btree ("merged_into_id") WHERE merged_into_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "sign_ups_token_hash_unique" ON "sign_ups" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sign_ups_email_lower_idx" ON "sign_ups" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "sign_ups_created_at_idx" ON "sign_ups" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_time_tokens_token_hash_unique" ON "one_time_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "one_time_tokens_user_id_kind_idx" ON "one_time_tokens" USING btree ("user_id","kind");--> statement-breakpoint
CREATE INDEX "one_time_tokens_expires_at_idx" ON "one_time_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "rate_limits_expires_at_idx" ON "rate_limits" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id","last_seen_at");--> statement-breakpoint
CREATE INDEX "sessions_absolute_expires_at_idx" ON "sessions" USING btree ("absolute_expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_customer_id_idx" ON "users" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "events_undelivered_index" ON "events" USING btree ("id") WHERE "events"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "events_delivered_at_index" ON "events" USING btree ("delivered_at") WHERE "events"."delivered_at" is not null;--> statement-breakpoint
CREATE INDEX "events_customer_id_index" ON "events" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "job_limits_until_index" ON "job_limits" USING btree ("until");--> statement-breakpoint
CREATE INDEX "job_pending_fire_at_index" ON "job_pending" USING btree ("fire_at");--> statement-breakpoint
CREATE INDEX "job_queue_slot_key_index" ON "job_queue" USING btree ("slot_key","rank_at","id");--> statement-breakpoint
CREATE INDEX "job_queue_due_at_index" ON "job_queue" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "job_queue_leased_index" ON "job_queue" USING btree ("leased_until") WHERE "job_queue"."lease_token" is not null;--> statement-breakpoint
CREATE INDEX "job_runs_open_index" ON "job_runs" USING btree ("function_id","singleton_key") WHERE "job_runs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "job_runs_start_by_index" ON "job_runs" USING btree ("start_by") WHERE "job_runs"."status" = 'queued' and "job_runs"."start_by" is not null;--> statement-breakpoint
CREATE INDEX "job_runs_finish_by_index" ON "job_runs" USING btree ("finish_by") WHERE "job_runs"."status" = 'running' and "job_runs"."finish_by" is not null;--> statement-breakpoint
CREATE INDEX "job_runs_finished_at_index" ON "job_runs" USING btree ("finished_at") WHERE "job_runs"."finished_at" is not null;--> statement-breakpoint
CREATE INDEX "job_waits_until_index" ON "job_waits" USING btree ("until");--> statement-breakpoint
CREATE INDEX "job_waits_subject_index" ON "job_waits" USING btree ("kind","subject");--> statement-breakpoint
CREATE INDEX "ip_pools_network_id_idx" ON "ip_pools" USING btree ("network_id");--> statement-breakpoint
CREATE INDEX "network_reservations_network_id_idx" ON "network_reservations" USING btree ("network_id");--> statement-breakpoint
CREATE INDEX "networks_router_id_idx" ON "networks" USING btree ("router_id");--> statement-breakpoint
CREATE INDEX "networks_site_id_idx" ON "networks" USING btree ("site_id");--> statement-breakpoint
CREATE INDEX "notifications_due_idx" ON "notifications" USING btree ("due_at","id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "notifications_service_id_idx" ON "notifications" USING btree ("service_id","template","created_at") WHERE service_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_customer_id_idx" ON "notifications" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "notifications_sign_up_id_idx" ON "notifications" USING btree ("sign_up_id") WHERE sign_up_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_state_idx" ON "notifications" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "notifications_created_at_idx" ON "notifications" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "orders_customer_id_idx" ON "orders" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "orders_waiting_idx" ON "orders" USING btree ("customer_id","created_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "stripe_events_unapplied_idx" ON "stripe_events" USING btree ("received_at") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "stripe_events_happened_at_idx" ON "stripe_events" USING btree ("happened_at");--> statement-breakpoint
CREATE INDEX "top_up_disputes_top_up_id_idx" ON "top_up_disputes" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "top_up_disputes_open_idx" ON "top_up_disputes" USING btree ("updated_at") WHERE state in ('inquiry', 'open');--> statement-breakpoint
CREATE INDEX "top_up_refunds_top_up_id_idx" ON "top_up_refunds" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "top_up_refunds_open_idx" ON "top_up_refunds" USING btree ("updated_at") WHERE status in ('requested', 'pending');--> statement-breakpoint
CREATE INDEX "top_ups_customer_id_idx" ON "top_ups" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "top_ups_created_at_idx" ON "top_ups" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "top_ups_open_idx" ON "top_ups" USING btree ("checked_at") WHERE status in ('created', 'pending', 'processing');--> statement-breakpoint
CREATE INDEX "top_ups_parked_idx" ON "top_ups" USING btree ("updated_at") WHERE status = 'parked';--> statement-breakpoint
CREATE INDEX "periods_customer_id_idx" ON "periods" USING btree ("customer_id","decided_at");--> statement-breakpoint
CREATE INDEX "schedule_due_idx" ON "schedule" USING btree ("next_due","account_id","service_id") WHERE not held;--> statement-breakpoint
CREATE INDEX "schedule_account_id_idx" ON "schedule" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rollouts_running_key" ON "rollouts" USING btree ("item_id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "router_drifts_service_id_idx" ON "router_drifts" USING btree ("service_id");--> statement-breakpoint
CREATE INDEX "router_pushes_service_id_idx" ON "router_pushes" USING btree ("service_id","id");--> statement-breakpoint
CREATE INDEX "router_pushes_router_id_idx" ON "router_pushes" USING btree ("router_id","id");--> statement-breakpoint
CREATE INDEX "routers_site_id_idx" ON "routers" USING btree ("site_id");--> statement-breakpoint
CREATE INDEX "service_router_states_router_id_idx" ON "service_router_states" USING btree ("router_id","service_id");--> statement-breakpoint
CREATE INDEX "scheduled_changes_due_idx" ON "scheduled_changes" USING btree ("effective_date","id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "scheduled_changes_service_id_idx" ON "scheduled_changes" USING btree ("service_id","id");--> statement-breakpoint
CREATE INDEX "service_discounts_service_id_idx" ON "service_discounts" USING btree ("service_id");--> statement-breakpoint
CREATE INDEX "service_history_service_id_idx" ON "service_history" USING btree ("service_id","id");--> statement-breakpoint
CREATE INDEX "service_history_customer_id_idx" ON "service_history" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "service_holds_until_idx" ON "service_holds" USING btree ("until") WHERE until is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "services_login_live_key" ON "services" USING btree (lower("login")) WHERE archived_at is null and holds & 7 = 0;--> statement-breakpoint
CREATE UNIQUE INDEX "services_ipv4_address_live_key" ON "services" USING btree ("ipv4_address") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "services_customer_id_idx" ON "services" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "services_router_id_idx" ON "services" USING btree ("router_id","id");--> statement-breakpoint
CREATE INDEX "services_item_id_idx" ON "services" USING btree ("item_id","status");--> statement-breakpoint
CREATE INDEX "services_status_id_idx" ON "services" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "services_waits_for_idx" ON "services" USING btree ("waits_for_service_id") WHERE waits_for_service_id is not null;--> statement-breakpoint
CREATE INDEX "services_not_started_idx" ON "services" USING btree ("start_date") WHERE holds & 1 <> 0 and archived_at is null;--> statement-breakpoint
CREATE INDEX "services_end_date_idx" ON "services" USING btree ("end_date") WHERE end_date is not null and archived_at is null;--> statement-breakpoint
CREATE INDEX "allocations_service_id_expires_at_idx" ON "allocations" USING btree ("service_id","expires_at");--> statement-breakpoint
CREATE INDEX "allocations_expires_at_idx" ON "allocations" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "usage_anomalies_service_id_idx" ON "usage_anomalies" USING btree ("service_id","polled_at");--> statement-breakpoint
CREATE INDEX "usage_anomalies_polled_at_idx" ON "usage_anomalies" USING btree ("polled_at");--> statement-breakpoint
CREATE INDEX "usage_days_day_idx" ON "usage_days" USING btree ("day");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_customer_id_kind_key" ON "accounts" USING btree ("customer_id","kind") WHERE customer_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_operator_kind_key" ON "accounts" USING btree ("kind") WHERE customer_id is null;--> statement-breakpoint
CREATE INDEX "accounts_wallet_balance_idx" ON "accounts" USING btree ("balance_minor","id") WHERE kind = 'wallet';--> statement-breakpoint
CREATE INDEX "transfers_customer_account_id_idx" ON "transfers" USING btree ("customer_account_id","id");--> statement-breakpoint
CREATE INDEX "transfers_service_id_idx" ON "transfers" USING btree ("service_id","id") WHERE service_id is not null;--> statement-breakpoint
CREATE INDEX "transfers_at_idx" ON "transfers" USING btree ("at");