// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QByteArray>
#include <QString>
#include <vector>

namespace arborist::hierarchy {

struct MeasuredScan {
    QString stage;
    SnapshotPtr snapshot;
};

/// The counts of scans in Prometheus' text exposition format, version 0.0.4 (for the textfile
/// collector of node_exporter): gauges by stage and table, drift also by kind.
QByteArray metricsText(const std::vector<MeasuredScan> &scans);

/// Writes them to a file, replaced as a whole: a collector never reads half of it. Throws Error.
void writeMetrics(const QString &file, const std::vector<MeasuredScan> &scans);

} // namespace arborist::hierarchy
