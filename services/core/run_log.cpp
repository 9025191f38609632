// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/run_log.h"

#include "services/core/audit_chain.h"
#include "services/core/audit_forward.h"
#include "services/core/data_folder.h"
#include "services/core/history_database.h"
#include "services/core/redact.h"
#include "services/core/run_row.h"
#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSet>
#include <QSysInfo>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace arborist {

namespace {

QString toText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// Qt binds a null string as NULL, which no column here takes.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QString whoAmI()
{
    passwd entry{};
    passwd *account = nullptr;
    std::array<char, 16384> room; // getpwuid() answers all threads in one place
    ::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &account);
    const QString name =
        account ? QString::fromLocal8Bit(account->pw_name) : QString::number(::geteuid());
    return name + u'@' + QSysInfo::machineHostName();
}

/// Fills in what only the begin of a run tells, and takes secrets out.
void complete(RunRecord &run)
{
    if (run.id.isEmpty())
        run.id = RunLog::newId();
    run.who = whoAmI();
    run.started = QDateTime::currentDateTimeUtc();
    run.workspace = redacted(run.workspace);
    run.plan = redacted(run.plan);
}

void insert(const HistoryDatabase &database, const RunRecord &run)
{
    database.run(QStringLiteral("history_add_run"),
                 {{QStringLiteral(":id"), run.id},
                  {QStringLiteral(":operation"), notNull(run.operation)},
                  {QStringLiteral(":workspace"), notNull(run.workspace)},
                  {QStringLiteral(":stage"), notNull(run.stage)},
                  {QStringLiteral(":host"), notNull(run.host)},
                  {QStringLiteral(":database"), notNull(run.database)},
                  {QStringLiteral(":fingerprint"), notNull(run.fingerprint)},
                  {QStringLiteral(":who"), run.who},
                  {QStringLiteral(":started_ms"), run.started.toMSecsSinceEpoch()},
                  {QStringLiteral(":plan"), toText(run.plan)},
                  {QStringLiteral(":journal"), notNull(run.journal)},
                  {QStringLiteral(":undoes"), notNull(run.undoes)}});
}

RunRecord readBack(const HistoryDatabase &database, const QString &id)
{
    QSqlQuery query = database.run(QStringLiteral("history_run"), {{QStringLiteral(":id"), id}});
    if (!query.next())
        database.fail(QCoreApplication::translate("History", "the run %1 is gone").arg(id));
    return readRun(query);
}

/// Returns what is now stored of the run.
RunRecord update(const HistoryDatabase &database, const Report &report, qint64 rows)
{
    QSqlQuery changed =
        database.run(QStringLiteral("history_finish_run"),
                     {{QStringLiteral(":id"), notNull(report.run)},
                      {QStringLiteral(":finished_ms"), QDateTime::currentMSecsSinceEpoch()},
                      {QStringLiteral(":outcome"), toString(report.outcome)},
                      {QStringLiteral(":changed_rows"), rows},
                      {QStringLiteral(":report"), toText(redacted(report.toJson()))}});
    if (changed.numRowsAffected() != 1)
        database.fail(QCoreApplication::translate("History", "the run %1 is not under way in it")
                          .arg(report.run));
    changed.finish();
    return readBack(database, report.run);
}

/// For each run that has been taken back, the run that did it. An undo that was itself taken back
/// does not count.
QHash<QString, QString> undone(const HistoryDatabase &database)
{
    QHash<QString, QString> by;
    QSqlQuery query = database.run(QStringLiteral("history_undoes"));
    while (query.next()) { // newest first: what may have taken back this one has been seen
        const QString id = query.value(0).toString();
        const QString undoes = query.value(1).toString();
        if (!by.contains(id) && !by.contains(undoes))
            by.insert(undoes, id);
    }
    return by;
}

QSet<QString> expired(const HistoryDatabase &database)
{
    QSet<QString> runs;
    QSqlQuery query = database.run(QStringLiteral("history_expired"));
    while (query.next())
        runs += query.value(0).toString();
    return runs;
}

} // namespace

RunLog::RunLog(const QString &file, bool toSyslog)
    : m_file(file.isEmpty() ? dataFolder() + QStringLiteral("/history.sqlite") : file),
      m_toSyslog(toSyslog || isAuditForwardingAsked())
{
}

void RunLog::forward(const QByteArray &line) const
{
    if (m_toSyslog)
        forwardAudit(line);
}

QString RunLog::newId()
{
    return QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-")) +
           QStringLiteral("%1").arg(QRandomGenerator::global()->generate(), 8, 16,
                                    QLatin1Char('0'));
}

void RunLog::begin(RunRecord &run) const
{
    const HistoryDatabase database(m_file);
    complete(run);
    QByteArray line;
    database.transaction([&] {
        insert(database, run);
        line = appendAudit(database, QStringLiteral("begun"), run);
    });
    forward(line);
}

void RunLog::finish(const Report &report, qint64 rows) const
{
    const HistoryDatabase database(m_file);
    QByteArray line;
    database.transaction([&] {
        line = appendAudit(database, QStringLiteral("finished"), update(database, report, rows));
    });
    forward(line);
}

QString RunLog::refuse(RunRecord run, const Error &reason) const
{
    const HistoryDatabase database(m_file);
    complete(run);
    run.journal.clear();
    Report report;
    report.run = run.id;
    report.operation = run.operation;
    report.outcome = Report::Result::Refused;
    report.error = reason;
    QByteArray line;
    database.transaction([&] {
        insert(database, run);
        line = appendAudit(database, QStringLiteral("refused"), update(database, report, 0));
    });
    forward(line);
    return run.id;
}

std::vector<RunRecord> RunLog::runs(const RunFilter &filter) const
{
    const HistoryDatabase database(m_file);
    std::vector<RunRecord> found;
    database.snapshot([&] {
        const QHash<QString, QString> undoneBy = undone(database);
        const QSet<QString> gone = expired(database);
        QSqlQuery query = database.run(QStringLiteral("history_runs"),
                                       {{QStringLiteral(":workspace"), notNull(filter.workspace)},
                                        {QStringLiteral(":stage"), notNull(filter.stage)},
                                        {QStringLiteral(":open"), filter.isOpen ? 1 : 0},
                                        {QStringLiteral(":limit"), filter.limit}});
        while (query.next()) {
            found.push_back(readRun(query));
            found.back().undoneBy = undoneBy.value(found.back().id);
            found.back().expired = gone.contains(found.back().id);
        }
    });
    return found;
}

std::optional<RunRecord> RunLog::run(const QString &id) const
{
    std::vector<RunRecord> found = runs(QStringList(id));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<RunRecord> RunLog::runs(const QStringList &ids) const
{
    const HistoryDatabase database(m_file);
    std::vector<RunRecord> found;
    database.snapshot([&] {
        const QHash<QString, QString> undoneBy = undone(database);
        const QSet<QString> gone = expired(database);
        for (const QString &id : ids) {
            QSqlQuery query =
                database.run(QStringLiteral("history_run"), {{QStringLiteral(":id"), notNull(id)}});
            if (!query.next())
                continue;
            found.push_back(readRun(query));
            found.back().undoneBy = undoneBy.value(id);
            found.back().expired = gone.contains(id);
        }
    });
    return found;
}

void RunLog::expire(const RunRecord &run) const
{
    const HistoryDatabase database(m_file);
    QByteArray line;
    database.transaction([&] {
        if (!expired(database).contains(run.id))
            line = appendAudit(database, QStringLiteral("expired"), run);
    });
    if (!line.isEmpty())
        forward(line);
}

} // namespace arborist
