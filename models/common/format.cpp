// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace arborist::format {

namespace {

/// The translation context of this file.
class Format
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

/// Three significant digits: "1.45", "14.5", "145".
QString threeDigits(double value)
{
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals);
}

struct Scaled {
    double factor;
    const char *unit;
};

Scaled scaleOf(double bytes)
{
    static constexpr Scaled scales[] = {{1, "B"},
                                        {1024.0, "KiB"},
                                        {1024.0 * 1024, "MiB"},
                                        {1024.0 * 1024 * 1024, "GiB"},
                                        {1024.0 * 1024 * 1024 * 1024, "TiB"}};
    size_t i = 0;
    while (i + 1 < std::size(scales) && bytes >= 1024 * scales[i].factor) {
        ++i;
    }
    return scales[i];
}

QString scaled(double bytes, const Scaled &scale)
{
    return scale.factor == 1 ? QLocale().toString(qint64(bytes))
                             : threeDigits(bytes / scale.factor);
}

bool isBytes(const QString &unit)
{
    return unit == QStringLiteral("bytes");
}

} // namespace

QString count(qint64 number)
{
    return QLocale().toString(number);
}

QString bytes(qint64 bytes)
{
    if (bytes < 0) {
        return QString(dash);
    }
    const Scaled scale = scaleOf(double(bytes));
    return scaled(double(bytes), scale) + u' ' + QLatin1String(scale.unit);
}

QString milliseconds(double ms)
{
    if (ms >= 1000) {
        return threeDigits(ms / 1000) + QStringLiteral(" s");
    }
    if (ms < 0.95) {
        return QLocale().toString(std::max(0.1, ms), 'f', 1) + QStringLiteral(" ms");
    }
    return QLocale().toString(std::llround(ms)) + QStringLiteral(" ms");
}

QString duration(qint64 ms)
{
    if (ms < 0) {
        return QString(dash);
    }
    const qint64 seconds = ms / 1000;
    if (ms < 50) {
        return QStringLiteral("< ") + QLocale().toString(0.1, 'f', 1) + QStringLiteral(" s");
    }
    if (ms < 10'000) {
        return QLocale().toString(double(ms) / 1000, 'f', ms < 1000 ? 1 : 2) + QStringLiteral(" s");
    }
    if (seconds < 60) {
        return QStringLiteral("%1 s").arg(seconds);
    }
    if (seconds < 3600) {
        return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    }
    return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString left(qint64 ms)
{
    const qint64 seconds = std::max<qint64>(1, (ms + 999) / 1000);
    return Format::tr("%1 left").arg(seconds < 60 ? QStringLiteral("%1 s").arg(seconds)
                                                  : duration(seconds * 1000));
}

QString rate(double perSecond, const QString &unit)
{
    if (isBytes(unit)) {
        return bytes(qint64(perSecond)) + QStringLiteral("/s");
    }
    // Rounded to two digits: the last ones would only flicker.
    const double power = std::pow(10, std::max(0.0, std::floor(std::log10(perSecond)) - 1));
    return QStringLiteral("%1 %2/s").arg(
        QLocale().toString(qint64(std::round(perSecond / power) * power)), unit);
}

QString doneOfTotal(qint64 done, qint64 total, const QString &unit)
{
    if (isBytes(unit)) {
        const Scaled scale = scaleOf(double(std::max(done, total)));
        const QString amount = scaled(double(done), scale);
        return (total < 0 ? amount
                          : Format::tr("%1 of %2").arg(amount, scaled(double(total), scale))) +
               u' ' + QLatin1String(scale.unit);
    }
    return (total < 0 ? count(done) : Format::tr("%1 of %2").arg(count(done), count(total))) +
           u' ' + unit;
}

QString age(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid()) {
        return QString(dash);
    }
    const qint64 seconds = std::max<qint64>(0, at.secsTo(now));
    if (seconds < 60) {
        return QStringLiteral("%1 s").arg(seconds);
    }
    if (seconds < 3600) {
        return QStringLiteral("%1 min").arg(seconds / 60);
    }
    if (seconds < 86400) {
        return QStringLiteral("%1 h").arg(seconds / 3600);
    }
    return seconds < 2 * 86400 ? Format::tr("1 day") : Format::tr("%1 days").arg(seconds / 86400);
}

QString ago(const QDateTime &at, const QDateTime &now)
{
    const qint64 seconds = at.secsTo(now);
    if (seconds < 5) {
        return Format::tr("just now");
    }
    if (seconds < 86400) {
        return Format::tr("%1 ago").arg(age(at, now));
    }
    return QLocale().toString(at.toLocalTime(), QStringLiteral("d MMM yyyy, HH:mm"));
}

QString timeOfDay(const QDateTime &at)
{
    const QDateTime local = at.toLocalTime();
    const bool today = local.date() == QDate::currentDate();
    return QLocale().toString(local,
                              today ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM, HH:mm"));
}

} // namespace arborist::format
