// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_texts.h"

#include "models/common/format.h"
#include <QCoreApplication>
#include <QStringList>

namespace arborist::hierarchy_texts {

using namespace hierarchy;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("HierarchyPage", text);
}

} // namespace

QString status(const Snapshot &snapshot)
{
    if (snapshot.size() == 0)
        return tr("The table has no rows");
    if (snapshot.healthy())
        return tr("%1 items, no drift").arg(format::count(snapshot.size()));
    const QString origins = snapshot.originItems() == 1
                                ? tr("1 origin")
                                : tr("%1 origins").arg(format::count(snapshot.originItems()));
    QString text =
        tr("%1 of %2 items drifted; %3")
            .arg(format::count(snapshot.driftedItems()), format::count(snapshot.size()), origins);
    if (snapshot.inFlightItems() > 0)
        text += tr("; %1 in flight").arg(format::count(snapshot.inFlightItems()));
    return text;
}

QString meta(const Snapshot &snapshot)
{
    return tr("%1, scanned %2 in %3")
        .arg(snapshot.mapping().qualifiedName(), format::ago(snapshot.takenAt().toLocalTime()),
             format::duration(snapshot.durationMs()));
}

QString unsettledRules(const Snapshot &snapshot)
{
    QStringList unclear;
    QStringList chosen;
    for (const RuleFit &fit : snapshot.rules()) {
        if (!fit.known)
            unclear << (fit.alternatives.isEmpty()
                            ? fit.column
                            : tr("%1 (%2, or %3)")
                                  .arg(fit.column, fit.rule,
                                       fit.alternatives.join(QStringLiteral(", "))));
        else if (fit.source == RuleSource::Chosen)
            chosen << tr("%1 = %2").arg(fit.column, fit.rule);
    }
    QStringList sentences;
    if (!unclear.isEmpty())
        sentences << tr("Rule unclear, not compared: %1.").arg(unclear.join(QStringLiteral(", ")));
    if (!chosen.isEmpty())
        sentences << tr("Rule chosen for now: %1.").arg(chosen.join(QStringLiteral("; ")));
    return sentences.join(u' ');
}

QString sourceOf(const RuleFit &fit)
{
    switch (fit.source) {
    case RuleSource::Declared:
        return tr("declared in arborist.toml");
    case RuleSource::Kept:
        return tr("kept on this machine");
    case RuleSource::Chosen:
        return tr("chosen for now");
    case RuleSource::Fitted:
        break;
    }
    return fit.known ? tr("found in the data") : tr("unclear, not compared");
}

QString errorTitle(const Error &error, const QString &stage, const QString &table)
{
    const QString state = error.sqlState();
    if (state == QStringLiteral("42P01"))
        return tr("%1 is gone").arg(table.isEmpty() ? tr("The table") : table);
    if (state == QStringLiteral("42501"))
        return tr("No permission to read %1").arg(table.isEmpty() ? tr("the hierarchy") : table);
    if (state.startsWith(QStringLiteral("08")) || state.startsWith(QStringLiteral("57P")))
        return tr("%1 does not answer").arg(stage);
    return table.isEmpty() ? tr("The hierarchies could not be read")
                           : tr("%1 could not be scanned").arg(table);
}

} // namespace arborist::hierarchy_texts
