// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/hierarchy/scan_request.h"

#include <QJsonArray>
#include <stdexcept>
#include <utility>

namespace arborist {
namespace {

using namespace hierarchy;

constexpr std::pair<const char *, QString Mapping::*> roles[] = {
    {"id", &Mapping::id},
    {"parent", &Mapping::parent},
    {"organization", &Mapping::organization},
    {"title", &Mapping::title},
    {"status", &Mapping::status},
    {"estimate", &Mapping::estimate},
    {"start", &Mapping::start},
    {"end", &Mapping::end},
    {"position", &Mapping::position},
    {"archived", &Mapping::archived},
    {"deleted", &Mapping::deleted},
    {"updated", &Mapping::updated},
    {"own_progress", &Mapping::ownProgress},
    {"manual", &Mapping::manual},
    {"depth", &Mapping::depth},
    {"path", &Mapping::path},
    {"child_count", &Mapping::childCount},
    {"descendant_count", &Mapping::descendantCount},
    {"done_count", &Mapping::doneCount},
    {"estimate_sum", &Mapping::estimateSum},
    {"progress", &Mapping::progress},
    {"min_start", &Mapping::minStart},
    {"max_end", &Mapping::maxEnd},
};

constexpr std::pair<const char *, Field> fields[] = {
    {"D1", Field::Depth},     {"R1", Field::ChildCount},  {"R2", Field::DescendantCount},
    {"R3", Field::DoneCount}, {"R4", Field::EstimateSum}, {"R5", Field::Progress},
    {"T1", Field::MinStart},  {"T2", Field::MaxEnd},
};

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

PathRule readPathRule(const QJsonObject &json)
{
    PathRule rule;
    rule.separator = json[u"separator"].toString();
    rule.label = json[u"label"].toString();
    rule.self = json[u"self"].toBool(true);
    rule.leading = json[u"leading"].toBool();
    rule.trailing = json[u"trailing"].toBool();
    return rule;
}

SumRule sumRule(const QString &name)
{
    if (name == u"descendants")
        return SumRule::Descendants;
    return name == u"leaves" ? SumRule::Leaves : SumRule::OwnAndDescendants;
}

DateRule dateRule(const QJsonValue &name)
{
    return name.toString() == u"own+children" ? DateRule::OwnAndChildren : DateRule::Children;
}

Rules readRules(const QJsonObject &json)
{
    Rules rules;
    if (json.contains(u"depth_base"))
        rules.depthBase = json[u"depth_base"].toInt();
    if (json.contains(u"path"))
        rules.path = readPathRule(json[u"path"].toObject());
    rules.estimateSum = sumRule(json[u"estimate_sum"].toString());
    rules.minStart = dateRule(json[u"min_start"]);
    rules.maxEnd = dateRule(json[u"max_end"]);
    if (json.contains(u"progress_scale"))
        rules.progressScale = json[u"progress_scale"].toInt();
    if (json.contains(u"progress_digits"))
        rules.progressDigits = json[u"progress_digits"].toInt();
    rules.countArchived = json[u"count_archived"].toBool(true);
    rules.countDeleted = json[u"count_deleted"].toBool(false);
    rules.maxDepth = json[u"max_depth"].toInt(64);
    rules.graceSeconds = json[u"grace_seconds"].toInt(300);
    rules.timeZone = json[u"time_zone"].toString(QStringLiteral("UTC"));
    for (const QJsonValue &name : json[u"declared"].toArray())
        rules.declared << name.toString();
    return rules;
}

QJsonObject describe(const Snapshot &snapshot, const Finding &finding)
{
    const quint32 organization = snapshot.organizationOf(finding.item);
    QJsonObject json{
        {QStringLiteral("id"), snapshot.idText(finding.item)},
        {QStringLiteral("organization"), snapshot.organizations()[organization].id},
        {QStringLiteral("kind"), id(finding.kind)},
        {QStringLiteral("origin"), finding.origin},
        {QStringLiteral("repairable"), finding.repairable},
        {QStringLiteral("in_flight"), finding.inFlight},
    };
    if (comparesField(finding.kind)) {
        const Field field = fieldOf(finding.kind);
        json[u"stored"] = snapshot.plainText(field, finding.stored);
        json[u"expected"] = snapshot.plainText(field, finding.expected);
    }
    return json;
}

/// Kinds of the columns whose rule the scan takes for unknown.
QJsonArray unknownKinds(const Snapshot &snapshot)
{
    QStringList names;
    for (const RuleFit &fit : snapshot.rules()) {
        if (!fit.known)
            names << id(fit.kind);
    }
    names.sort();
    return QJsonArray::fromStringList(names);
}

QJsonObject expectedValues(const Snapshot &snapshot, Item item)
{
    QJsonObject json;
    for (const auto &[name, field] : fields) {
        if (snapshot.hasField(field))
            json[key(name)] = snapshot.plainText(field, snapshot.expected(item, field));
    }
    json[u"D2"] = snapshot.expectedPath(item);
    const Item parent = snapshot.parent(item);
    json[u"parent"] = parent == kNoItem ? QJsonValue() : QJsonValue(snapshot.idText(parent));
    return json;
}

} // namespace

ScanRequest readScanRequest(const QJsonObject &json)
{
    ScanRequest request;
    Mapping &mapping = request.mapping;
    mapping.schema = json[u"schema"].toString();
    mapping.table = json[u"table"].toString();
    const QJsonObject columns = json[u"mapping"].toObject();
    for (const auto &[name, member] : roles)
        mapping.*member = columns[key(name)].toString();
    for (const QJsonValue &status : columns[u"done"].toArray())
        mapping.done << status.toString();
    mapping.rules = readRules(json[u"rules"].toObject());
    mapping.fromFile = true;
    request.organization = json[u"organization"].toString();
    return request;
}

QJsonObject describe(const Snapshot &snapshot, bool withValues)
{
    QJsonArray findings;
    for (const Finding &finding : snapshot.findings())
        findings.append(describe(snapshot, finding));
    QJsonObject drift;
    for (const Kind kind : allKinds()) {
        const KindCount &count = snapshot.drift()[size_t(kind)];
        if (count.items > 0) {
            drift[id(kind)] = QJsonObject{{QStringLiteral("items"), count.items},
                                          {QStringLiteral("origins"), count.origins},
                                          {QStringLiteral("repairable"), count.repairable}};
        }
    }
    QJsonObject values;
    for (Item item = 0; withValues && item < Item(snapshot.size()); ++item)
        values[snapshot.idText(item)] = expectedValues(snapshot, item);
    return {
        {QStringLiteral("findings"), findings},
        {QStringLiteral("values"), values},
        {QStringLiteral("items"), qint64(snapshot.size())},
        {QStringLiteral("organizations"), qint64(snapshot.organizations().size())},
        {QStringLiteral("drift"), drift},
        {QStringLiteral("drifted"), snapshot.driftedItems()},
        {QStringLiteral("in_flight"), snapshot.inFlightItems()},
        {QStringLiteral("stranded"), snapshot.strandedItems()},
        {QStringLiteral("null_for_zero"), snapshot.nullForZero()},
        {QStringLiteral("unknown"), unknownKinds(snapshot)},
    };
}

} // namespace arborist
