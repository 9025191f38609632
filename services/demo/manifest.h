// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/planting_ground.h"
#include <QByteArray>
#include <QString>
#include <array>
#include <vector>

namespace arborist::demo {

/// The kinds of drift as people write them, in the order of the manifest's lists.
inline constexpr std::array<const char *, 18> kKindNames = {"S1", "S2", "S3", "S4", "S5", "S6",
                                                            "S7", "S8", "D1", "D2", "R1", "R2",
                                                            "R3", "R4", "R5", "T1", "T2", "Q1"};

enum ManifestKind : quint8 {
    S1,
    S2,
    S3,
    S4,
    S5,
    S6,
    S7,
    S8,
    D1,
    D2,
    R1,
    R2,
    R3,
    R4,
    R5,
    T1,
    T2,
    Q1
};

/// What was planted in one stage and what a scan has to find there: no more and no less.
struct Manifest {
    QString stage;
    qint64 items = 0; ///< rows in the table
    qint64 organizations = 0;
    int maxDepth = 0;       ///< S7 begins above it
    bool listsItems = true; ///< false: counts only
    qint64 driftedItems = 0;
    qint64 nullForZero = 0;
    qint64 stranded = 0;     ///< items below an orphan
    std::vector<qint64> cut; ///< items whose parent does not count: roots of the effective forest
    std::array<std::vector<qint64>, kKindNames.size()> found; ///< ids, ascending
    std::array<qint64, kKindNames.size()> counts{};
    std::vector<Planted> planted;

    void add(ManifestKind kind, qint64 id);
    /// The format of manifest.<stage>.json: {"version", "stage", "table", "items", "organizations",
    /// "max_depth", "drifted_items", "null_for_zero", "stranded", "cut": [ids],
    /// "drift": {"S1": {"items": n, "ids": [ids]}, ...},
    /// "planted": [{"mishap", "item", "other"}]}; lists are left out of large demos.
    QByteArray toJson() const;
};

} // namespace arborist::demo
