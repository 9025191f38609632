// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/hierarchy/field_info.h"
#include "models/hierarchy/status_shape.h"
#include <QMetaType>
#include <QVector>

namespace arborist {

/// Columns of ItemTreeModel.
enum class TreeColumn { Title, Status, Depth, Items, Done, Estimate, Progress, Dates, Drift };
inline constexpr int kTreeColumnCount = 9;

/// A finding as a badge.
struct Badge {
    hierarchy::Kind kind = hierarchy::Kind::S1;
    DriftState state = DriftState::None;
    bool operator==(const Badge &) const = default;
};
using Badges = QVector<Badge>;

/// What delegates ask for beside the usual roles.
enum TreeRole : int {
    ItemRole = FirstFreeRole, ///< item number; kNoItem on an organization
    OrganizationRole,         ///< its number in the snapshot
    GroupRole,                ///< true on an organization
    LoadingRole,              ///< true while the title is on its way
    MatchRole,                ///< false for what a search shows only as an ancestor of a match
    DriftStateRole,           ///< DriftState of the column's value
    StatusShapeRole,          ///< StatusShape
    StoredShareRole,          ///< progress 0..1; negative if unknown
    ExpectedShareRole,
    StoredStartRole, ///< days since 1970; NaN if unknown
    StoredEndRole,
    ExpectedStartRole,
    ExpectedEndRole,
    BadgesRole, ///< Badges

    // Rows of the organization and kind lists
    KindRole,     ///< number of the Kind; -1 on others
    CountRole,    ///< number of drifted items
    BarShareRole, ///< 0..1 of the largest row of the list
};

} // namespace arborist

Q_DECLARE_METATYPE(arborist::Badge)
Q_DECLARE_METATYPE(arborist::DriftState)
Q_DECLARE_METATYPE(arborist::StatusShape)
