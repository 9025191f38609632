// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scan_output.h"

#include "services/hierarchy/explain.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::cli {
namespace {

using namespace hierarchy;

QJsonObject driftToJson(const KindCounts &drift)
{
    QJsonObject object;
    for (const Kind kind : allKinds()) {
        const KindCount &count = drift[size_t(kind)];
        if (count.items == 0)
            continue;
        object.insert(id(kind), QJsonObject{{QStringLiteral("items"), count.items},
                                            {QStringLiteral("origins"), count.origins},
                                            {QStringLiteral("repairable"), count.repairable}});
    }
    return object;
}

QString sourceName(RuleSource source)
{
    switch (source) {
    case RuleSource::Fitted:
        return QStringLiteral("fitted");
    case RuleSource::Declared:
        return QStringLiteral("declared");
    case RuleSource::Kept:
        return QStringLiteral("kept");
    case RuleSource::Chosen:
        break;
    }
    return QStringLiteral("chosen");
}

QJsonObject rulesToJson(const std::vector<RuleFit> &rules)
{
    QJsonObject object;
    for (const RuleFit &fit : rules) {
        QJsonObject rule{
            {QStringLiteral("rule"), fit.known ? fit.rule : QStringLiteral("rule unknown")},
            {QStringLiteral("agreement"), fit.agreement},
            {QStringLiteral("known"), fit.known}};
        if (!fit.alternatives.isEmpty()) {
            QStringList all{fit.rule};
            rule.insert(QStringLiteral("alternatives"),
                        QJsonArray::fromStringList(all << fit.alternatives));
        }
        rule.insert(QStringLiteral("source"), sourceName(fit.source));
        QJsonArray candidates;
        for (const RuleCandidate &candidate : fit.candidates)
            candidates.append(
                QJsonObject{{QStringLiteral("rule"), candidate.rule},
                            {QStringLiteral("agreement"), candidate.agreement},
                            {QStringLiteral("settings"),
                             QJsonArray::fromStringList(toTexts(candidate.settings))}});
        if (candidates.size() > 1 || !fit.known)
            rule.insert(QStringLiteral("candidates"), candidates);
        object.insert(fit.column, rule);
    }
    return object;
}

QJsonValue orNull(const QString &text)
{
    return text.isNull() ? QJsonValue() : QJsonValue(text);
}

QJsonObject findingToJson(const Snapshot &snapshot, const Finding &finding, const QString &path)
{
    const FindingText text = describe(snapshot, finding, path);
    const Organization &organization =
        snapshot.organizations()[snapshot.organizationOf(finding.item)];
    return {{QStringLiteral("id"), snapshot.idText(finding.item)},
            {QStringLiteral("organization"),
             organization.id.isEmpty() ? QJsonValue() : QJsonValue(organization.id)},
            {QStringLiteral("kind"), id(finding.kind)},
            {QStringLiteral("column"), text.column.isEmpty() ? QJsonValue() : text.column},
            {QStringLiteral("stored"), orNull(text.stored)},
            {QStringLiteral("expected"), orNull(text.expected)},
            {QStringLiteral("origin"), finding.origin},
            {QStringLiteral("repairable"), finding.repairable}};
}

} // namespace

QByteArray scanToJson(const ScanOutput &output)
{
    const Snapshot &snapshot = *output.snapshot;
    const QJsonObject head{
        {QStringLiteral("target"), output.target},
        {QStringLiteral("table"), snapshot.mapping().qualifiedName()},
        {QStringLiteral("items"), qint64(snapshot.size())},
        {QStringLiteral("organizations"), qint64(snapshot.organizations().size())},
        {QStringLiteral("healthy"), snapshot.healthy()},
        {QStringLiteral("drifted"), snapshot.driftedItems()},
        {QStringLiteral("origins"), snapshot.originItems()},
        {QStringLiteral("in_flight"), snapshot.inFlightItems()},
        {QStringLiteral("stranded"), snapshot.strandedItems()},
        {QStringLiteral("null_for_zero"), snapshot.nullForZero()},
        {QStringLiteral("taken_at"), snapshot.takenAt().toUTC().toString(Qt::ISODateWithMs)},
        {QStringLiteral("duration_ms"), snapshot.durationMs()},
        {QStringLiteral("drift"), driftToJson(snapshot.drift())},
        {QStringLiteral("rules"), rulesToJson(snapshot.rules())}};
    QByteArray json = QJsonDocument(head).toJson(QJsonDocument::Compact);
    if (!output.withFindings)
        return json;
    // There may be millions: written one by one, never as one tree of values.
    json.chop(1);
    json += ",\"findings\":[";
    bool first = true;
    for (const Finding &finding : snapshot.findings()) {
        if (finding.inFlight)
            continue;
        if (!first)
            json += ',';
        first = false;
        const QString path = output.storedPaths.value(finding.item);
        json +=
            QJsonDocument(findingToJson(snapshot, finding, path)).toJson(QJsonDocument::Compact);
    }
    return json + "]}";
}

} // namespace arborist::cli
