// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QSqlQuery>
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
    /// As a line of an export, with its line end.
    QByteArray line(const QByteArray &previous, const QByteArray &hash) const;
};

/// The row in the query's current row; columns in the order of resources/sql/history_audit.sql,
/// whose sixth is the hash.
AuditLink readAuditLink(const QSqlQuery &query);

/// Adds a row to the end of the chain; to be called within a transaction of the history. Returns
/// its line.
QByteArray appendAudit(const HistoryDatabase &database, const QString &event, const RunRecord &run);

/// What a row of that form keeps of a run at that event; verifyAudit() holds it against the run.
QJsonObject auditData(const RunRecord &run, const QString &event, int form);
constexpr int kAuditForm = 2; ///< of the rows that are written now

} // namespace arborist
