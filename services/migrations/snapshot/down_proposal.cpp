// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/down_proposal.h"

#include "services/core/error.h"
#include "services/migrations/snapshot/down_writer.h"
#include "services/migrations/snapshot/renames.h"
#include <QCoreApplication>
#include <QSet>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DownProposal", text);
}

/// Statements that leave no trace in a snapshot.
QStringList doubtsOf(const std::vector<Statement> &statements)
{
    static const QSet<QString> data{QStringLiteral("InsertStmt"),   QStringLiteral("UpdateStmt"),
                                    QStringLiteral("DeleteStmt"),   QStringLiteral("MergeStmt"),
                                    QStringLiteral("TruncateStmt"), QStringLiteral("CopyStmt")};
    static const QSet<QString> shown{QStringLiteral("CreateStmt"),
                                     QStringLiteral("AlterTableStmt"),
                                     QStringLiteral("IndexStmt"),
                                     QStringLiteral("DropStmt"),
                                     QStringLiteral("CreateEnumStmt"),
                                     QStringLiteral("AlterEnumStmt"),
                                     QStringLiteral("RenameStmt"),
                                     QStringLiteral("CreateSchemaStmt"),
                                     QStringLiteral("CreateSeqStmt"),
                                     QStringLiteral("AlterSeqStmt"),
                                     QStringLiteral("ViewStmt"),
                                     QStringLiteral("CreateTableAsStmt"),
                                     QStringLiteral("CreatePolicyStmt"),
                                     QStringLiteral("AlterPolicyStmt"),
                                     QStringLiteral("CreateRoleStmt"),
                                     QStringLiteral("AlterRoleStmt"),
                                     QStringLiteral("DropRoleStmt"),
                                     QStringLiteral("VariableSetStmt"),
                                     QStringLiteral("SelectStmt"),
                                     QStringLiteral("TransactionStmt"),
                                     QStringLiteral("AlterObjectSchemaStmt")};
    QStringList doubts;
    for (const Statement &statement : statements) {
        const QString begin = statement.text.simplified().left(40);
        if (data.contains(statement.kind))
            doubts << tr("Line %1 changes rows (%2…); that is not taken back.")
                          .arg(statement.line)
                          .arg(begin);
        else if (!shown.contains(statement.kind))
            doubts << tr("Line %1 (%2…) leaves no trace in a snapshot; take it back by hand.")
                          .arg(statement.line)
                          .arg(begin);
    }
    return doubts;
}

} // namespace

DownProposal proposeDown(const Snapshot &after, const Snapshot &before)
{
    return DownWriter(after, before).write();
}

DownProposal proposeDown(const MigrationSet &set, const Migration &migration)
{
    const Snapshot after = snapshotAfter(set, migration);
    Snapshot before = snapshotBefore(set, migration);
    std::vector<Statement> statements;
    if (migration.up)
        statements = statementsOf(*migration.up);
    const std::vector<Rename> renames = renamesIn(statements);
    DownProposal proposal = proposeDown(after, renamed(std::move(before), renames));
    proposal.doubts += doubtsOf(statements);

    QString head = QStringLiteral("-- ") +
                   tr("Proposed from what the models said before %1 and after it. Nobody has run "
                      "it: read it, and change what is not right.")
                       .arg(migration.name) +
                   u'\n';
    for (const QString &doubt : std::as_const(proposal.doubts))
        head += QStringLiteral("-- ") + doubt + u'\n';
    QString tail;
    for (auto rename = renames.crbegin(); rename != renames.crend(); ++rename)
        tail += rename->inverse() + QStringLiteral(";\n");
    if (proposal.sql.isEmpty() && tail.isEmpty())
        head += QStringLiteral("-- ") + tr("The two snapshots are the same.") + u'\n';
    proposal.sql = head + u'\n' + proposal.sql + tail;
    return proposal;
}

} // namespace arborist::migrations
