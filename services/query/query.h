// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/query/result_sink.h"
#include <QMap>
#include <QString>
#include <chrono>

namespace arborist::query {

struct QueryRequest {
    QString sql;                                        ///< one or several statements
    std::chrono::milliseconds statementTimeout{60'000}; ///< of each statement; zero: none
    qint64 maxRows = -1;                                ///< of each statement; negative: all
    QString name;                      ///< of the file, for errors; empty: "line 3, column 14"
    QMap<QString, QString> parameters; ///< values for :name, bound, never spliced
};

/// Runs the statements one after the other in a transaction that only reads and that is rolled back
/// at the end, on a connection that is not in a transaction. The server keeps it read-only; what a
/// roll-back would not undo (files of the server, other sessions, its settings) is refused before
/// anything runs. The statements see one snapshot.
///
/// Throws Error with `position` in the whole text (1-based, in QChars) and line and column in
/// `where`; kind Refused for what would write. After a cancel the connection may be closed.
void runReadOnly(const QueryRequest &request, postgres::Connection &connection, ResultSink &sink,
                 OperationContext &context);

} // namespace arborist::query
