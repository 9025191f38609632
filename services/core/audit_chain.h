// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace arborist {

class HistoryDatabase;
struct RunRecord;

/// The columns of an audit row as they are stored, which is what the hash covers.
struct AuditLink {
    qint64 number = 0;
    QString at; ///< ISO 8601 with milliseconds, UTC
    QString event;
    QString run;
    QString data; ///< compact JSON

    /// See AuditRow.
    QByteArray hash(const QByteArray &previous) const;
};

/// Adds a row to the end of the chain; to be called within a transaction of the history.
void appendAudit(const HistoryDatabase &database, const QString &event, const QString &run,
                 const QJsonObject &data);

/// What the audit keeps of a run's begin and of its end; verifyAudit() holds it against the run.
QJsonObject auditOfBegin(const RunRecord &run);
QJsonObject auditOfEnd(const RunRecord &run);
/// What it keeps when the run's way back is deleted.
QJsonObject auditOfExpiry(const RunRecord &run);

} // namespace arborist
