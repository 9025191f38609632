// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QStringList>
#include <stop_token>

class QIODevice;

namespace arborist {

enum class TableFormat {
    Csv, ///< RFC 4180: commas, CRLF, quotes where needed
    Tsv, ///< tabs and LF, as spreadsheets paste it; tabs in values become spaces
};

/// One line of values.
QString tableLine(const QStringList &values, TableFormat format);

/// Writes every finding of the snapshot, or of one organization, with a head line: id,
/// organization, kind, column, stored, expected, origin, in flight. Values in PostgreSQL's own
/// notation. UTF-8. Throws Error when the device does not take it.
void writeFindings(QIODevice &device, const hierarchy::Snapshot &snapshot,
                   std::optional<quint32> organization, TableFormat format,
                   std::stop_token stop = {});

} // namespace arborist
