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

bool tellsBegin(const QString &event)
{
    return event != u"finished";
}

bool tellsEnd(const QString &event)
{
    return event != u"begun";
}

QJsonObject firstForm(const RunRecord &run, const QString &event)
{
    QJsonObject data;
    if (tellsBegin(event))
        data = {{QStringLiteral("operation"), run.operation},
                {QStringLiteral("workspace"), run.workspace},
                {QStringLiteral("stage"), run.stage},
                {QStringLiteral("host"), run.host},
                {QStringLiteral("database"), run.database},
                {QStringLiteral("fingerprint"), run.fingerprint},
                {QStringLiteral("who"), run.who},
                {QStringLiteral("plan_sha256"), digest(run.plan)},
                {QStringLiteral("undoes"), run.undoes}};
    if (tellsEnd(event)) {
        data.insert(QStringLiteral("outcome"), run.outcome ? toString(*run.outcome) : QString());
        data.insert(QStringLiteral("rows"), run.rows);
        data.insert(QStringLiteral("report_sha256"), digest(run.report));
    }
    return data;
}

} // namespace

QByteArray AuditLink::hash(const QByteArray &previous) const
{
    const QByteArray line = previous + '\n' + QByteArray::number(number) + '\n' + at.toUtf8() +
                            '\n' + event.toUtf8() + '\n' + run.toUtf8() + '\n' + data.toUtf8();
    return QCryptographicHash::hash(line, QCryptographicHash::Sha256).toHex();
}

QByteArray AuditLink::line(const QByteArray &previous, const QByteArray &hash) const
{
    // Data goes out as it is stored, letter by letter; what is no JSON any more as a text.
    const bool intact = QJsonDocument::fromJson(data.toUtf8()).isObject();
    const QByteArray marked = compact({{QStringLiteral("at"), at},
                                       {QStringLiteral("data"), intact ? QString() : data},
                                       {QStringLiteral("event"), event},
                                       {QStringLiteral("hash"), QString::fromLatin1(hash)},
                                       {QStringLiteral("number"), number},
                                       {QStringLiteral("previous"), QString::fromLatin1(previous)},
                                       {QStringLiteral("run"), run}});
    if (!intact)
        return marked + '\n';
    const QByteArray empty = "\"data\":\"\",";
    const qsizetype place = marked.indexOf(empty);
    return marked.left(place) + "\"data\":" + data.toUtf8() + marked.mid(place + empty.size() - 1) +
           '\n';
}

AuditLink readAuditLink(const QSqlQuery &query)
{
    AuditLink link;
    link.number = query.value(0).toLongLong();
    link.at = query.value(1).toString();
    link.event = query.value(2).toString();
    link.run = query.value(3).toString();
    link.data = query.value(4).toString();
    return link;
}

QByteArray appendAudit(const HistoryDatabase &database, const QString &event, const RunRecord &run)
{
    QSqlQuery head = database.run(QStringLiteral("history_audit_head"));
    if (!head.next())
        database.fail(QCoreApplication::translate("History", "the end of the audit is missing"));
    const QByteArray previous = head.value(1).toString().toLatin1();
    AuditLink link;
    link.number = head.value(0).toLongLong() + 1;
    link.at = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    link.event = event;
    link.run = run.id;
    link.data = QString::fromUtf8(compact(auditData(run, event, kAuditForm)));
    head.finish();
    const QByteArray hash = link.hash(previous);
    const QString stored = QString::fromLatin1(hash);
    database.run(QStringLiteral("history_add_audit"), {{QStringLiteral(":number"), link.number},
                                                       {QStringLiteral(":at"), link.at},
                                                       {QStringLiteral(":event"), link.event},
                                                       {QStringLiteral(":run"), link.run},
                                                       {QStringLiteral(":data"), link.data},
                                                       {QStringLiteral(":hash"), stored}});
    database.run(QStringLiteral("history_move_audit_head"),
                 {{QStringLiteral(":number"), link.number}, {QStringLiteral(":hash"), stored}});
    return link.line(previous, hash);
}

QJsonObject auditData(const RunRecord &run, const QString &event, int form)
{
    if (form < kAuditForm)
        return firstForm(run, event);
    const qsizetype at = run.who.lastIndexOf(u'@');
    QJsonObject data{{QStringLiteral("form"), kAuditForm},
                     {QStringLiteral("who"), run.who.left(at)},
                     {QStringLiteral("machine"), at < 0 ? QString() : run.who.mid(at + 1)},
                     {QStringLiteral("caller"), run.plan[QStringLiteral("caller")].toString()},
                     {QStringLiteral("operation"), run.operation},
                     {QStringLiteral("workspace"), run.workspace},
                     {QStringLiteral("stage"), run.stage},
                     {QStringLiteral("host"), run.host},
                     {QStringLiteral("database"), run.database},
                     {QStringLiteral("fingerprint"), run.fingerprint},
                     {QStringLiteral("plan_hash"), run.plan[QStringLiteral("hash")].toString()},
                     {QStringLiteral("plan_sha256"), digest(run.plan)},
                     {QStringLiteral("undoes"), run.undoes},
                     {QStringLiteral("outcome"), QStringLiteral("under_way")}};
    if (tellsEnd(event)) {
        data[QStringLiteral("outcome")] = run.outcome ? toString(*run.outcome) : QString();
        data[QStringLiteral("rows")] = run.rows;
        data[QStringLiteral("report_sha256")] = digest(run.report);
    }
    if (event == u"expired")
        data[QStringLiteral("journal")] = run.journal;
    return data;
}

} // namespace arborist
