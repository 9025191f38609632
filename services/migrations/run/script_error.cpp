// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/script_error.h"

#include "services/migrations/sql/file_place.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ScriptError", text);
}

/// Bytes that the first `characters` characters of it take.
qsizetype byteOffset(const QByteArray &utf8, int characters)
{
    qsizetype byte = 0;
    while (byte < utf8.size() && characters > 0) {
        ++byte;
        while (byte < utf8.size() && (uchar(utf8[byte]) & 0xc0) == 0x80)
            ++byte;
        --characters;
    }
    return byte;
}

QString firstLine(const QString &statement)
{
    constexpr int kMost = 120;
    const QString line = statement.trimmed().section(u'\n', 0, 0).trimmed();
    return line.size() > kMost ? line.left(kMost - 1) + u'…' : line;
}

/// A name in quotes of the server's message.
QString quotedName(const QString &message)
{
    static const QRegularExpression quoted(QStringLiteral("\"([^\"]+)\""));
    return quoted.match(message).captured(1);
}

/// Extensions that the server could give, those that sound alike first.
QString availableExtensions(postgres::Connection &connection, const QString &wanted)
{
    const postgres::Result found =
        connection.exec(QStringLiteral("SELECT name FROM pg_catalog.pg_available_extensions "
                                       "WHERE installed_version IS NULL "
                                       "ORDER BY position(lower($1) IN name) = 0, name LIMIT 60"),
                        {wanted});
    QStringList names;
    for (int row = 0; row < found.rows(); ++row)
        names << found.text(row, 0);
    return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
}

QString extensionHint(const Error &error, postgres::Connection &connection)
{
    static const QRegularExpression extension(QStringLiteral("xtension \"([^\"]+)\""));
    const QString named = extension.match(error.message()).captured(1);
    if (!named.isEmpty())
        return tr("Install the extension %1 on the server's machine, or choose a server that has "
                  "it. To be had there: %2")
            .arg(named, availableExtensions(connection, named));
    return tr("If an extension brings it, create that in a migration before this one. To be had "
              "there: %1")
        .arg(availableExtensions(connection, quotedName(error.message())));
}

FilePlace placeOf(const Error &error, const FailedStatement &failed, const Statement *statement)
{
    const Chunk &chunk = *failed.chunk;
    if (!statement) {
        const auto &pieces = failed.task->script->pieces;
        const auto piece = std::ranges::find(pieces, chunk.offset, &Piece::offset);
        return {piece == pieces.end() ? 1 : piece->line, 1};
    }
    FilePlace place{statement->line, statement->column};
    const qsizetype begin = statement->offset - chunk.offset;
    const qsizetype at = byteOffset(chunk.sql, error.position() - 1);
    if (error.position() > 0 && begin >= 0 && begin <= at)
        advance(place, QByteArrayView(chunk.sql).sliced(begin, at - begin));
    return place;
}

} // namespace

QString shownFile(const MigrationSet &set, const QString &file)
{
    const QString inside = QDir(set.folder).relativeFilePath(file);
    return set.shown.isEmpty() || set.shown == u"." ? inside : set.shown + u'/' + inside;
}

int FailedStatement::statement(const Error &error) const
{
    if (chunk->statements == 0)
        return -1;
    if (error.position() > 0) {
        const qsizetype at = chunk->offset + byteOffset(chunk->sql, error.position() - 1);
        int found = chunk->firstStatement;
        for (int i = found; i < chunk->firstStatement + chunk->statements; ++i) {
            if (task->parts.statements[size_t(i)].offset <= at)
                found = i;
        }
        return found;
    }
    return chunk->firstStatement + std::min(answered, chunk->statements - 1);
}

Error placedError(const Error &error, const FailedStatement &failed)
{
    if (error.kind() != ErrorKind::Failed || error.sqlState().isEmpty() ||
        error.sqlState().startsWith(u"08") || error.sqlState().startsWith(u"57P"))
        return error;
    const int index = failed.statement(error);
    const Statement *statement =
        index < 0 ? nullptr : &failed.task->parts.statements[size_t(index)];
    const FilePlace place = placeOf(error, failed, statement);
    const QString name = failed.task->migration->name;
    Error told(statement ? tr("%1, statement %2 of %3: %4")
                               .arg(name)
                               .arg(index + 1)
                               .arg(failed.task->parts.statements.size())
                               .arg(error.message())
                         : tr("%1: %2").arg(name, error.message()),
               error.hint(), error.kind());
    QStringList detail{statement ? firstLine(statement->text) : QString(), error.detail()};
    detail.removeAll(QString());
    return told.setSqlState(error.sqlState())
        .setPosition(error.position())
        .setDetail(detail.join(u'\n'))
        .setWhere(QStringLiteral("%1:%2:%3")
                      .arg(shownFile(*failed.set, failed.task->script->file))
                      .arg(place.line)
                      .arg(place.column));
}

QString migrationHint(const Error &error, postgres::Connection &connection)
{
    const QString &state = error.sqlState();
    const QString &message = error.message();
    if (state == u"58P01" || (state == u"0A000" && message.contains(u"xtension")))
        return extensionHint(error, connection);
    if (state == u"42704" || state == u"42883")
        return extensionHint(error, connection);
    if (state == u"42601")
        return tr("The server is PostgreSQL %1: check the syntax, and whether it came with a "
                  "later version.")
            .arg(connection.serverVersionText());
    if (state == u"42710" && message.contains(u"role", Qt::CaseInsensitive))
        return tr("Roles belong to all databases of the server; another one's migrations have made "
                  "it there. Make it only where it is missing (DO block with a look at pg_roles), "
                  "or record the migration as applied.");
    if (state == u"55P04")
        return tr("A new value of an enum has to be committed before it is used. Run each "
                  "migration in a transaction of its own (--transaction each), or move the use to "
                  "the next migration.");
    if (state == u"25001")
        return tr("This statement cannot run in a transaction: run each migration on its own "
                  "(--transaction each), or every statement (--transaction none).");
    if (state == u"42P07" || state == u"42701" || state == u"42710")
        return tr("It is there already: where an earlier way brought it, record the migration as "
                  "applied (arboristctl baseline --only NAME).");
    return {};
}

} // namespace arborist::migrations
