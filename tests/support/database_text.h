// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/test_cluster.h"

namespace arborist {

/// What pg_dump tells of a database, in lines that compare. Throws std::runtime_error.
QByteArray databaseText(const TestCluster &cluster, const QString &database,
                        const QStringList &options = {});

/// The first lines that are not the same; empty where all are.
QByteArray difference(const QByteArray &found, const QByteArray &wanted);

} // namespace arborist
