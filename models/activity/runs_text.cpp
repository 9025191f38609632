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
        all += run.toJson();
    return QJsonDocument(all).toJson();
}

} // namespace arborist::runs_text
