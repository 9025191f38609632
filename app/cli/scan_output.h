// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QByteArray>
#include <QHash>
#include <QString>

namespace arborist::cli {

/// Stored paths of the items whose path differs; the snapshot does not keep them.
using StoredPaths = QHash<hierarchy::Item, QString>;

/// What is written of a scan: where it was done, and the findings if they are wanted.
struct ScanOutput {
    hierarchy::SnapshotPtr snapshot;
    QString target;
    bool withFindings = false;
    StoredPaths storedPaths;
};

/// The object of cli.md, "JSON shapes", scan.
QByteArray scanToJson(const ScanOutput &output);

/// The health report for people.
QString scanToText(const ScanOutput &output);

} // namespace arborist::cli
