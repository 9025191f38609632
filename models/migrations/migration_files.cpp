// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/migration_files.h"

#include <QCryptographicHash>

namespace arborist {

namespace {

constexpr qint64 kFirstMs = 1'000'000'000'000;    ///< September 2001
constexpr qint64 kFirstTime = 19'700'101'000'000; ///< YYYYMMDDHHMMSS
constexpr qint64 kLastTime = 99'991'231'235'959;

} // namespace

QDateTime createdAt(const migrations::Migration &migration)
{
    if (migration.order >= kFirstTime && migration.order <= kLastTime) {
        QDateTime at = QDateTime::fromString(QString::number(migration.order),
                                             QStringLiteral("yyyyMMddHHmmss"));
        at.setTimeSpec(Qt::UTC);
        return at;
    }
    return migration.order >= kFirstMs && migration.order < kFirstTime
               ? QDateTime::fromMSecsSinceEpoch(migration.order)
               : QDateTime();
}

QString sha256(const migrations::Migration &migration)
{
    if (migration.text.isEmpty())
        return {};
    return QString::fromLatin1(
        QCryptographicHash::hash(migration.text, QCryptographicHash::Sha256).toHex());
}

} // namespace arborist
