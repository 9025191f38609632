// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/audit_chain.h"

#include "services/core/history_database.h"
#include "services/core/run_log.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonDocument>

namespace arborist {

namespace {

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString digest(const QJsonObject &object)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(compact(object), QCryptographicHash::Sha256).toHex());
}

} // namespace

QByteArray AuditLink::hash(const QByteArray &previous) const
{
    const QByteArray line = previous + '\n' + QByteArray::number(number) + '\n' + at.toUtf8() +
                            '\n' + event.toUtf8() + '\n' + run.toUtf8() + '\n' + data.toUtf8();
    return QCryptographicHash::hash(line, QCryptographicHash::Sha256).toHex();
}

void appendAudit(const HistoryDatabase &database, const QString &event, const QString &run,
                 const QJsonObject &data)
{
    QSqlQuery head = database.run(QStringLiteral("history_audit_head"));
    if (!head.next())
        database.fail(QCoreApplication::translate("History", "the end of the audit is missing"));
    const QByteArray previous = head.value(1).toString().toLatin1();
    AuditLink link;
    link.number = head.value(0).toLongLong() + 1;
    link.at = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    link.event = event;
    link.run = run;
    link.data = QString::fromUtf8(compact(data));
    head.finish();
    const QString hash = QString::fromLatin1(link.hash(previous));
    database.run(QStringLiteral("history_add_audit"), {{QStringLiteral(":number"), link.number},
                                                       {QStringLiteral(":at"), link.at},
                                                       {QStringLiteral(":event"), link.event},
                                                       {QStringLiteral(":run"), link.run},
                                                       {QStringLiteral(":data"), link.data},
                                                       {QStringLiteral(":hash"), hash}});
    database.run(QStringLiteral("history_move_audit_head"),
                 {{QStringLiteral(":number"), link.number}, {QStringLiteral(":hash"), hash}});
}

QJsonObject auditOfBegin(const RunRecord &run)
{
    return {{QStringLiteral("operation"), run.operation},
            {QStringLiteral("workspace"), run.workspace},
            {QStringLiteral("stage"), run.stage},
            {QStringLiteral("host"), run.host},
            {QStringLiteral("database"), run.database},
            {QStringLiteral("fingerprint"), run.fingerprint},
            {QStringLiteral("who"), run.who},
            {QStringLiteral("plan_sha256"), digest(run.plan)},
            {QStringLiteral("undoes"), run.undoes}};
}

QJsonObject auditOfEnd(const RunRecord &run)
{
    return {{QStringLiteral("outcome"), run.outcome ? toString(*run.outcome) : QString()},
            {QStringLiteral("rows"), run.rows},
            {QStringLiteral("report_sha256"), digest(run.report)}};
}

QJsonObject auditOfExpiry(const RunRecord &run)
{
    return {{QStringLiteral("journal"), run.journal}};
}

} // namespace arborist
