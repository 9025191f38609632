// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::journal {

/// A value as PostgreSQL writes it in text (DateStyle ISO, IntervalStyle postgres, bytea as hex,
/// extra_float_digits 1); nullopt is NULL.
using Value = std::optional<QByteArray>;

/// What is to be done to one row, with what it holds before and after.
struct RowChange {
    std::vector<QByteArray> key; ///< values of the batch's key columns
    /// xmin of the row as it was read; 0: not known, the old values are compared instead.
    quint32 version = 0;
    quint64 changed = 0;       ///< bit i: columns[i] changes; all bits for inserts and deletes
    std::vector<Value> before; ///< by column; empty for an insert
    std::vector<Value> after;  ///< by column; empty for a delete
};

/// Changes of one kind to rows of one table, written in one transaction. At most 64 columns for
/// updates.
struct ChangeBatch {
    enum class Action : quint8 { Update, Insert, Delete };

    Action action = Action::Update;
    QString schema;
    QString table;
    QStringList key;     ///< columns that identify a row: the primary key, or the mapping's id
    QStringList columns; ///< updates: those that change; inserts and deletes: all of the table
    std::vector<RowChange> rows;
};

/// The same, taken back: before and after swapped, inserts become deletes, rows in reverse order;
/// guarded by what was written, not by version.
ChangeBatch inverse(ChangeBatch batch);

} // namespace arborist::journal
