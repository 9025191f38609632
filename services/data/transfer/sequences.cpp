// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/sequences.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QStringList>
#include <algorithm>

namespace arborist::data {

namespace {

constexpr size_t kAtOnce = 500;

void readValues(postgres::Connection &connection, std::vector<ArchiveSequence> &sequences)
{
    for (size_t begin = 0; begin < sequences.size(); begin += kAtOnce) {
        const size_t end = std::min(begin + kAtOnce, sequences.size());
        QStringList parts;
        for (size_t i = begin; i < end; ++i)
            parts << QStringLiteral("SELECT %1, last_value, is_called FROM ").arg(i) +
                         postgres::quoteQualified(sequences[i].schema, sequences[i].name);
        const postgres::Result values = connection.exec(parts.join(QStringLiteral(" UNION ALL ")));
        for (int row = 0; row < values.rows(); ++row) {
            ArchiveSequence &sequence = sequences[size_t(values.integer(row, 0))];
            sequence.last = values.integer(row, 1);
            sequence.isCalled = values.boolean(row, 2);
        }
    }
}

} // namespace

std::vector<ArchiveSequence> readSequences(postgres::Connection &connection,
                                           const DataTables &tables, const DataTables::Set &set,
                                           bool isWhole)
{
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("data_sequences")));
    std::vector<ArchiveSequence> sequences;
    for (int i = 0; i < rows.rows(); ++i) {
        ArchiveSequence sequence;
        sequence.schema = rows.text(i, 0);
        sequence.name = rows.text(i, 1);
        sequence.tableSchema = rows.text(i, 2);
        sequence.table = rows.text(i, 3);
        sequence.column = rows.text(i, 4);
        const qsizetype table = tables.find(sequence.tableSchema, sequence.table);
        const bool isOwn = sequence.table.isEmpty();
        if (isOwn ? isWhole : table >= 0 && std::ranges::binary_search(set, size_t(table)))
            sequences.push_back(std::move(sequence));
    }
    readValues(connection, sequences);
    return sequences;
}

} // namespace arborist::data
