// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_check.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace arborist::stages {

namespace {

QString shortened(const QString &text, qsizetype ends)
{
    return text.size() <= 2 * ends + 1 ? text : text.left(ends) + QChar(0x2026) + text.right(ends);
}

} // namespace

QString Fingerprint::shortText() const
{
    const QString cluster =
        systemIdentifier.isEmpty() ? QStringLiteral("?") : shortened(systemIdentifier, 4);
    const QString database = cluster + u'/' + QString::number(databaseOid);
    return timeline.isEmpty() ? database : database + u'/' + shortened(timeline, 4);
}

QString Fingerprint::text() const
{
    const QString database = systemIdentifier + u'/' + QString::number(databaseOid);
    if (!timeline.isEmpty())
        return database + u'/' + timeline;
    const bool local = address.isEmpty() || QHostAddress(address).isLoopback();
    return local ? database : database + u'@' + address;
}

std::optional<Fingerprint> Fingerprint::fromText(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([0-9]*)/([0-9]+)(?:/(.+)|@(.+))?$"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    Fingerprint fingerprint;
    fingerprint.systemIdentifier = match.captured(1);
    fingerprint.databaseOid = match.captured(2).toUInt();
    fingerprint.timeline = match.captured(3);
    fingerprint.address = match.captured(4);
    return fingerprint;
}

} // namespace arborist::stages
