// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringList>
#include <vector>

namespace arborist {

struct CompletionTable {
    QString schema;
    QString name;
    QStringList columns;
    bool onPath = true; ///< can be named without its schema
};

/// What a database knows by name.
struct CompletionWords {
    std::vector<CompletionTable> tables;
    QStringList functions;
    QStringList schemas;
    QStringList keywords;
};

struct Completion {
    QStringList words; ///< as they are to be written, quoted where they must be; best first
    int typed = 0;     ///< bytes before the cursor that they replace
};

/// What may be meant at the cursor: behind "alias." the columns of that table, behind "schema." its
/// tables; else columns of the tables that the statement names, tables, keywords, functions.
/// `position`: byte of `sql`. Unless asked for, an empty beginning has no proposals.
Completion completionAt(QByteArrayView sql, int position, const CompletionWords &words, bool asked);

} // namespace arborist
