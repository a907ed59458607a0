INSERT INTO "usage_held_readings" ("router_id", "service_id", "login", "session_key", "polled_at", "down_bytes", "up_bytes", "reason")
SELECT "router_id", "service_id", '', "session_key", "polled_at", "down_bytes", "up_bytes", 'too_fast' FROM "usage_anomalies" ORDER BY "id";--> statement-breakpoint
DROP TABLE "usage_anomalies" CASCADE;