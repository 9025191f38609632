// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

namespace arborist {

struct OperationContext;

/// One row of the audit, as the history keeps it and as an exported line tells it. hash = SHA-256,
/// in hexadecimal, of the previous row's hash (64 zeros for the first), number, time, event, run
/// and data, parted by newlines: a row that is changed, taken out or put in breaks the chain from
/// there on. Data is JSON, compact, its keys in order:
///
/// form 2 (key "form"): who, machine, caller (desk or pipeline), workspace, stage, host, database,
/// fingerprint, operation, undoes, plan_hash (what --plan takes), plan_sha256 (of the plan's JSON
/// in the history), outcome ("under_way" when it begins), and at its end rows and report_sha256.
/// Form 1, without that key, is what older versions wrote: "who" is anna@laptop there, and the row
/// of an end tells the end alone. Rows are never rewritten: both forms are verified.
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

/// Takes one line of an export, with its line end.
using AuditLineSink = std::function<void(const QByteArray &line)>;

/// Hands out the rows from `since` on (all if invalid), oldest first, one by one, as lines of JSON:
/// {"at","data","event","hash","number","previous","run"}, where `previous` is the hash of the row
/// before, so that whoever has the lines can walk the chain. Returns how many there were. Throws
/// Error, and whatever the sink throws.
qint64 exportAudit(const AuditLineSink &sink, const QDateTime &since = {},
                   const QString &file = {});

/// The same into a file, whole or not at all, that only its owner may read.
qint64 exportAuditTo(const QString &path, const QDateTime &since, const OperationContext &context,
                     const QString &file = {});

/// "2026-11-21" (its beginning, local time) or "2026-11-21T06:45:12Z"; throws a usage Error.
QDateTime auditSince(const QString &text);

} // namespace arborist
