// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <functional>
#include <stop_token>

class QAbstractItemModel;
class QIODevice;

namespace arborist {

enum class TableFormat {
    Csv, ///< RFC 4180: commas, CRLF, quotes where needed
    Tsv, ///< tabs and LF, as spreadsheets paste it; tabs in values become spaces
};

/// One line of values.
QString tableLine(const QStringList &values, TableFormat format);

/// Writes one line as UTF-8. Throws Error when the device does not take it.
void writeLine(QIODevice &device, const QStringList &values, TableFormat format);

/// Writes a whole table as CSV with a head line; belongs in a job. Throws Error.
using TableWriter = std::function<void(QIODevice &, const std::stop_token &)>;

/// A writer of what a flat model shows now, copied at this call: numbers plain, times as ISO 8601,
/// texts as shown. For models of some thousands of rows.
TableWriter tableWriter(const QAbstractItemModel &model);

} // namespace arborist
