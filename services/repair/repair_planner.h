// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/deletion_plan.h"
#include "services/repair/hierarchy_names.h"
#include "services/repair/repair.h"
#include "services/repair/repair_changes.h"
#include "services/repair/triggers.h"

namespace arborist::repair {

/// All that planning has found out; plain values, what is shown and what is run are made of it.
struct PlannedRepair {
    RepairRequest request; ///< its mapping with the fitted rules
    TableShape table;
    SnapshotPtr before;
    SnapshotPtr planned;
    std::shared_ptr<RepairChanges> changes;
    DeletionPlan deletion;
    KindCounts remaining{};
    std::vector<Trigger> triggers;

    /// Columns of the table that the request's kinds may write, in the table's order.
    QStringList columns() const;
    /// Kinds of the request that have a column whose rule is known: those that are planned.
    quint32 plannedKinds() const;
};

/// Scans and plans in one snapshot.
class RepairPlanner
{
public:
    struct Options {
        bool mayDelete = true; ///< else orphans that the request would delete are left alone
        double weight = 1;     ///< share of the whole operation's progress
    };
    RepairPlanner(const RepairRequest &request, postgres::Connection &connection,
                  OperationContext &context, const Options &options);

    PlannedRepair plan();

private:
    void checkKinds();
    void scanTable();
    PlannedRepair planInSnapshot();
    std::vector<Trigger> triggers(const PlannedRepair &repair);
    quint32 singlePrecision(const TableShape &table) const;

    RepairRequest m_request;
    postgres::Connection &m_connection;
    OperationContext &m_context;
    Options m_options;
    SnapshotPtr m_before;
};

} // namespace arborist::repair
