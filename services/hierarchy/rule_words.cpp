// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rule_words.h"

#include <QCoreApplication>

namespace arborist::hierarchy {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rules", text);
}

/// Which items count: "live", "live or archived" ...
QString counted(const Rules &rules)
{
    if (rules.countArchived && rules.countDeleted)
        return tr("all");
    if (rules.countDeleted)
        return tr("live or deleted");
    return rules.countArchived ? tr("live or archived") : tr("live");
}

QString sumWords(const Rules &rules)
{
    switch (rules.estimateSum) {
    case SumRule::OwnAndDescendants:
        return tr("own + %1 descendants").arg(counted(rules));
    case SumRule::Descendants:
        return tr("%1 descendants").arg(counted(rules));
    case SumRule::Leaves:
        return tr("%1 leaves").arg(counted(rules));
    }
    return {};
}

QString dateWords(DateRule rule, const Rules &rules, bool start)
{
    const QString words = rule == DateRule::Children ? tr("children, own where none has dates")
                                                     : tr("own + children");
    if (rules.dates == DateSource::EitherEnd)
        return words;
    return start ? tr("%1; start dates alone").arg(words) : tr("%1; end dates alone").arg(words);
}

QString progressWords(const Rules &rules)
{
    const QString words =
        (rules.progress == ProgressRule::Work ? tr("done work of own + %1 descendants, 0 to %2")
                                              : tr("share of the %1 descendants that are done, "
                                                   "0 to %2"))
            .arg(counted(rules))
            .arg(rules.progressScale.value_or(100));
    return rules.progressRounding == Rounding::Floor ? tr("%1, rounded down").arg(words) : words;
}

QString pathWords(const PathRule &rule)
{
    const QString words = tr("%1 separated by “%2”, %3")
                              .arg(rule.label, rule.separator,
                                   rule.self ? tr("own label included") : tr("ancestors only"));
    if (rule.leading && rule.trailing)
        return tr("%1, “%2” at both ends").arg(words, rule.separator);
    if (rule.leading)
        return tr("%1, “%2” in front").arg(words, rule.separator);
    return rule.trailing ? tr("%1, “%2” at the end").arg(words, rule.separator) : words;
}

QString withSelf(const QString &words, const Rules &rules)
{
    return rules.countSelf ? tr("%1, and the item itself").arg(words) : words;
}

} // namespace

QString ruleInWords(Kind kind, const Rules &rules)
{
    switch (kind) {
    case Kind::D1:
        return tr("edges to the root, from %1").arg(rules.depthBase.value_or(0));
    case Kind::D2:
        return rules.path ? pathWords(*rules.path) : QString();
    case Kind::R1:
        return tr("%1 children").arg(counted(rules));
    case Kind::R2:
        return withSelf(tr("%1 descendants").arg(counted(rules)), rules);
    case Kind::R3:
        return withSelf(tr("%1 descendants that are done").arg(counted(rules)), rules);
    case Kind::R4:
        return sumWords(rules);
    case Kind::R5:
        return progressWords(rules);
    case Kind::T1:
        return dateWords(rules.minStart, rules, true);
    case Kind::T2:
        return dateWords(rules.maxEnd, rules, false);
    default:
        return {};
    }
}

} // namespace arborist::hierarchy
