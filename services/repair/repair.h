// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include "services/operations/operation.h"
#include "services/repair/change_set.h"

namespace arborist::repair {

using hierarchy::KindCounts;
using hierarchy::Mapping;
using hierarchy::SnapshotPtr;

enum class OrphanAction {
    Reattach, ///< below the nearest valid witness, else promote
    Promote,  ///< a root of its organization
    Delete,   ///< with its subtree; archived first
};

struct RepairRequest {
    QString verb; ///< "hierarchy", "aggregations", "dates", "orphans", "all": names the operation
    Mapping mapping;
    QString organization; ///< limits it to one; empty: all
    quint32 kinds = 0;    ///< bits of the kinds to repair (see bit()); 0: those of the verb
    OrphanAction orphans = OrphanAction::Reattach;
    PlanTarget target; ///< as operations::planTarget() tells it; told by the connection if empty
};

/// The kinds that a verb repairs by default: hierarchy D1 D2, aggregations R1-R5, dates T1 T2,
/// orphans S3, all D R T. Throws a usage Error for an unknown verb.
quint32 kindsOfVerb(const QString &verb);
/// The kinds that may be named beside them: S1 S2 S4 S8 for hierarchy, none for the others.
quint32 choosableKinds(const QString &verb);
/// Whether there is such a verb; others may be recipes.
bool isVerb(const QString &name);

/// A repair, planned: what it will write, item by item, and what will remain.
class RepairPlan : public operations::PlannedOperation
{
public:
    /// As scanned for this plan.
    virtual SnapshotPtr before() const = 0;
    /// The forest and the expected values that the plan's own structural choices lead to; the same
    /// object as before() if it makes none.
    virtual SnapshotPtr planned() const = 0;
    /// Every value that will be written, and every row that will be deleted.
    virtual const ChangeSet &changes() const = 0;
    /// Drift that will be left afterwards, by kind.
    virtual KindCounts remaining() const = 0;
};

using RepairPlanPtr = std::shared_ptr<RepairPlan>;

/// Scans and plans in one REPEATABLE READ snapshot; reads only. Throws Error: an unknown verb, a
/// kind that cannot be repaired, what a scan throws.
RepairPlanPtr planRepair(const RepairRequest &request, postgres::Connection &connection,
                         OperationContext &context);

} // namespace arborist::repair
