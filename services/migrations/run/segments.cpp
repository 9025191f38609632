// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/segments.h"

#include <QRegularExpression>
#include <algorithm>

namespace arborist::migrations {

namespace {

Chunk chunkOf(const Statement &statement, int index)
{
    return {statement.text.toUtf8(), statement.offset, index, 1};
}

bool isPlainBegin(const Statement &statement)
{
    static const QRegularExpression plain(
        QStringLiteral("\\A\\s*(BEGIN(\\s+(WORK|TRANSACTION))?|START\\s+TRANSACTION)\\s*\\z"),
        QRegularExpression::CaseInsensitiveOption);
    return plain.match(statement.text).hasMatch();
}

/// By a COMMIT or ROLLBACK of the file.
void end(Segment &segment, const Statement &statement, int index)
{
    static const QRegularExpression commit(QStringLiteral("\\A\\s*(COMMIT|END)\\b"),
                                           QRegularExpression::CaseInsensitiveOption);
    Chunk chunk = chunkOf(statement, index);
    if (commit.match(statement.text).hasMatch()) {
        chunk.sql.clear(); // ours does it, together with the note of how far it is
    } else {
        segment.kind = Segment::Kind::Own;
        segment.chunks.insert(segment.chunks.begin(),
                              {QByteArrayLiteral("BEGIN"), segment.chunks.front().offset,
                               segment.firstStatement(), 0});
    }
    segment.chunks.push_back(std::move(chunk));
}

/// Statement by statement; a segment for what takes effect together.
std::vector<Segment> cut(const std::vector<Statement> &statements, bool eachOnItsOwn)
{
    using Kind = Segment::Kind;
    std::vector<Segment> segments;
    bool isOpen = false; // further statements may join the last segment
    bool isOwn = false;  // within BEGIN and COMMIT of the file itself: nothing is cut there
    for (int i = 0; i < int(statements.size()); ++i) {
        const Statement &statement = statements[size_t(i)];
        const bool ends = endsTransaction(statement);
        if (isOwn && !(ends && segments.back().kind == Kind::Transaction)) {
            segments.back().chunks.push_back(chunkOf(statement, i));
            isOwn = !ends;
            isOpen = isOwn;
            continue;
        }
        if (beginsTransaction(statement)) {
            segments.push_back({Kind::Own, {chunkOf(statement, i)}});
            if (isPlainBegin(statement)) { // ours does as well, and can tell how far it got
                segments.back().kind = Kind::Transaction;
                segments.back().chunks.back().sql.clear();
            }
            isOwn = isOpen = true;
        } else if (statement.placement == Placement::Alone ||
                   (eachOnItsOwn && mayCommitInside(statement)) || (ends && !isOpen)) {
            segments.push_back({Kind::Alone, {chunkOf(statement, i)}});
            isOpen = false;
        } else if (ends && isOpen) {
            end(segments.back(), statement, i);
            isOpen = isOwn = false;
        } else {
            if (!isOpen || eachOnItsOwn || statement.placement == Placement::OwnCommit)
                segments.push_back({Kind::Transaction, {}});
            segments.back().chunks.push_back(chunkOf(statement, i));
            isOpen = true;
        }
    }
    return segments;
}

} // namespace

int Segment::endStatement() const
{
    return chunks.empty() ? 0 : chunks.back().firstStatement + chunks.back().statements;
}

bool mayCommitInside(const Statement &statement)
{
    return statement.kind == u"CallStmt" || statement.kind == u"DoStmt";
}

bool beginsTransaction(const Statement &statement)
{
    static const QRegularExpression begin(QStringLiteral("\\A\\s*(BEGIN|START\\s+TRANSACTION)\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    return statement.controlsTransaction && begin.match(statement.text).hasMatch();
}

bool endsTransaction(const Statement &statement)
{
    static const QRegularExpression end(
        QStringLiteral("\\A\\s*(COMMIT|END|ROLLBACK|ABORT|PREPARE\\s+TRANSACTION)\\b"
                       "(?!\\s+((WORK|TRANSACTION)\\s+)?TO\\b)(?!\\s+PREPARED\\b)"),
        QRegularExpression::CaseInsensitiveOption);
    return statement.controlsTransaction && end.match(statement.text).hasMatch();
}

ScriptParts partsOf(const Script &script, TransactionMode mode, bool byStatements,
                    NewEnumValues *uncommitted)
{
    ScriptParts parts;
    parts.statements = statementsOf(script, uncommitted);
    const auto special = [](const Statement &statement) {
        return statement.placement != Placement::Anywhere || beginsTransaction(statement) ||
               endsTransaction(statement);
    };
    const bool eachOnItsOwn = mode == TransactionMode::None || !script.inTransaction;
    if (eachOnItsOwn || byStatements ||
        std::any_of(parts.statements.begin(), parts.statements.end(), special)) {
        parts.segments = cut(parts.statements, eachOnItsOwn);
        return parts;
    }
    Segment whole;
    int statement = 0;
    for (int i = 0; i < int(script.pieces.size()); ++i) {
        const Piece &piece = script.pieces[size_t(i)];
        Chunk chunk{piece.sql, piece.offset, statement, 0};
        while (statement < int(parts.statements.size()) &&
               parts.statements[size_t(statement)].piece == i) {
            ++chunk.statements;
            ++statement;
        }
        whole.chunks.push_back(std::move(chunk));
    }
    parts.segments.push_back(std::move(whole));
    return parts;
}

} // namespace arborist::migrations
