// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/inspector_words.h"

#include "models/common/format.h"
#include "services/hierarchy/explain.h"
#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace arborist::inspector_words {

using namespace hierarchy;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Inspector", text);
}

QString items(qint64 count)
{
    return count == 1 ? tr("1 item") : tr("%1 items").arg(format::count(count));
}

QString findingsText(qint64 count)
{
    return count == 1 ? tr("1 finding") : tr("%1 findings").arg(format::count(count));
}

QString spreadText(const DriftSpread &spread)
{
    const QString number = spread.complete
                               ? findingsText(spread.inheritedElsewhere)
                               : tr("more than %1").arg(findingsText(spread.inheritedElsewhere));
    const QString others = spread.upwards && spread.downwards ? tr("%1 above and below")
                           : spread.upwards                   ? tr("%1 above")
                                                              : tr("%1 below");
    return tr("%1 of %2 follow from here.").arg(number, others.arg(items(spread.itemsElsewhere)));
}

} // namespace

QString why(const Snapshot &snapshot, Item item)
{
    QStringList sentences;
    const auto findings = snapshot.findings(item);
    for (const Finding &finding : findings) {
        // Both paths stand in the table above; in a sentence they are only long.
        QString sentence =
            finding.kind == Kind::D2 ? description(Kind::D2) : explain(snapshot, finding);
        if (findings.size() > 1)
            sentence = tr("%1. %2").arg(title(finding.kind), sentence);
        sentences << sentence;
    }
    return sentences.join(u'\n');
}

QString origin(const Snapshot &snapshot, Item item, const DriftSpread &spread)
{
    const auto all = snapshot.findings(item);
    if (std::ranges::any_of(all, &Finding::inFlight))
        return tr(
            "Changed within the last minutes: in flight, not counted. The next scan will tell.");
    QStringList sentences;
    if (spread.originsHere > 0) {
        sentences << (spread.inheritedHere == 0 ? tr("Origin of %1.") : tr("Origin of %1 here."))
                         .arg(findingsText(spread.originsHere));
        if (spread.inheritedElsewhere > 0)
            sentences << spreadText(spread);
    }
    if (spread.inheritedHere > 0) {
        sentences << (spread.began == kNoItem
                          ? tr("%1 inherited.").arg(findingsText(spread.inheritedHere))
                          : tr("%1 inherited from item %2.")
                                .arg(findingsText(spread.inheritedHere),
                                     snapshot.idText(spread.began)));
    }
    return sentences.join(u' ');
}

QString rule(const Snapshot &snapshot, Item item)
{
    const quint32 kinds = snapshot.kinds(item);
    QStringList lines;
    for (const RuleFit &fit : snapshot.rules()) {
        if ((kinds & bit(fit.kind)) == 0)
            continue;
        lines << tr("%1 = %2; %3 % of %4 inner items agree.")
                     .arg(title(fit.kind), fit.rule,
                          QLocale().toString(fit.agreement * 100, 'f', 1),
                          format::count(snapshot.innerItems()));
        if (fit.source == RuleSource::Kept)
            lines.back() += u' ' + tr("Kept on this machine.");
    }
    return lines.join(u'\n');
}

} // namespace arborist::inspector_words
