-- Changes noted for the next period that the rules refuse: to an item of another kind, or to one that has no period. The next
-- period leaves them aside, so nothing is to announce them either; the history says that they went.
WITH impossible AS (
	SELECT s.id, s.customer_id, s.next_item_version_id
	FROM services s
	JOIN catalog_items own ON own.id = s.item_id
	JOIN catalog_item_versions v ON v.id = s.next_item_version_id
	JOIN catalog_items target ON target.id = v.item_id
	WHERE v.item_id <> s.item_id AND (target.kind <> own.kind OR v.interval_count IS NULL)
), cleared AS (
	UPDATE services s
	SET next_item_version_id = s.next_instead_of_version_id, next_instead_of_version_id = NULL, change_fee_minor = 0,
		next_planned_by = NULL, next_planned_at = NULL, updated_at = now()
	FROM impossible i WHERE s.id = i.id
)
INSERT INTO service_history (service_id, customer_id, at, actor, action, before)
SELECT id, customer_id, now(), 'system:migrate', 'plan_change_cancelled', jsonb_build_object('itemVersionId', next_item_version_id)
FROM impossible;
