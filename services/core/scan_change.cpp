// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/scan_change.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace arborist {

namespace {

constexpr qsizetype kMostKinds = 4;

class ScanChangeTexts
{
    Q_DECLARE_TR_FUNCTIONS(ScanChangeTexts)
};

bool grew(const KindChange &change)
{
    return change.items > 0;
}

QString kindsText(const ScanChange &change)
{
    QStringList named;
    qsizetype others = 0;
    for (const KindChange &each : change.kinds) {
        if (!grew(each))
            continue;
        if (named.size() < kMostKinds)
            named << QStringLiteral("%1 +%2").arg(each.kind, QLocale().toString(each.items));
        else
            ++others;
    }
    const QString text = named.join(QStringLiteral(", "));
    if (others == 0)
        return text;
    return others == 1 ? ScanChangeTexts::tr("%1 and 1 more kind").arg(text)
                       : ScanChangeTexts::tr("%1 and %2 more kinds").arg(text).arg(others);
}

} // namespace

bool ScanChange::hasGrown() const
{
    return driftedItems > 0 || std::any_of(kinds.begin(), kinds.end(), grew);
}

ScanChange changeBetween(const ScanRecord &before, const ScanRecord &after)
{
    ScanChange change{after.stage, after.table, after.driftedItems - before.driftedItems, {}};
    QMap<QString, qint64> difference = after.kinds;
    for (auto each = before.kinds.begin(); each != before.kinds.end(); ++each)
        difference[each.key()] -= each.value();
    for (auto each = difference.begin(); each != difference.end(); ++each) {
        if (each.value() != 0)
            change.kinds.push_back({each.key(), each.value()});
    }
    std::stable_sort(change.kinds.begin(), change.kinds.end(),
                     [](const KindChange &a, const KindChange &b) { return a.items > b.items; });
    return change;
}

QString growthText(const ScanChange &change)
{
    if (!change.hasGrown())
        return {};
    const QString kinds = kindsText(change);
    const QString items = QLocale().toString(change.driftedItems);
    QString text;
    if (change.driftedItems <= 0)
        text = ScanChangeTexts::tr("%1 on %2: drift of other kinds has come up");
    else if (change.driftedItems == 1)
        text = ScanChangeTexts::tr("%1 on %2: 1 more item has drifted");
    else
        text = ScanChangeTexts::tr("%1 on %2: %3 more items have drifted");
    text = change.driftedItems > 1 ? text.arg(change.table, change.stage, items)
                                   : text.arg(change.table, change.stage);
    return kinds.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, kinds);
}

} // namespace arborist
