// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/audit.h"
#include "services/core/audit_chain.h"
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/history_database.h"
#include "services/core/operation_context.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

namespace arborist {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Audit", text);
}

Error unwritable(const QSaveFile &target, const QString &path)
{
    return Error(tr("%1 could not be written: %2.")
                     .arg(QDir::toNativeSeparators(path), target.errorString()),
                 tr("Choose another folder, or make room on the disk."))
        .setWhere(path);
}

} // namespace

qint64 exportAudit(const AuditLineSink &sink, const QDateTime &since, const QString &file)
{
    const HistoryDatabase database(file.isEmpty() ? dataFolder() + QStringLiteral("/history.sqlite")
                                                  : file);
    const QString from = since.isValid() ? since.toUTC().toString(Qt::ISODateWithMs) : QString();
    qint64 lines = 0;
    database.snapshot([&] {
        QByteArray previous(64, '0');
        QSqlQuery rows = database.run(QStringLiteral("history_audit"));
        while (rows.next()) {
            const AuditLink link = readAuditLink(rows);
            const QByteArray hash = rows.value(5).toString().toLatin1();
            // Once begun it goes on, so that the chain has no gap where a clock was set back.
            if (lines > 0 || link.at >= from) {
                sink(link.line(previous, hash));
                ++lines;
            }
            previous = hash;
        }
    });
    return lines;
}

qint64 exportAuditTo(const QString &path, const QDateTime &since, const OperationContext &context,
                     const QString &file)
{
    QSaveFile target(path);
    if (!target.open(QIODevice::WriteOnly) ||
        !target.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        throw unwritable(target, path);
    context.progress->enter(tr("Exporting the audit"), 1.0);
    qint64 done = 0;
    const qint64 lines = exportAudit(
        [&](const QByteArray &line) {
            context.throwIfStopped();
            if (target.write(line) != line.size())
                throw unwritable(target, path);
            context.progress->advance(++done);
        },
        since, file);
    if (!commitWhole(target))
        throw unwritable(target, path);
    return lines;
}

QDateTime auditSince(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid())
        throw Error::usage(tr("“%1” is not a date.").arg(text),
                           tr("Write 2026-11-21, or 2026-11-21T06:45:12Z."));
    return time;
}

} // namespace arborist
