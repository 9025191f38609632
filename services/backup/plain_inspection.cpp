// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/plain_inspection.h"

#include "services/backup/plain_script.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::backup {

namespace {

constexpr qsizetype kHead = 4096;

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

Error notAScript(const QString &path, const QByteArray &head)
{
    const QString hint = tr("A file of pg_dump is wanted: of its custom, directory or tar form, or "
                            "a script (.sql), also packed by gzip or zstd.");
    const QByteArray begin = head.trimmed().left(200).toLower();
    if (head.contains("-- PostgreSQL database cluster dump"))
        return Error(tr("This is a dump of a whole server, made by pg_dumpall."),
                     tr("Restore it into a new server with psql, and dump the one database from "
                        "there with pg_dump."))
            .setWhere(path);
    if (head.startsWith("PGDMP"))
        return Error(tr("A dump of pg_dump's custom form lies in it, packed once more."),
                     tr("Unpack it with gunzip or unzstd first."))
            .setWhere(path);
    if (begin.startsWith("<!doctype") || begin.startsWith("<html") || begin.startsWith("<?xml"))
        return Error(tr("This is no dump but a web page: the download has failed."),
                     tr("Download it anew, and look at what the server says."))
            .setWhere(path);
    if (begin.isEmpty())
        return Error(tr("The file is empty."), hint).setWhere(path);
    return Error(tr("This is not a dump of pg_dump."), hint).setWhere(path);
}

/// What stands behind "-- Dumped from database version ".
QString told(const QByteArray &head, const QByteArray &words)
{
    const qsizetype at = head.indexOf(words);
    if (at < 0)
        return {};
    const qsizetype begin = at + words.size();
    return QString::fromUtf8(head.mid(begin, head.indexOf('\n', begin) - begin)).trimmed();
}

/// "public.items" of COPY public.items (id, value) FROM stdin
ArchiveTable tableOf(const QByteArray &copy)
{
    // One or two names, in double quotes or bare.
    static const QRegularExpression name(QStringLiteral(
        R"re(^COPY ((?:"(?:[^"]|"")+"|[^\s".(]+)(?:\.(?:"(?:[^"]|"")+"|[^\s".(]+))?))re"));
    static const QRegularExpression quoted(QStringLiteral(R"re("((?:[^"]|"")+)")re"));
    ArchiveTable table;
    table.sqlName = name.match(QString::fromUtf8(copy)).captured(1);
    table.name = table.sqlName;
    table.name.replace(quoted, QStringLiteral("\\1"));
    table.name.replace(QStringLiteral("\"\""), QStringLiteral("\""));
    table.rows = table.bytes = 0;
    return table;
}

/// pg_dump writes it above everything that it makes: "Name: items; Type: TABLE; Schema: public;
/// ..."
void takeObject(Archive &archive, const QString &comment)
{
    static const QRegularExpression entry(
        QStringLiteral("^Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: "));
    if (const auto match = entry.match(comment); match.hasMatch())
        archive.objects.push_back({match.captured(2), match.captured(3), match.captured(1)});
}

} // namespace

void inspectPlain(Archive &archive, OperationContext &context)
{
    ByteSource source(archive.path);
    archive.form = ArchiveForm::Plain;
    archive.packing = source.packing();
    context.progress->enter(tr("Looking through the dump"), 1, source.size(),
                            QStringLiteral("bytes"));
    QByteArray head;
    PlainScript script(
        [&] {
            context.throwIfStopped();
            context.progress->advance(source.position());
            return source.read();
        },
        archive.path);
    script.setOnComment([&](QByteArrayView comment) {
        if (comment.startsWith("Name: "))
            takeObject(archive, QString::fromUtf8(comment));
    });
    {
        ByteSource first(archive.path);
        while (head.size() < kHead) {
            const QByteArray more = first.read(kHead);
            if (more.isEmpty())
                break;
            head += more;
        }
    }
    if (!head.contains("-- PostgreSQL database dump\n") || head.contains('\0'))
        throw notAScript(archive.path, head);
    archive.serverVersion = told(head, "-- Dumped from database version ");
    archive.dumpVersion = told(head, "-- Dumped by pg_dump version ");
    bool makesTables = false, insertsRows = false;
    for (PlainScript::Piece piece = script.next(); piece.kind != PlainScript::Kind::End;
         piece = script.next()) {
        ++archive.items;
        if (piece.kind == PlainScript::Kind::Copy) {
            ArchiveTable table = tableOf(piece.text);
            for (QByteArray rows = script.copyRows(); !rows.isEmpty(); rows = script.copyRows()) {
                table.rows += rows.count('\n');
                table.bytes += rows.size();
            }
            archive.tables.push_back(table);
            continue;
        }
        if (piece.text.startsWith("CREATE DATABASE ") || piece.text.startsWith("DROP DATABASE "))
            throw Error::refused(
                tr("The dump leads to a database of its own choice: it was made with --create."),
                tr("Make it without --create, or take out CREATE DATABASE and \\connect."))
                .setWhere(QStringLiteral("%1:%2").arg(archive.path).arg(piece.line));
        insertsRows = insertsRows || piece.text.startsWith("INSERT INTO ");
        makesTables = makesTables || piece.text.startsWith("CREATE TABLE ");
        archive.dropsFirst = archive.dropsFirst || piece.text.startsWith("DROP ") ||
                             piece.text.contains(" DROP CONSTRAINT ");
    }
    archive.makesSchema = makesTables || (archive.tables.empty() && !insertsRows);
    if (!script.tail().contains("-- PostgreSQL database dump complete"))
        throw Error(tr("The dump is cut off: its last line is missing."),
                    tr("Take another dump: what is missing cannot be restored."))
            .setWhere(archive.path);
}

} // namespace arborist::backup
