// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/operation_flow.h"

namespace arborist {

/// How taking back a run is planned, shown and run; the same on every page that offers it.
FlowRequest undoRequest(const QString &run);

/// Rows that the report's steps changed.
qint64 changedRows(const Report &report);

} // namespace arborist
