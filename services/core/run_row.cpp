// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/run_row.h"

#include <QJsonDocument>
#include <QVariant>

namespace arborist {

namespace {

QDateTime time(const QVariant &milliseconds)
{
    return milliseconds.isNull() ? QDateTime()
                                 : QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong());
}

QJsonObject object(const QVariant &text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

QJsonValue orNull(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue orNull(const QJsonObject &object)
{
    return object.isEmpty() ? QJsonValue() : QJsonValue(object);
}

} // namespace

QJsonObject RunRecord::toJson() const
{
    return {{QStringLiteral("run"), id},
            {QStringLiteral("operation"), operation},
            {QStringLiteral("workspace"), workspace},
            {QStringLiteral("stage"), stage},
            {QStringLiteral("host"), host},
            {QStringLiteral("database"), database},
            {QStringLiteral("fingerprint"), fingerprint},
            {QStringLiteral("who"), who},
            {QStringLiteral("started"), orNull(started)},
            {QStringLiteral("finished"), orNull(finished)},
            {QStringLiteral("outcome"), outcome ? toString(*outcome) : QJsonValue()},
            {QStringLiteral("rows"), rows},
            {QStringLiteral("plan"), orNull(plan)},
            {QStringLiteral("report"), orNull(report)},
            {QStringLiteral("undoes"), orNull(undoes)},
            {QStringLiteral("undone_by"), orNull(undoneBy)},
            {QStringLiteral("expired"), expired}};
}

RunRecord readRun(const QSqlQuery &query)
{
    RunRecord run;
    int column = 0;
    for (QString *text : {&run.id, &run.operation, &run.workspace, &run.stage, &run.host,
                          &run.database, &run.fingerprint, &run.who})
        *text = query.value(column++).toString();
    run.started = time(query.value(column++));
    run.finished = time(query.value(column++));
    run.outcome = resultFromString(query.value(column++).toString());
    run.rows = query.value(column++).toLongLong();
    run.plan = object(query.value(column++));
    run.report = object(query.value(column++));
    run.journal = query.value(column++).toString();
    run.undoes = query.value(column++).toString();
    return run;
}

} // namespace arborist
