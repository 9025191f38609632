// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rule_settings.h"

#include "services/core/error.h"
#include "services/hierarchy/rule_terms.h"
#include <QCoreApplication>
#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

namespace arborist::hierarchy {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rules", text);
}

/// One key of [hierarchy.rules] that a choice can settle.
struct Setting {
    QString key;
    QStringList words; ///< it takes; empty: any text
    std::function<QString(const Rules &)> read;
    std::function<void(Rules &, const QString &)> write;
};

/// A key whose words stand for values of T; `member` gives the place in the rules.
template <typename T, typename Member>
Setting setting(const char *key, const Terms<T> &words, Member member)
{
    Setting made;
    made.key = QLatin1String(key);
    for (const auto &word : words)
        made.words << QLatin1String(word.first);
    made.read = [words, member](const Rules &rules) {
        Rules copy = rules;
        for (const auto &[name, value] : words) {
            if (T(member(copy)) == value)
                return QString(QLatin1String(name));
        }
        return QString();
    };
    made.write = [words, member](Rules &rules, const QString &text) {
        for (const auto &[name, value] : words) {
            if (text == QLatin1String(name))
                member(rules) = value;
        }
    };
    return made;
}

PathRule &path(Rules &rules)
{
    if (!rules.path)
        rules.path = PathRule{};
    return *rules.path;
}

Setting pathText(const char *key, QString PathRule::*member)
{
    return {QLatin1String(key),
            {},
            [member](const Rules &rules) { return rules.path.value_or(PathRule{}).*member; },
            [member](Rules &rules, const QString &text) { path(rules).*member = text; }};
}

const std::vector<Setting> &settings()
{
    static const Terms<bool> truth{{"true", true}, {"false", false}};
    static const std::vector<Setting> all{
        setting<std::optional<int>>(
            "depth", depthTerms<std::optional<int>>(),
            [](Rules & rules) -> auto & { return rules.depthBase; }),
        pathText("path.separator", &PathRule::separator),
        pathText("path.label", &PathRule::label),
        setting<bool>(
            "path.self", truth, [](Rules & rules) -> auto & { return path(rules).self; }),
        setting<bool>(
            "path.leading", truth, [](Rules & rules) -> auto & { return path(rules).leading; }),
        setting<bool>(
            "path.trailing", truth, [](Rules & rules) -> auto & { return path(rules).trailing; }),
        setting<SumRule>(
            "estimate_sum", kSumTerms, [](Rules & rules) -> auto & { return rules.estimateSum; }),
        setting<DateRule>(
            "min_start", kDateTerms, [](Rules & rules) -> auto & { return rules.minStart; }),
        setting<DateRule>(
            "max_end", kDateTerms, [](Rules & rules) -> auto & { return rules.maxEnd; }),
        setting<DateSource>(
            "dates", kDateSourceTerms, [](Rules & rules) -> auto & { return rules.dates; }),
        setting<ProgressRule>(
            "progress.by", kProgressTerms, [](Rules & rules) -> auto & { return rules.progress; }),
        setting<Rounding>(
            "progress.rounding", kRoundingTerms,
            [](Rules & rules) -> auto & { return rules.progressRounding; }),
        setting<bool>(
            "count_self", truth, [](Rules & rules) -> auto & { return rules.countSelf; }),
        setting<bool>(
            "count_archived", truth, [](Rules & rules) -> auto & { return rules.countArchived; }),
        setting<bool>(
            "count_deleted", truth, [](Rules & rules) -> auto & { return rules.countDeleted; }),
    };
    return all;
}

/// The key under which the workspace file declares it: inner tables as a whole.
QString topOf(const QString &key)
{
    return key.section(u'.', 0, 0);
}

const Setting &settingFor(const QString &key)
{
    QStringList keys;
    for (const Setting &each : settings()) {
        if (each.key == key)
            return each;
        keys << each.key;
    }
    throw Error::usage(tr("There is no rule “%1”.").arg(key),
                       tr("Rules: %1.").arg(keys.join(QStringLiteral(", "))));
}

void write(Rules &rules, const QString &key, const QString &value)
{
    const Setting &found = settingFor(key);
    if (!found.words.isEmpty() && !found.words.contains(value))
        throw Error::usage(tr("“%1” is no value of %2.").arg(value, key),
                           tr("Values: %1.").arg(found.words.join(QStringLiteral(", "))));
    if (key == u"path.separator" && value.isEmpty())
        throw Error::usage(tr("The separator of a path is empty."),
                           tr("Write it as in path.separator=/"));
    found.write(rules, value);
}

QStringList keysOf(Kind kind)
{
    switch (kind) {
    case Kind::D1:
        return {QStringLiteral("depth")};
    case Kind::D2:
        return {QStringLiteral("path")};
    case Kind::R1:
        return {QStringLiteral("count_archived"), QStringLiteral("count_deleted")};
    case Kind::R2:
    case Kind::R3:
        return {QStringLiteral("count_self")};
    case Kind::R4:
        return {QStringLiteral("estimate_sum")};
    case Kind::R5:
        return {QStringLiteral("progress")};
    case Kind::T1:
        return {QStringLiteral("min_start"), QStringLiteral("dates")};
    case Kind::T2:
        return {QStringLiteral("max_end"), QStringLiteral("dates")};
    default:
        return {};
    }
}

bool isOfFile(const Rules &rules, const QString &key)
{
    return rules.declared.contains(key) && !rules.kept.contains(key) && !rules.chosen.contains(key);
}

} // namespace

std::pair<QString, QString> ruleSettingFromText(const QString &text)
{
    const qsizetype sign = text.indexOf(u'=');
    if (sign < 1)
        throw Error::usage(tr("“%1” is not a rule.").arg(text),
                           tr("Write it as in estimate_sum=leaves."));
    const QString key = text.left(sign).trimmed();
    const QString value = text.mid(sign + 1);
    Rules scratch;
    write(scratch, key, value);
    return {key, value};
}

QStringList toTexts(const RuleSettings &settings)
{
    QStringList texts;
    for (auto it = settings.begin(); it != settings.end(); ++it)
        texts << it.key() + u'=' + it.value();
    return texts;
}

RuleSettings settingsOf(Kind kind, const Rules &rules, bool switches)
{
    QStringList keys = keysOf(kind);
    const bool counts = kind >= Kind::R1 && kind <= Kind::T2;
    if (switches && counts && kind != Kind::R1)
        keys += keysOf(Kind::R1);
    RuleSettings found;
    for (const Setting &each : settings()) {
        if (!keys.contains(topOf(each.key)))
            continue;
        const QString value = each.read(rules);
        if (!value.isEmpty())
            found.insert(each.key, value);
    }
    return found;
}

RuleSource sourceOf(Kind kind, const Rules &rules)
{
    RuleSource source = RuleSource::Fitted;
    for (const QString &key : keysOf(kind)) {
        if (rules.chosen.contains(key))
            return RuleSource::Chosen;
        if (rules.kept.contains(key))
            source = RuleSource::Kept;
        else if (rules.declared.contains(key) && source == RuleSource::Fitted)
            source = RuleSource::Declared;
    }
    return source;
}

RuleSettings chosenSettings(const Rules &rules)
{
    RuleSettings found;
    for (const Setting &each : settings()) {
        const QString value = each.read(rules);
        if (rules.chosen.contains(topOf(each.key)) && !value.isEmpty())
            found.insert(each.key, value);
    }
    return found;
}

void choose(Rules &rules, const RuleSettings &settings)
{
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        write(rules, it.key(), it.value());
        const QString key = topOf(it.key());
        rules.kept.removeAll(key);
        for (QStringList *list : {&rules.chosen, &rules.declared}) {
            if (!list->contains(key))
                *list << key;
        }
    }
}

void adoptKept(Rules &rules, const RuleSettings &settings)
{
    const Rules before = rules;
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const QString key = topOf(it.key());
        if (before.declared.contains(key))
            continue;
        write(rules, it.key(), it.value());
        for (QStringList *list : {&rules.kept, &rules.declared}) {
            if (!list->contains(key))
                *list << key;
        }
    }
}

void reopen(Rules &rules, const RuleSettings &settings)
{
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const QString key = topOf(it.key());
        if (isOfFile(rules, key))
            continue;
        for (QStringList *list : {&rules.kept, &rules.chosen, &rules.declared})
            list->removeAll(key);
        if (key == u"path")
            rules.path.reset();
        else if (key == u"depth")
            rules.depthBase.reset();
        else
            settingFor(it.key()).write(rules, settingFor(it.key()).read(Rules()));
    }
}

void checkKeepable(const Rules &rules, const RuleSettings &settings)
{
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        if (isOfFile(rules, topOf(it.key())))
            throw Error::usage(
                tr("arborist.toml declares %1, which outranks what is kept.").arg(topOf(it.key())),
                tr("Change it there, or leave out --keep-rules."));
    }
}

} // namespace arborist::hierarchy
