// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <utility>
#include <vector>

namespace arborist::query {

/// Blocks of 8 kB that a node and those under it touched; from EXPLAIN (BUFFERS).
struct PlanBuffers {
    qint64 sharedHit = 0, sharedRead = 0, sharedDirtied = 0, sharedWritten = 0;
    qint64 tempRead = 0, tempWritten = 0;
};

/// A node of an execution plan, with what is under it. Source: PostgreSQL manual, "Using EXPLAIN".
/// Numbers that were not measured (no ANALYZE, never executed) are negative.
struct PlanNode {
    QString type;     ///< "Index Scan"
    QString detail;   ///< what qualifies the type: "Left", "Hashed", "SubPlan 1"
    QString relation; ///< "public.items"; a function or CTE where one is scanned
    QString alias;    ///< where it is not the relation's name
    QString index;
    std::vector<std::pair<QString, QString>> conditions; ///< {"Index Cond", "(id = 7)"}
    double startupCost = 0;
    double totalCost = 0;
    double estimatedRows = 0; ///< of one loop
    double actualRows = -1;   ///< of one loop, on average
    double loops = -1;
    double removedRows = -1;                          ///< by its conditions, of one loop
    double totalMs = -1;                              ///< with those under it, all loops together
    double ownMs = -1;                                ///< without them
    PlanBuffers buffers;                              ///< with those under it
    std::vector<std::pair<QString, QString>> details; ///< everything else that the server tells
    std::vector<PlanNode> children;

    // Of the root only:
    double planningMs = -1;
    double executionMs = -1;

    /// Estimated against actual rows, the larger over the smaller: 1 is exact; 0 where unknown.
    double misestimate() const;
};

/// Reads the answer of EXPLAIN (FORMAT JSON); throws Error for something else.
PlanNode planFromJson(const QByteArray &json);

} // namespace arborist::query
