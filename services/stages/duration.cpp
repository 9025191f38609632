// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/duration.h"

#include <QRegularExpression>

namespace arborist::stages {

namespace {

qint64 unitSeconds(const QString &unit)
{
    if (unit == u"s" || unit.startsWith(u"sec"))
        return 1;
    if (unit == u"m" || unit.startsWith(u"min"))
        return 60;
    if (unit == u"h" || unit.startsWith(u"hour"))
        return 3600;
    return 86400;
}

} // namespace

std::optional<int> secondsFromText(const QString &text)
{
    static const QRegularExpression whole(QStringLiteral(
        "^(\\s*\\d{1,9}\\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)(?![a-z]))+\\s*$"));
    static const QRegularExpression part(QStringLiteral("(\\d+)\\s*([a-z]+)"));
    const QString lower = text.toLower();
    if (!whole.match(lower).hasMatch())
        return std::nullopt;
    qint64 seconds = 0;
    auto matches = part.globalMatch(lower);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        seconds += match.captured(1).toLongLong() * unitSeconds(match.captured(2));
    }
    if (seconds > 366LL * 86400)
        return std::nullopt;
    return static_cast<int>(seconds);
}

} // namespace arborist::stages
