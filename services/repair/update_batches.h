// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include "services/repair/repair_planner.h"

namespace arborist::repair {

/// A plan's updates as batches in the order of the ids, made one at a time.
class UpdateBatches
{
public:
    explicit UpdateBatches(const PlannedRepair &repair);

    size_t count() const;
    qint64 rows() const { return qint64(m_order.size()); }
    journal::ChangeBatch batch(size_t number) const;

private:
    const PlannedRepair &m_repair;
    std::vector<quint32> m_order; ///< numbers of RepairChanges::updates()
    QStringList m_columns;
    std::array<int, hierarchy::kKindCount> m_columnOf{}; ///< by kind: its place in m_columns
};

} // namespace arborist::repair
