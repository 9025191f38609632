// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/hierarchy/rollup_fitting.h"
#include "services/hierarchy/rule_fitting.h"
#include "services/hierarchy/snapshot.h"
#include <QHash>

namespace arborist::hierarchy {

class DriftComparison;

/// Makes a Snapshot of the rows read: forest, comparison on all cores, counts.
class SnapshotBuilder
{
public:
    SnapshotBuilder(Mapping mapping, ItemTable table, OperationContext &context);

    /// Keeps the stored paths' hashes in the snapshot's table.
    void keepPaths() { m_keepPaths = true; }
    /// What was tried before the rows were read.
    void setTriedPaths(TriedPaths tried) { m_triedPaths = std::move(tried); }
    /// Takes the rules for known or unknown as another comparison of the same rows found them.
    void setRules(const std::vector<RuleFit> &rules) { m_rules = rules; }

    /// Throws Error::cancelled().
    std::shared_ptr<Snapshot> build();

    /// Names for organizations by their ids, where they are known.
    static void setOrganizationNames(Snapshot &snapshot, const QHash<QString, QString> &names);
    static void setTiming(Snapshot &snapshot, const QDateTime &takenAt, qint64 durationMs);

private:
    void fitDepthBase();
    void fitRules();
    void adoptRules(DriftComparison &comparison);
    void compare();
    void reportOtherParents(const DriftComparison &comparison);
    void addRules(const DriftComparison &comparison);
    std::vector<RuleCandidate> candidatesOf(Kind kind) const;
    void count();
    void countStranded();

    OperationContext &m_context;
    std::shared_ptr<Snapshot> m_snapshot;
    Forest m_forest;
    std::vector<RuleFit> m_rules; ///< as found before; empty: to be judged
    bool m_keepPaths = false;
    QHash<Kind, double> m_unknown; ///< kinds whose rule does not fit, with their agreement
    std::map<Kind, std::vector<Rules>> m_unclear; ///< kinds with several rules that fit alike
    std::map<Kind, TriedRules> m_tried;
    TriedPaths m_triedPaths;
};

} // namespace arborist::hierarchy
