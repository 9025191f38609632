// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/activity/runs_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace arborist::runs_text {

namespace {

QString csvLine(const QStringList &values)
{
    QStringList cells;
    for (QString value : values) {
        const bool quoted = std::any_of(value.begin(), value.end(), [](QChar each) {
            return QStringLiteral(",\"\r\n").contains(each);
        });
        cells << (quoted ? u'"' + value.replace(u'"', QStringLiteral("\"\"")) + u'"' : value);
    }
    return cells.join(u',') + QStringLiteral("\r\n");
}

QString time(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString outcome(const RunRecord &run)
{
    return run.outcome ? toString(*run.outcome) : QString();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject object(const RunRecord &run)
{
    return {{QStringLiteral("run"), run.id},
            {QStringLiteral("operation"), run.operation},
            {QStringLiteral("workspace"), run.workspace},
            {QStringLiteral("stage"), run.stage},
            {QStringLiteral("host"), run.host},
            {QStringLiteral("database"), run.database},
            {QStringLiteral("fingerprint"), run.fingerprint},
            {QStringLiteral("who"), run.who},
            {QStringLiteral("started"), orNull(time(run.started))},
            {QStringLiteral("finished"), orNull(time(run.finished))},
            {QStringLiteral("outcome"), orNull(outcome(run))},
            {QStringLiteral("rows"), run.rows},
            {QStringLiteral("undoes"), orNull(run.undoes)},
            {QStringLiteral("undone_by"), orNull(run.undoneBy)},
            {QStringLiteral("plan"), run.plan},
            {QStringLiteral("report"), run.report}};
}

} // namespace

QByteArray csv(const std::vector<RunRecord> &runs)
{
    QString text =
        csvLine({QStringLiteral("run"), QStringLiteral("started"), QStringLiteral("finished"),
                 QStringLiteral("stage"), QStringLiteral("database"), QStringLiteral("operation"),
                 QStringLiteral("who"), QStringLiteral("rows"), QStringLiteral("outcome"),
                 QStringLiteral("undoes"), QStringLiteral("undone_by")});
    for (const RunRecord &run : runs) {
        text += csvLine({run.id, time(run.started), time(run.finished), run.stage, run.database,
                         run.operation, run.who, QString::number(run.rows), outcome(run),
                         run.undoes, run.undoneBy});
    }
    return text.toUtf8();
}

QByteArray json(const std::vector<RunRecord> &runs)
{
    QJsonArray all;
    for (const RunRecord &run : runs)
        all += object(run);
    return QJsonDocument(all).toJson();
}

} // namespace arborist::runs_text
