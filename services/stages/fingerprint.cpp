// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_check.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QSet>

namespace arborist::stages {

namespace {

constexpr int kUsualPort = 5432;

QString shortened(const QString &text, qsizetype ends)
{
    return text.size() <= 2 * ends + 1 ? text : text.left(ends) + QChar(0x2026) + text.right(ends);
}

} // namespace

bool Fingerprint::isLocal() const
{
    // 127.0.1.1 is Debian's address of a machine's own name. Others of 127.0.0.0/8 can each be
    // another server's.
    static const QSet<QString> own{QString(), QStringLiteral("127.0.0.1"),
                                   QStringLiteral("127.0.1.1"), QStringLiteral("::1")};
    return own.contains(address);
}

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
    const bool usual = port == 0 || port == kUsualPort;
    if (isLocal())
        return usual ? database : QStringLiteral("%1@:%2").arg(database).arg(port);
    if (usual)
        return database + u'@' + address;
    return QStringLiteral("%1@[%2]:%3").arg(database, address).arg(port);
}

std::optional<Fingerprint> Fingerprint::fromText(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("^([0-9]*)/([0-9]+)(?:/(.+)|@(?:\\[(.+)\\])?:([0-9]+)|@([^\\[]{2,}))?$"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    Fingerprint fingerprint;
    fingerprint.systemIdentifier = match.captured(1);
    fingerprint.databaseOid = match.captured(2).toUInt();
    fingerprint.timeline = match.captured(3);
    fingerprint.address = match.captured(4) + match.captured(6);
    fingerprint.port = match.captured(5).toInt();
    return fingerprint;
}

} // namespace arborist::stages
