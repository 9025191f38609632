// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include "services/postgres/connection.h"

namespace arborist {

/// Reads a table for a test as a planner would: keys, xmin and exact texts.
/// An update of every row, in key order, that changes nothing yet: `after` equals `before`, all
/// columns are marked as changed, version is xmin.
journal::ChangeBatch updateOf(postgres::Connection &connection, const QString &schema,
                              const QString &table, const QStringList &key,
                              const QStringList &columns);

/// The deletion of all rows, guarded by their values.
journal::ChangeBatch deletionOf(postgres::Connection &connection, const QString &schema,
                                const QString &table, const QStringList &key,
                                const QStringList &columns);

/// The whole table as COPY writes it, sorted.
QByteArray contentOf(postgres::Connection &connection, const QString &quotedTable);

} // namespace arborist
