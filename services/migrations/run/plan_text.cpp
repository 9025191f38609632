// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/plan_text.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlannedMigrate", text);
}

QString comment(const QString &text)
{
    return QStringLiteral("-- ") + text;
}

/// As the file has it.
QStringList piecesOf(const Script &script)
{
    QStringList texts;
    for (const Piece &piece : script.pieces) {
        const QString text = QString::fromUtf8(piece.sql).trimmed();
        if (!text.isEmpty())
            texts << text;
    }
    return texts;
}

QStringList segmentsOf(const Task &task)
{
    QStringList texts;
    if (task.partial && task.partial->done > 0)
        texts << comment(tr("The first %1 of %2 statements are in effect already.")
                             .arg(task.partial->done)
                             .arg(task.parts.statements.size()));
    for (const Segment &segment : task.parts.segments) {
        if (task.partial && segment.endStatement() <= task.partial->done)
            continue;
        texts << comment(segment.kind == Segment::Kind::Transaction
                             ? tr("In a transaction:")
                             : tr("Outside of a transaction:"));
        for (const Chunk &chunk : segment.chunks) {
            if (!chunk.sql.isEmpty())
                texts << QString::fromUtf8(chunk.sql) + u';';
        }
    }
    return texts;
}

} // namespace

QString planSql(const Task &task, const QString &ledgerSql)
{
    QStringList texts =
        task.parts.isAtomic() && !task.partial ? piecesOf(*task.script) : segmentsOf(task);
    texts << comment(tr("The ledger:")) << ledgerSql + u';';
    return texts.join(u'\n');
}

QString fileHash(const Migration &migration)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(migration.text, QCryptographicHash::Sha256).toHex());
}

QString toKey(TransactionMode mode)
{
    switch (mode) {
    case TransactionMode::Each:
        return QStringLiteral("each");
    case TransactionMode::All:
        return QStringLiteral("all");
    case TransactionMode::None:
        break;
    }
    return QStringLiteral("none");
}

} // namespace arborist::migrations
