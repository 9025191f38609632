// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/status_shape.h"

#include <QStringList>
#include <algorithm>

namespace arborist {
namespace {

QString normalized(const QString &status)
{
    QString text = status.toLower();
    text.replace(u'_', u' ').replace(u'-', u' ');
    return text.simplified();
}

} // namespace

StatusShape statusShape(const QString &status, bool done)
{
    static const QStringList blocked{QStringLiteral("block"), QStringLiteral("hold"),
                                     QStringLiteral("wait"), QStringLiteral("paused")};
    static const QStringList open{
        QStringLiteral("open"),        QStringLiteral("todo"),    QStringLiteral("to do"),
        QStringLiteral("backlog"),     QStringLiteral("new"),     QStringLiteral("planned"),
        QStringLiteral("not started"), QStringLiteral("draft"),   QStringLiteral("pending"),
        QStringLiteral("idea"),        QStringLiteral("proposed")};
    if (done)
        return StatusShape::Done;
    const QString text = normalized(status);
    if (text.isEmpty())
        return StatusShape::None;
    if (std::ranges::any_of(blocked, [&](const QString &word) { return text.contains(word); }))
        return StatusShape::Blocked;
    return open.contains(text) ? StatusShape::Open : StatusShape::Active;
}

QString statusWord(const QString &status)
{
    QString text = status;
    text.replace(u'_', u' ');
    if (!text.isEmpty() && text == text.toLower())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace arborist
