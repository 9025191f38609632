// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/scan_output.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/core/shell_quoted.h"
#include "services/hierarchy/explain.h"
#include <algorithm>

namespace arborist::cli {
namespace {

using namespace hierarchy;
using Align = TextTable::Align;

constexpr size_t kTopOrganizations = 10;
constexpr size_t kMostCandidates = 4;

QString headline(const Snapshot &snapshot, const QString &target)
{
    const QString table = snapshot.mapping().qualifiedName();
    if (snapshot.size() == 0)
        return CliText::tr("%1 on %2 is empty.").arg(table, target);
    if (snapshot.healthy())
        return CliText::tr("%1 on %2 is healthy: all %3 items hold what is expected.")
            .arg(table, target, number(snapshot.size()));
    return CliText::tr("%1 on %2: %3 of %4 items have drifted (%5).")
        .arg(table, target, number(snapshot.driftedItems()), number(snapshot.size()),
             percent(double(snapshot.driftedItems()) / double(snapshot.size())));
}

QString figures(const Snapshot &snapshot)
{
    std::vector<std::pair<QString, QString>> lines{
        {CliText::tr("Organizations"), number(qint64(snapshot.organizations().size()))},
        {CliText::tr("Deepest level"), number(snapshot.maxDepth())}};
    const auto add = [&lines](const QString &title, qint64 count) {
        if (count > 0)
            lines.emplace_back(title, number(count));
    };
    add(CliText::tr("Items where drift began"), snapshot.originItems());
    add(CliText::tr("Items below an orphan"), snapshot.strandedItems());
    add(CliText::tr("In flight, not counted"), snapshot.inFlightItems());
    add(CliText::tr("NULL stored for 0, not counted"), snapshot.nullForZero());
    const qint64 ms = std::max<qint64>(1, snapshot.durationMs());
    lines.emplace_back(CliText::tr("Scanned in"),
                       CliText::tr("%1, %2 items/s")
                           .arg(duration(std::chrono::milliseconds(ms)),
                                number(qint64(snapshot.size()) * 1000 / ms)));
    return keyValueLines(lines);
}

QString kindTable(const Snapshot &snapshot)
{
    TextTable table;
    table.addColumn(CliText::tr("Kind"));
    table.addColumn(CliText::tr("Drift"));
    table.addColumn(CliText::tr("Items"), Align::Right);
    table.addColumn(CliText::tr("Origins"), Align::Right);
    table.addColumn(CliText::tr("Repairable"), Align::Right);
    for (const Kind kind : allKinds()) {
        const KindCount &count = snapshot.drift()[size_t(kind)];
        if (count.items > 0)
            table.addRow({id(kind), title(kind), number(count.items), number(count.origins),
                          number(count.repairable)});
    }
    return table.isEmpty() ? QString() : u'\n' + table.toString();
}

QString organizationTable(const Snapshot &snapshot)
{
    std::vector<const Organization *> drifted;
    for (const Organization &organization : snapshot.organizations()) {
        if (organization.driftedItems > 0)
            drifted.push_back(&organization);
    }
    if (drifted.empty() || snapshot.organizations().size() < 2)
        return {};
    const auto shown = ptrdiff_t(std::min(drifted.size(), kTopOrganizations));
    std::partial_sort(drifted.begin(), drifted.begin() + shown, drifted.end(),
                      [](const Organization *left, const Organization *right) {
                          return left->driftedItems > right->driftedItems;
                      });
    TextTable table;
    table.addColumn(CliText::tr("Organizations with the most drift"));
    table.addColumn(CliText::tr("Items"), Align::Right);
    table.addColumn(CliText::tr("Drifted"), Align::Right);
    table.addColumn(CliText::tr("Share"), Align::Right);
    for (ptrdiff_t i = 0; i < shown; ++i) {
        const Organization &organization = *drifted[size_t(i)];
        table.addRow(
            {organization.id.isEmpty() ? CliText::tr("without organization") : organization.name,
             number(organization.items), number(organization.driftedItems),
             percent(double(organization.driftedItems) / double(organization.items))});
    }
    return u'\n' + table.toString();
}

QString ruleOptions(const RuleSettings &settings)
{
    QStringList options;
    for (const QString &text : toTexts(settings))
        options << QStringLiteral("--rule %1").arg(shellQuoted(text));
    return options.join(u' ');
}

QString ruleTable(const Snapshot &snapshot)
{
    TextTable table;
    table.addColumn(CliText::tr("Column"));
    table.addColumn(CliText::tr("Rule"));
    table.addColumn(CliText::tr("Agrees"), Align::Right);
    for (const RuleFit &fit : snapshot.rules()) {
        QString rule = fit.rule;
        if (!fit.known && !fit.alternatives.isEmpty()) {
            rule = CliText::tr("rule unclear, not checked: %1")
                       .arg((QStringList(rule) << fit.alternatives).join(CliText::tr(" or ")));
        } else if (!fit.known) {
            rule = rule.isEmpty() ? CliText::tr("rule unknown, not checked")
                                  : CliText::tr("rule unknown, not checked (tried: %1)").arg(rule);
        }
        if (fit.source == RuleSource::Kept)
            rule = CliText::tr("%1 (kept on this machine)").arg(rule);
        table.addRow({fit.column, rule, percent(fit.agreement)});
    }
    return table.isEmpty() ? QString() : u'\n' + table.toString();
}

/// What fits the columns whose rule is unclear, and how to say which one it is.
QString ruleChoices(const Snapshot &snapshot)
{
    TextTable table;
    table.addColumn(CliText::tr("Column"));
    table.addColumn(CliText::tr("What it could be"));
    table.addColumn(CliText::tr("Agrees"), Align::Right);
    table.addColumn(CliText::tr("Say so with"));
    for (const RuleFit &fit : snapshot.rules()) {
        if (fit.known)
            continue;
        for (size_t i = 0; i < std::min(fit.candidates.size(), kMostCandidates); ++i) {
            const RuleCandidate &candidate = fit.candidates[i];
            table.addRow({i == 0 ? fit.column : QString(), candidate.rule,
                          percent(candidate.agreement), ruleOptions(candidate.settings)});
        }
    }
    return table.isEmpty() ? QString() : u'\n' + table.toString();
}

QString findingTable(const ScanOutput &output)
{
    const Snapshot &snapshot = *output.snapshot;
    const QString null = QStringLiteral("–");
    TextTable table;
    for (const QString &column :
         {CliText::tr("Kind"), CliText::tr("Item"), CliText::tr("Organization"),
          CliText::tr("Column"), CliText::tr("Stored"), CliText::tr("Expected"),
          CliText::tr("Began here")})
        table.addColumn(column);
    for (const Finding &finding : snapshot.findings()) {
        if (finding.inFlight)
            continue;
        const FindingText text =
            describe(snapshot, finding, output.storedPaths.value(finding.item));
        table.addRow({id(finding.kind), snapshot.idText(finding.item),
                      snapshot.organizations()[snapshot.organizationOf(finding.item)].name,
                      text.column, text.stored.isNull() ? null : text.stored,
                      text.expected.isNull() ? null : text.expected, yesNo(finding.origin)});
    }
    return table.isEmpty() ? QString() : u'\n' + table.toString();
}

} // namespace

QString scanToText(const ScanOutput &output)
{
    const Snapshot &snapshot = *output.snapshot;
    QString text = headline(snapshot, output.target) + u'\n';
    if (snapshot.size() > 0)
        text += figures(snapshot) + kindTable(snapshot) + organizationTable(snapshot) +
                ruleTable(snapshot) + ruleChoices(snapshot);
    if (output.withFindings)
        text += findingTable(output);
    return text;
}

} // namespace arborist::cli
