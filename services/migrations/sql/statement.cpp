// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/statement.h"

#include "services/migrations/sql/enum_values.h"
#include "services/migrations/sql/file_place.h"
#include "services/migrations/sql/leading_words.h"
#include "services/migrations/sql/placement.h"
#include "services/postgres/sql_split.h"
#include <QCoreApplication>

namespace arborist::migrations {
namespace {

/// With the byte order mark that the server would get, and that Qt takes away.
QString textOf(QByteArrayView sql)
{
    const QString text = QString::fromUtf8(sql);
    return sql.startsWith("\xef\xbb\xbf") ? QChar(QChar::ByteOrderMark) + text : text;
}

/// Trees are slow to make, so only statements have one for which it decides something.
bool needsTree(QByteArrayView sql, const QString &kind, const NewEnumValues &values)
{
    if (kind.isEmpty())
        return true;
    for (const NewEnumValue &value : values) {
        if (sql.contains(value.value.toUtf8()))
            return true;
    }
    return false;
}

/// Fills what the words of a statement that the parser understood say of it.
void describe(Statement &statement, QByteArrayView sql, NewEnumValues &values)
{
    statement.kind = kindByWords(sql);
    if (!needsTree(sql, statement.kind, values))
        return;
    const postgres::SqlTree tree(sql);
    const postgres::SqlNode node = tree.statement();
    if (!node)
        return;
    statement.kind = QString::fromUtf8(node.kind());
    statement.controlsTransaction = isTransactionControl(node);
    statement.placementReason = whyAlone(node);
    if (!statement.placementReason.isEmpty()) {
        statement.placement = Placement::Alone;
    } else if (const NewEnumValue *used = usedValue(node, values)) {
        statement.placement = Placement::OwnCommit;
        statement.placementReason =
            QCoreApplication::translate("Migrations",
                                        "It uses the value '%1', added to the type %2 just before: "
                                        "a new value is safe only after a commit.")
                .arg(used->value, used->type);
    }
    if (statement.placement != Placement::Anywhere || statement.controlsTransaction)
        values.clear();
    if (NewEnumValue added = addedValue(node); !added.value.isNull())
        values.push_back(std::move(added));
}

/// Where a piece begins. Only the piece before it tells the column of one that begins within a
/// line; pieces may also stand in another order than in the file.
FilePlace beginOf(const Piece &piece, const Piece *before, const FilePlace &endOfBefore)
{
    FilePlace place{piece.line, 1};
    const qsizetype gap = before ? piece.offset - before->offset - before->sql.size() : -1;
    if (gap >= 0 && endOfBefore.line == piece.line)
        place.column = endOfBefore.column + int(gap);
    return place;
}

} // namespace

std::vector<Statement> statementsOf(const Script &script, NewEnumValues *uncommitted)
{
    std::vector<Statement> statements;
    NewEnumValues own;
    NewEnumValues &values = uncommitted ? *uncommitted : own;
    const Piece *before = nullptr;
    FilePlace place;
    for (std::size_t i = 0; i < script.pieces.size(); ++i) {
        const Piece &piece = script.pieces[i];
        const QByteArray sql = postgres::validUtf8(piece.sql);
        place = beginOf(piece, before, place);
        qsizetype at = 0;
        for (const postgres::SqlPart &part : postgres::splitSql(sql)) {
            const QByteArrayView words =
                QByteArrayView(sql).sliced(part.begin, part.end - part.begin);
            advance(place, QByteArrayView(sql).sliced(at, part.begin - at));
            at = part.begin;
            Statement statement;
            statement.text =
                textOf(QByteArrayView(piece.sql).sliced(part.begin, part.end - part.begin));
            statement.piece = int(i);
            statement.offset = piece.offset + part.begin;
            statement.size = part.end - part.begin;
            statement.line = place.line;
            statement.column = place.column;
            if (part.isUnderstood)
                describe(statement, words, values);
            statements.push_back(std::move(statement));
        }
        advance(place, QByteArrayView(sql).sliced(at));
        before = &piece;
    }
    return statements;
}

} // namespace arborist::migrations
