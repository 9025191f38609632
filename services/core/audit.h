// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <optional>
#include <vector>

namespace arborist {

/// One row of the audit. hash = SHA-256, in hexadecimal, of the previous row's hash (64 zeros for
/// the first), number, time, event, run and data, parted by newlines: a row that is changed, taken
/// out or put in breaks the chain from there on.
struct AuditRow {
    qint64 number = 0;
    QDateTime at;
    QString event; ///< "begun", "finished", "refused", "expired" (the way back was deleted)
    QString run;
    QJsonObject data;
    QByteArray hash;
};

/// What a walk along the chain found.
struct AuditVerdict {
    qint64 rows = 0;
    std::optional<qint64> brokenAt; ///< number of the first row that does not fit
    QString problem;                ///< what is the matter with it
};

/// Walks the whole chain in `file` (default <data folder>/history.sqlite).
AuditVerdict verifyAudit(const QString &file = {});

} // namespace arborist
