// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/plan.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist {

QByteArray Plan::hash() const
{
    // JSON keeps the parts apart: no two plans run together into the same bytes.
    QJsonArray stepParts;
    for (const PlanStep &step : steps)
        stepParts += QJsonArray{step.title, step.sql, step.lock};
    const QJsonArray parts{operation,    request, target.fingerprint, verdict,
                           confirmation, backup,  stepParts,          schema};
    return QCryptographicHash::hash(QJsonDocument(parts).toJson(QJsonDocument::Compact),
                                    QCryptographicHash::Sha256)
        .toHex();
}

QJsonObject Plan::toJson() const
{
    QJsonArray stepList;
    for (const PlanStep &step : steps) {
        stepList += QJsonObject{
            {QStringLiteral("title"), step.title},
            {QStringLiteral("rows"), step.rows < 0 ? QJsonValue() : QJsonValue(step.rows)},
            {QStringLiteral("sql"), step.sql},
            {QStringLiteral("lock"), step.lock}};
    }
    QJsonArray tableList;
    for (const PlanTable &table : tables)
        tableList +=
            QJsonObject{{QStringLiteral("name"), table.name}, {QStringLiteral("rows"), table.rows}};
    const QJsonObject targetObject{{QStringLiteral("stage"), target.stage},
                                   {QStringLiteral("host"), target.host},
                                   {QStringLiteral("database"), target.database},
                                   {QStringLiteral("fingerprint"), target.fingerprint}};
    return {{QStringLiteral("operation"), operation},
            {QStringLiteral("request"), request},
            {QStringLiteral("target"), targetObject},
            {QStringLiteral("hash"), QString::fromLatin1(hash())},
            {QStringLiteral("verdict"), verdict},
            {QStringLiteral("caller"), caller},
            {QStringLiteral("confirmation"), confirmation},
            {QStringLiteral("asks"), asks},
            {QStringLiteral("backup"), backup},
            {QStringLiteral("backup_note"), backupNote},
            {QStringLiteral("steps"), stepList},
            {QStringLiteral("tables"), tableList},
            {QStringLiteral("loses"), QJsonArray::fromStringList(loses)},
            {QStringLiteral("remarks"), QJsonArray::fromStringList(remarks)},
            {QStringLiteral("way_back"), wayBack}};
}

} // namespace arborist
