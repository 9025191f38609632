// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/hierarchy_section.h"

#include "services/hierarchy/rule_terms.h"
#include "services/stages/duration.h"
#include <QCoreApplication>
#include <QTimeZone>
#include <array>

namespace arborist::stages {

namespace {

using hierarchy::Mapping;
using hierarchy::PathRule;
using hierarchy::Rules;

struct ColumnKey {
    const char *key;
    QString Mapping::*member;
};

constexpr std::array kColumns{
    ColumnKey{"id", &Mapping::id},
    ColumnKey{"parent", &Mapping::parent},
    ColumnKey{"organization", &Mapping::organization},
    ColumnKey{"title", &Mapping::title},
    ColumnKey{"status", &Mapping::status},
    ColumnKey{"estimate", &Mapping::estimate},
    ColumnKey{"start", &Mapping::start},
    ColumnKey{"end", &Mapping::end},
    ColumnKey{"position", &Mapping::position},
    ColumnKey{"archived", &Mapping::archived},
    ColumnKey{"deleted", &Mapping::deleted},
    ColumnKey{"updated", &Mapping::updated},
    ColumnKey{"own_progress", &Mapping::ownProgress},
    ColumnKey{"manual", &Mapping::manual},
};

constexpr std::array kDerivedColumns{
    ColumnKey{"depth", &Mapping::depth},
    ColumnKey{"path", &Mapping::path},
    ColumnKey{"child_count", &Mapping::childCount},
    ColumnKey{"descendant_count", &Mapping::descendantCount},
    ColumnKey{"done_count", &Mapping::doneCount},
    ColumnKey{"estimate_sum", &Mapping::estimateSum},
    ColumnKey{"progress", &Mapping::progress},
    ColumnKey{"min_start", &Mapping::minStart},
    ColumnKey{"max_end", &Mapping::maxEnd},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("HierarchySection", text);
}

/// Reads the column names that the table gives; returns the keys that stand for columns.
template <std::size_t N>
QStringList readColumns(const ConfigTable &table, const std::array<ColumnKey, N> &columns,
                        Mapping &mapping)
{
    QStringList keys;
    for (const ColumnKey &column : columns) {
        keys.append(QLatin1String(column.key));
        if (auto name = table.text(keys.back()))
            mapping.*column.member = *name;
    }
    return keys;
}

PathRule readPathRule(const ConfigTable &table)
{
    table.allowOnly({QStringLiteral("separator"), QStringLiteral("label"), QStringLiteral("self"),
                     QStringLiteral("leading"), QStringLiteral("trailing")});
    PathRule rule;
    rule.separator = table.text(QStringLiteral("separator")).value_or(rule.separator);
    rule.label = table.text(QStringLiteral("label")).value_or(rule.label);
    rule.self = table.boolean(QStringLiteral("self")).value_or(rule.self);
    rule.leading = table.boolean(QStringLiteral("leading")).value_or(rule.leading);
    rule.trailing = table.boolean(QStringLiteral("trailing")).value_or(rule.trailing);
    return rule;
}

void readProgressRule(const ConfigTable &table, Rules &rules)
{
    const QString scale = QStringLiteral("scale");
    const QString digits = QStringLiteral("digits");
    const QString by = QStringLiteral("by");
    const QString rounding = QStringLiteral("rounding");
    table.allowOnly({scale, digits, by, rounding});
    rules.progress = table.word(by, hierarchy::kProgressTerms).value_or(rules.progress);
    rules.progressRounding =
        table.word(rounding, hierarchy::kRoundingTerms).value_or(rules.progressRounding);
    if (const auto value = table.integer(scale, 1, 100)) {
        if (*value != 1 && *value != 100)
            throw table.errorAt(scale, tr("the scale of progress is 1 or 100."));
        rules.progressScale = static_cast<int>(*value);
    }
    if (const auto value = table.integer(digits, 0, 16))
        rules.progressDigits = static_cast<int>(*value);
}

QString readTimeZone(const ConfigTable &table, const QString &key, const QString &fallback)
{
    const auto zone = table.text(key);
    if (!zone)
        return fallback;
    // Without the system's time zone files every name looks unknown: then the server decides.
    const bool known = QTimeZone::isTimeZoneIdAvailable(zone->toUtf8());
    if (!known && QTimeZone::isTimeZoneIdAvailable("Europe/Berlin"))
        throw table.errorAt(key, tr("there is no time zone \"%1\".").arg(*zone),
                            tr("Name it as in \"Europe/Berlin\" or \"UTC\"."));
    return *zone;
}

Rules readRules(const ConfigTable &table)
{
    const QString depth = QStringLiteral("depth");
    const QString path = QStringLiteral("path");
    const QString estimateSum = QStringLiteral("estimate_sum");
    const QString minStart = QStringLiteral("min_start");
    const QString maxEnd = QStringLiteral("max_end");
    const QString progress = QStringLiteral("progress");
    const QString dates = QStringLiteral("dates");
    const QString countSelf = QStringLiteral("count_self");
    const QString countArchived = QStringLiteral("count_archived");
    const QString countDeleted = QStringLiteral("count_deleted");
    const QString maxDepth = QStringLiteral("max_depth");
    const QString grace = QStringLiteral("grace");
    const QString timeZone = QStringLiteral("time_zone");
    table.allowOnly({depth, path, estimateSum, minStart, maxEnd, dates, progress, countSelf,
                     countArchived, countDeleted, maxDepth, grace, timeZone});
    Rules rules;
    rules.depthBase = table.word(depth, hierarchy::depthTerms());
    if (const auto inner = table.table(path))
        rules.path = readPathRule(*inner);
    rules.estimateSum = table.word(estimateSum, hierarchy::kSumTerms).value_or(rules.estimateSum);
    rules.minStart = table.word(minStart, hierarchy::kDateTerms).value_or(rules.minStart);
    rules.maxEnd = table.word(maxEnd, hierarchy::kDateTerms).value_or(rules.maxEnd);
    rules.dates = table.word(dates, hierarchy::kDateSourceTerms).value_or(rules.dates);
    if (const auto inner = table.table(progress))
        readProgressRule(*inner, rules);
    rules.countSelf = table.boolean(countSelf).value_or(rules.countSelf);
    rules.countArchived = table.boolean(countArchived).value_or(rules.countArchived);
    rules.countDeleted = table.boolean(countDeleted).value_or(rules.countDeleted);
    rules.maxDepth =
        static_cast<int>(table.integer(maxDepth, 1, 1'000'000'000).value_or(rules.maxDepth));
    if (const auto text = table.text(grace)) {
        const auto seconds = secondsFromText(*text);
        if (!seconds)
            throw table.errorAt(grace, tr("\"%1\" is not a duration.").arg(*text),
                                tr("Write it as in \"5 min\", \"90 s\" or \"1 h\"."));
        rules.graceSeconds = *seconds;
    }
    rules.timeZone = readTimeZone(table, timeZone, rules.timeZone);
    rules.declared = table.keys();
    return rules;
}

Mapping readHierarchy(const ConfigTable &table)
{
    const QString tableKey = QStringLiteral("table");
    const QString doneKey = QStringLiteral("done");
    const QString derivedKey = QStringLiteral("derived");
    const QString rulesKey = QStringLiteral("rules");
    Mapping mapping;
    mapping.fromFile = true;
    mapping.id = QStringLiteral("id");
    mapping.parent = QStringLiteral("parent_id");
    const QStringList columns = readColumns(table, kColumns, mapping);
    table.allowOnly(QStringList{tableKey, doneKey, derivedKey, rulesKey} + columns);

    const auto name = table.text(tableKey);
    if (!name)
        throw table.errorAt(tableKey, tr("a [[hierarchy]] needs its table."),
                            tr("Add a line like table = \"public.items\"."));
    const auto parts = splitTableName(*name);
    if (!parts)
        throw table.errorAt(tableKey, tr("\"%1\" is not the name of a table.").arg(*name),
                            tr("Write it as in public.items, or with double quotes around names "
                               "that contain a dot."));
    mapping.schema = parts->first;
    mapping.table = parts->second;
    mapping.done = table.texts(doneKey).value_or(QStringList());
    if (!mapping.done.isEmpty() && mapping.status.isEmpty())
        throw table.errorAt(doneKey, tr("the hierarchy names what is done, but no status column."),
                            tr("Add a line like status = \"status\"."));
    if (const auto derived = table.table(derivedKey))
        derived->allowOnly(readColumns(*derived, kDerivedColumns, mapping));
    if (const auto rules = table.table(rulesKey))
        mapping.rules = readRules(*rules);
    return mapping;
}

/// Reads one identifier from `pos` on, quoted or not; empty if there is none.
QString identifier(const QString &text, qsizetype &pos)
{
    QString name;
    if (pos < text.size() && text[pos] == u'"') {
        for (++pos; pos < text.size(); ++pos) {
            if (text[pos] != u'"') {
                name += text[pos];
            } else if (pos + 1 < text.size() && text[pos + 1] == u'"') {
                name += text[pos++];
            } else {
                ++pos;
                return name;
            }
        }
        return {};
    }
    while (pos < text.size() && text[pos] != u'.' && text[pos] != u'"')
        name += text[pos++];
    return name.trimmed();
}

} // namespace

std::optional<std::pair<QString, QString>> splitTableName(const QString &text)
{
    const QString trimmed = text.trimmed();
    qsizetype pos = 0;
    const QString first = identifier(trimmed, pos);
    if (first.isEmpty())
        return std::nullopt;
    if (pos == trimmed.size())
        return std::pair(QStringLiteral("public"), first);
    if (trimmed[pos] != u'.')
        return std::nullopt;
    ++pos;
    const QString second = identifier(trimmed, pos);
    if (second.isEmpty() || pos != trimmed.size())
        return std::nullopt;
    return std::pair(first, second);
}

std::vector<Mapping> readHierarchies(const ConfigTable &root)
{
    std::vector<Mapping> mappings;
    for (const ConfigTable &table : root.tables(QStringLiteral("hierarchy")))
        mappings.push_back(readHierarchy(table));
    return mappings;
}

} // namespace arborist::stages
