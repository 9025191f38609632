// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/scan.h"
#include <QJsonObject>

namespace arborist {

/// A scan as a line of JSON asks for it: {"schema", "table", "mapping": {role: column, "done": []},
/// "rules": {...}, "organization"}; the roles and rules of tests/hierarchy/oracle.py.
hierarchy::ScanRequest readScanRequest(const QJsonObject &json);

/// What the scan found, as tests/hierarchy/random_forests.py compares it: findings and counts, and
/// `withValues` the expected values of every item.
QJsonObject describe(const hierarchy::Snapshot &snapshot, bool withValues);

} // namespace arborist
