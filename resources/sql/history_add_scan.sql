INSERT INTO scan (workspace, stage, hierarchy, at_ms, items, drifted_items, origin_items,
                  duration_ms, kinds)
VALUES (:workspace, :stage, :hierarchy, :at_ms, :items, :drifted_items, :origin_items,
        :duration_ms, :kinds)
