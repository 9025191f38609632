// SPDX-License-Identifier: GPL-3.0-or-later
// batch_program SOCKET-FOLDER JOURNAL-FOLDER RUN: rewrites the table "items" in many small batches
// of every kind, until it is killed or done. Prints "ready" once it has begun.
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/postgres/connection.h"
#include "tests/journal/table_batches.h"

#include <QCoreApplication>
#include <cstdio>

using namespace arborist;
using namespace arborist::journal;

namespace {

constexpr size_t kRows = 40;

/// The part of the batch that starts at that row.
ChangeBatch part(const ChangeBatch &batch, size_t first)
{
    ChangeBatch result = batch;
    const auto end = std::min(batch.rows.size(), first + kRows);
    result.rows.assign(batch.rows.begin() + qsizetype(first), batch.rows.begin() + qsizetype(end));
    return result;
}

void run(const QString &socket, const QString &folder, const QString &name)
{
    postgres::ConnectionInfo info;
    info.setValue(QStringLiteral("host"), socket);
    info.setValue(QStringLiteral("user"), QStringLiteral("postgres"));
    info.setValue(QStringLiteral("dbname"), QStringLiteral("postgres"));
    auto connection = postgres::Connection::open(info);
    const QStringList key{QStringLiteral("id")};
    const QStringList columns{QStringLiteral("id"), QStringLiteral("n"), QStringLiteral("t")};
    const auto schema = QStringLiteral("public");
    const auto table = QStringLiteral("items");
    ChangeBatch update = updateOf(connection, schema, table, key, columns.mid(1));
    const ChangeBatch deletion = deletionOf(connection, schema, table, key, columns);
    ChangeBatch insertion = inverse(deletion);
    for (size_t i = 0; i < update.rows.size(); ++i) {
        update.rows[i].after[0] = "-" + update.rows[i].key[0];
        RowChange &added = insertion.rows[i];
        added.key[0] = QByteArray::number(100000 + int(i));
        added.after[0] = added.key[0];
    }
    Journal journal = Journal::create(folder, name);
    OperationContext context;
    BatchWriter writer(connection, journal, context);
    std::puts("ready");
    std::fflush(stdout);
    // Updates of the front half, deletions of the back half, and as many new rows.
    for (size_t i = 0; i < update.rows.size() / 2; i += kRows) {
        writer.write(part(update, i));
        writer.write(part(deletion, update.rows.size() / 2 + i));
        writer.write(part(insertion, i));
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    try {
        run(arguments.value(1), arguments.value(2), arguments.value(3));
    } catch (const Error &error) {
        std::fprintf(stderr, "%s %s\n", qPrintable(error.message()), qPrintable(error.hint()));
        return 1;
    }
    return 0;
}
