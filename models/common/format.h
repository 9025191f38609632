// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

/// Numbers and times as people read them, in the locale's manner; a space before units.
namespace arborist::format {

inline constexpr QChar dash = u'–'; ///< unknown or not applicable

QString count(qint64 number);    ///< "1,284"
QString bytes(qint64 bytes);     ///< "3.41 GiB"; dash when negative
QString milliseconds(double ms); ///< "2 ms", "1.2 s"
QString duration(qint64 ms);     ///< "< 0.1 s", "1.45 s", "2 min 5 s", "1 h 12 min"
QString left(qint64 ms);         ///< "46 s left"
QString rate(double perSecond, const QString &unit); ///< "48.2 MiB/s", "210,000 items/s"
QString doneOfTotal(qint64 done, qint64 total, const QString &unit); ///< "1.24 of 3.41 GiB"
/// "just now", "2 min ago", "6 h ago"; above a day the date.
QString ago(const QDateTime &at, const QDateTime &now = QDateTime::currentDateTime());
/// "2 min", "6 h", "9 days": how old, for columns; dash when invalid.
QString age(const QDateTime &at, const QDateTime &now = QDateTime::currentDateTime());
QString timeOfDay(const QDateTime &at); ///< "14:03:27"; with the date if it is not today

} // namespace arborist::format
