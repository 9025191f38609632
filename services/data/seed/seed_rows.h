// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_text.h"
#include <QStringList>
#include <functional>
#include <optional>
#include <vector>

namespace arborist::data {

/// One row of a file: the values in the order of its group's columns; nullopt is NULL.
struct SeedRow {
    qsizetype at = 0; ///< of its first byte in the file
    std::vector<std::optional<QByteArray>> values;
    std::vector<qsizetype> places; ///< of each value
};

/// Rows of one file that are of one table and give the same columns.
struct RowGroup {
    QString table; ///< as the file names it; empty: its name does
    QStringList columns;
    std::vector<qsizetype> columnPlaces; ///< where each is named first
    qint64 rows = 0;
    /// True: values are JSON as it is written ("a", 1, {...}), to be turned into what the column
    /// takes.
    bool isJson = false;
    /// Hands over row by row, read anew each time. Any number of times.
    std::function<void(const std::function<void(const SeedRow &)> &)> read;
};

/// CSV with a header (RFC 4180): commas, or semicolons or tabs where the header has these and no
/// comma; quotes doubled; any line ends. An empty value is NULL, a quoted empty one is empty.
/// Throws Error with file, line and column.
RowGroup csvRows(const SeedTextPtr &text);

/// An array of objects, or an object of such arrays by table. A key that an object does not have is
/// left to the column's default: such rows are a group of their own. What "$accounts" holds is
/// no table. Throws Error with file, line and column.
std::vector<RowGroup> jsonRows(const SeedTextPtr &text);

/// One JSON value as the text that a column takes: strings without quotes, arrays as {...} where
/// the column is one of arrays; nullopt for null. `isJsonColumn`: it stays as it is written.
std::optional<QByteArray> fromJson(const QByteArray &json, bool isJsonColumn, bool isArrayColumn);

} // namespace arborist::data
