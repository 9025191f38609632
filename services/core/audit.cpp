// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/audit.h"

#include "services/core/audit_chain.h"
#include "services/core/data_folder.h"
#include "services/core/history_database.h"
#include "services/core/run_row.h"
#include <QCoreApplication>
#include <QJsonDocument>

namespace arborist {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Audit", text);
}

AuditVerdict broken(qint64 rows, qint64 number, const QString &problem)
{
    return {rows, number, problem};
}

/// Why the run does not fit what the audit says of it; empty if it does.
QString disagreement(const AuditLink &link, const std::optional<RunRecord> &run)
{
    if (!run)
        return tr("The run %1 has been removed from the history.").arg(link.run);
    const QJsonObject data = QJsonDocument::fromJson(link.data.toUtf8()).object();
    const int form = data[QStringLiteral("form")].toInt(1);
    if (form > kAuditForm)
        return tr("Row %1 was written by a newer version.").arg(link.number);
    const QJsonObject told = auditData(*run, link.event, form);
    if (told == data)
        return {};
    return tr("The run %1 has been changed in the history.").arg(link.run);
}

/// Along the chain itself. Fills `links` with what it passed.
AuditVerdict walk(const HistoryDatabase &database, std::vector<AuditLink> &links)
{
    QByteArray previous(64, '0');
    QSqlQuery rows = database.run(QStringLiteral("history_audit"));
    while (rows.next()) {
        const qint64 passed = qint64(links.size());
        AuditLink link = readAuditLink(rows);
        if (link.number != passed + 1)
            return broken(passed, passed + 1,
                          tr("Row %1 has been removed: row %2 comes in its place.")
                              .arg(passed + 1)
                              .arg(link.number));
        const QByteArray stored = rows.value(5).toString().toLatin1();
        if (link.hash(previous) != stored)
            return broken(passed, link.number,
                          tr("Row %1 has been changed or put in: its hash does not follow from it "
                             "and the row before.")
                              .arg(link.number));
        previous = stored;
        links.push_back(std::move(link));
    }
    const qint64 last = qint64(links.size());
    QSqlQuery head = database.run(QStringLiteral("history_audit_head"));
    if (!head.next())
        return broken(last, last + 1, tr("The mark of where the audit ends is missing."));
    const qint64 end = head.value(0).toLongLong();
    if (end > last)
        return broken(
            last, last + 1,
            tr("The audit ends with row %1; the last one written was %2.").arg(last).arg(end));
    if (end < last || head.value(1).toString().toLatin1() != previous)
        return broken(last, qMin(end + 1, last),
                      tr("The audit goes on after row %1, the last one written.").arg(end));
    return {last, {}, {}};
}

/// The runs as the history shows them against what the chain says of them.
AuditVerdict compareRuns(const HistoryDatabase &database, const std::vector<AuditLink> &links)
{
    const qint64 rows = qint64(links.size());
    for (const AuditLink &link : links) {
        QSqlQuery found =
            database.run(QStringLiteral("history_run"), {{QStringLiteral(":id"), link.run}});
        std::optional<RunRecord> run;
        if (found.next())
            run = readRun(found);
        const QString problem = disagreement(link, run);
        if (!problem.isEmpty())
            return broken(rows, link.number, problem);
    }
    QSqlQuery unknown = database.run(QStringLiteral("history_unaudited_run"));
    if (unknown.next())
        return broken(
            rows, rows + 1,
            tr("The run %1 of the history is not in the audit.").arg(unknown.value(0).toString()));
    return {rows, {}, {}};
}

} // namespace

AuditVerdict verifyAudit(const QString &file)
{
    const HistoryDatabase database(file.isEmpty() ? dataFolder() + QStringLiteral("/history.sqlite")
                                                  : file);
    AuditVerdict verdict;
    database.snapshot([&] {
        std::vector<AuditLink> links;
        verdict = walk(database, links);
        if (!verdict.brokenAt)
            verdict = compareRuns(database, links);
    });
    return verdict;
}

} // namespace arborist
