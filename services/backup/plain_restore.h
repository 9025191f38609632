// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/plain_script.h"
#include "services/backup/restore_errors.h"
#include "services/core/operation_context.h"

namespace arborist::backup {

/// Runs a script of pg_dump over a connection: no psql, so that nothing in it leads elsewhere.
struct PlainRestore {
    postgres::Connection *connection = nullptr;
    const RestoreJudge *judge = nullptr;
    /// In the transaction that is open, in a database that was cleared of what the script makes
    /// but for schemas: the first failure is thrown. Else each statement on its own; harmless
    /// failures are kept, the first other one is thrown.
    bool inTransaction = false;
    bool hasLines = true; ///< of a file that people can look into
    QStringList harmless; ///< filled

    /// Throws Error with the line of the script; Error::cancelled().
    void run(PlainScript &script, const QString &where, const OperationContext &context);

private:
    void runStatement(const QByteArray &statement);
    QByteArray forCleared(const QByteArray &sql);

    bool m_makes = false; ///< a statement has come that makes something
};

} // namespace arborist::backup
