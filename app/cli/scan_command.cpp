// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/choose_mappings.h"
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/scan_output.h"
#include "app/cli/session.h"
#include "services/core/history.h"
#include "services/hierarchy/details.h"
#include "services/hierarchy/metrics.h"
#include "services/hierarchy/rule_store.h"
#include "services/hierarchy/scan.h"
#include "services/hierarchy/scan_record.h"
#include "services/stages/fingerprint_store.h"

namespace arborist::cli {
namespace {

using namespace hierarchy;

constexpr size_t kDetailsAtOnce = 2000;

StoredPaths readPaths(postgres::Connection &connection, const Snapshot &snapshot,
                      const OperationContext &context)
{
    StoredPaths paths;
    std::vector<Item> items;
    const auto read = [&] {
        context.throwIfStopped();
        for (const Details &details : readDetails(connection, snapshot, items))
            paths.insert(details.item, details.path);
        items.clear();
    };
    for (const Finding &finding : snapshot.findings()) {
        if (finding.kind == Kind::D2 && !finding.inFlight)
            items.push_back(finding.item);
        if (items.size() == kDetailsAtOnce)
            read();
    }
    if (!items.empty())
        read();
    return paths;
}

class ScanCommand final : public Command
{
public:
    const char *name() const override { return "scan"; }
    QString help() const override
    {
        return CliText::tr(
            "Compare every derived value of the item hierarchy with what is expected");
    }

    void declare(CommandSpec &spec) override
    {
        spec.option("--hierarchy", m_hierarchy, QStringLiteral("TABLE"),
                    CliText::tr("Only the hierarchy in this table"));
        spec.option("-o,--organization", m_organization, QStringLiteral("ID"),
                    CliText::tr("Only the items of this organization"));
        spec.option("--rule", m_rules, QStringLiteral("RULE=VALUE"),
                    CliText::tr("Take this rule, as [hierarchy.rules] in arborist.toml writes it: "
                                "estimate_sum=leaves, progress.by=counts; may be repeated"));
        spec.flag("--keep-rules", m_keepRules,
                  CliText::tr("Keep these rules for the project on this machine: later scans and "
                              "repairs take them, too"));
        spec.flag("--forget-rules", m_forgetRules,
                  CliText::tr("First forget the rules kept for the hierarchy"));
        spec.flag("--findings", m_findings, CliText::tr("List every value that differs"));
        spec.option("--metrics", m_metrics, QStringLiteral("FILE"),
                    CliText::tr("Also write the counts to this file, for Prometheus"));
        spec.flag("--check", m_check, CliText::tr("Exit with 4 when items have drifted"));
    }

    int run(Session &session) override
    {
        const RuleSettings rules = rulesGiven();
        const QString target = session.stage().name;
        postgres::Connection connection = session.connect();
        if (m_forgetRules)
            forgetRules(session, connection);
        std::vector<ScanOutput> outputs;
        bool healthy = true;
        qint64 items = 0;
        for (const Mapping &mapping : mappings(session, connection, rules)) {
            OperationContext context = session.context();
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            ScanOutput output{
                scan({mapping, m_organization}, connection, context), target, m_findings, {}};
            if (m_findings)
                output.storedPaths = readPaths(connection, *output.snapshot, context);
            healthy = healthy && output.snapshot->healthy();
            items += output.snapshot->size();
            outputs.push_back(std::move(output));
        }
        if (!m_organization.isEmpty() && items == 0) {
            throw Error(CliText::tr("The organization “%1” has no items.").arg(m_organization),
                        CliText::tr("Give its id as it stands in the table."));
        }
        if (m_keepRules) // once they have been seen to work
            RuleStore().keep(stages::recordKey(session.workspace()),
                             outputs.front().snapshot->mapping().qualifiedName(), rules);
        if (!m_metrics.isEmpty())
            writeMetrics(outputs, m_metrics);
        print(session, outputs);
        if (m_organization.isEmpty())
            record(session, outputs);
        return m_check && !healthy ? Found : Done;
    }

private:
    RuleSettings rulesGiven() const
    {
        RuleSettings rules;
        for (const QString &text : m_rules) {
            const auto [key, value] = ruleSettingFromText(text);
            rules.insert(key, value);
        }
        if (m_keepRules && rules.isEmpty())
            throw Error::usage(CliText::tr("--keep-rules keeps what --rule says."),
                               CliText::tr("Give one, as in --rule estimate_sum=leaves"));
        return rules;
    }

    void forgetRules(Session &session, postgres::Connection &connection) const
    {
        for (const Mapping &mapping :
             chooseMappings(session, connection, m_hierarchy, m_organization))
            RuleStore().forget(stages::recordKey(session.workspace()), mapping.qualifiedName());
    }

    std::vector<Mapping> mappings(Session &session, postgres::Connection &connection,
                                  const RuleSettings &rules) const
    {
        if (rules.isEmpty())
            return chooseMappings(session, connection, m_hierarchy, m_organization);
        Mapping mapping = chooseMapping(session, connection, m_hierarchy, m_organization);
        if (m_keepRules)
            checkKeepable(mapping.rules, rules);
        choose(mapping.rules, rules);
        return {mapping};
    }

    static void print(Session &session, const std::vector<ScanOutput> &outputs)
    {
        Terminal &terminal = session.terminal();
        if (!session.json()) {
            for (size_t i = 0; i < outputs.size(); ++i)
                terminal.print((i > 0 ? QStringLiteral("\n") : QString()) + scanToText(outputs[i]));
            return;
        }
        if (outputs.size() == 1) {
            terminal.printBytes(scanToJson(outputs[0]) + '\n');
            return;
        }
        QByteArray json = "{\"hierarchies\":[";
        for (size_t i = 0; i < outputs.size(); ++i) {
            if (i > 0)
                json += ',';
            json += scanToJson(outputs[i]);
        }
        terminal.printBytes(json + "]}\n");
    }

    static void writeMetrics(const std::vector<ScanOutput> &outputs, const QString &file)
    {
        std::vector<MeasuredScan> scans;
        for (const ScanOutput &output : outputs)
            scans.push_back({output.target, output.snapshot});
        hierarchy::writeMetrics(file, scans);
    }

    /// For the drift over time. The answer has been given: a full disk does not turn it into a
    /// failure.
    static void record(Session &session, const std::vector<ScanOutput> &outputs)
    {
        try {
            History history;
            for (const ScanOutput &output : outputs)
                history.add(
                    recordOf(*output.snapshot, session.workspaceKey(), session.stage().name));
        } catch (const Error &error) {
            session.terminal().message(errorToText(error));
        }
    }

    QString m_hierarchy;
    QString m_organization;
    QString m_metrics;
    QStringList m_rules;
    bool m_keepRules = false;
    bool m_forgetRules = false;
    bool m_findings = false;
    bool m_check = false;
};

} // namespace

std::unique_ptr<Command> makeScanCommand()
{
    return std::make_unique<ScanCommand>();
}

} // namespace arborist::cli
