// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/scan_difference.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cstdlib>

namespace arborist {

using namespace hierarchy;

std::optional<ScanDifference> ScanDifference::of(const std::vector<ScanRecord> &scans)
{
    if (scans.size() < 2)
        return std::nullopt;
    const ScanRecord &now = scans.back();
    const ScanRecord &before = scans[scans.size() - 2];
    ScanDifference difference;
    difference.m_since = before.at;
    difference.m_items = now.driftedItems - before.driftedItems;
    for (const Kind kind : allKinds()) {
        const qint64 change = now.kinds.value(id(kind)) - before.kinds.value(id(kind));
        if (change != 0)
            difference.m_kinds.insert(id(kind), change);
    }
    return difference;
}

QString ScanDifference::text(qint64 change)
{
    if (change == 0)
        return QStringLiteral("0");
    const QChar sign = change > 0 ? u'+' : u'−';
    return sign + QLocale().toString(std::abs(change));
}

QString ScanDifference::total(const QDateTime &now) const
{
    const QDateTime since = m_since.toLocalTime();
    const QString when = since.date() == now.date() ? QLocale().toString(since.time(), tr("HH:mm"))
                                                    : QLocale().toString(since, tr("d MMM HH:mm"));
    return m_items == 0 ? tr("unchanged since %1").arg(when)
                        : tr("%1 since %2").arg(text(m_items), when);
}

QString ScanDifference::inWords(const QDateTime &now) const
{
    std::vector<QString> ids(m_kinds.keyBegin(), m_kinds.keyEnd());
    std::ranges::stable_sort(ids, std::greater(),
                             [this](const QString &each) { return std::abs(m_kinds[each]); });
    QStringList kinds;
    for (const QString &each : ids)
        kinds << tr("%1 %2").arg(each, text(m_kinds[each]));
    return kinds.isEmpty() ? total(now)
                           : tr("%1: %2").arg(total(now), kinds.join(QStringLiteral(", ")));
}

} // namespace arborist
