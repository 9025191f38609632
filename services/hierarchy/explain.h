// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QString>

namespace arborist::hierarchy {

/// A finding's column and values as scripts and exports write them, in PostgreSQL's notation; a
/// null QString is NULL or "not applicable".
struct FindingText {
    QString column;
    QString stored;
    QString expected;
};

/// `storedPath` is the row's path as stored, which the snapshot does not keep (see details.h).
FindingText describe(const Snapshot &snapshot, const Finding &finding,
                     const QString &storedPath = {});

/// Why an item drifted: one sentence with numbers and names, for people.
QString explain(const Snapshot &snapshot, const Finding &finding, const QString &storedPath = {});

/// Where it began: "Origin, 6 items above inherit it" or the ids of the children it comes from.
QString explainOrigin(const Snapshot &snapshot, const Finding &finding);

} // namespace arborist::hierarchy
