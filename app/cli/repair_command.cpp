// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/choose_mappings.h"
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/operations/plan_target.h"
#include "services/recipes/recipe_plan.h"
#include "services/repair/repair.h"
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::cli {
namespace {

using hierarchy::Kind;
using repair::OrphanAction;

/// The kinds that are named by `--kinds`, on top of the verb's own; where some of its own are among
/// them, only those of its own.
quint32 chooseKinds(const QString &verb, const QString &named)
{
    const quint32 own = repair::kindsOfVerb(verb);
    const quint32 choosable = repair::choosableKinds(verb);
    quint32 wanted = 0;
    for (const QString &word : named.split(u',', Qt::SkipEmptyParts)) {
        const auto kind = hierarchy::kindFromId(word.trimmed().toUpper());
        if (kind && (hierarchy::bit(*kind) & (own | choosable)) != 0) {
            wanted |= hierarchy::bit(*kind);
            continue;
        }
        QStringList possible;
        for (const Kind each : hierarchy::allKinds()) {
            if ((hierarchy::bit(each) & (own | choosable)) != 0)
                possible << id(each);
        }
        throw Error::usage(CliText::tr("“repair %1” has no kind “%2”.").arg(verb, word.trimmed()),
                           CliText::tr("Kinds: %1.").arg(possible.join(QStringLiteral(", "))));
    }
    return (wanted & own) == 0 ? own | wanted : wanted;
}

QJsonValue orNull(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue();
}

/// There may be millions: written one by one, never as one tree of values.
QByteArray changesToJson(const repair::RepairPlan &plan)
{
    const repair::ChangeSet &set = plan.changes();
    const hierarchy::Snapshot &snapshot = *plan.before();
    QByteArray json = "[";
    for (const repair::ItemChange &change : set.changes()) {
        const QString column = set.column(change);
        const hierarchy::Item origin = set.originOf(change);
        const QJsonObject object{
            {QStringLiteral("id"), snapshot.idText(change.item)},
            {QStringLiteral("kind"), id(change.kind)},
            {QStringLiteral("column"), column.isEmpty() ? QJsonValue() : QJsonValue(column)},
            {QStringLiteral("before"), orNull(set.before(change))},
            {QStringLiteral("after"), orNull(set.after(change))},
            {QStringLiteral("deletes"), change.deletes},
            {QStringLiteral("origin"), change.origin},
            {QStringLiteral("origin_id"),
             origin == hierarchy::kNoItem ? QJsonValue() : QJsonValue(snapshot.idText(origin))}};
        if (json.size() > 1)
            json += ',';
        json += QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    return json + ']';
}

class RepairCommand final : public Command
{
public:
    const char *name() const override { return "repair"; }
    QString help() const override
    {
        return CliText::tr("Write the expected values where items have drifted");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("VERB", m_verb,
                        CliText::tr("hierarchy: depth and path; aggregations: counts, sums, "
                                    "progress; dates: date ranges; orphans: items whose parent is "
                                    "missing; all: depth, path, aggregations and dates; or a "
                                    "recipe that arborist.toml declares"));
        spec.option("--hierarchy", m_hierarchy, QStringLiteral("TABLE"),
                    CliText::tr("The hierarchy in this table"));
        spec.option("-o,--organization", m_organization, QStringLiteral("ID"),
                    CliText::tr("Only the items of this organization"));
        spec.option("--kinds", m_kinds, QStringLiteral("KINDS"),
                    CliText::tr("Kinds to repair, too (hierarchy: S1, S2, S4, S8); naming some of "
                                "the verb's own leaves out its others"));
        spec.option(
            "--orphans", m_orphans, QStringLiteral("ACTION"),
            CliText::tr("What to do with orphans: reattach (the default), promote to roots, "
                        "delete with all below them"));
        spec.flag("--changes", m_changes,
                  CliText::tr("With --dry-run --json: list every value that would be written"));
    }

    int run(Session &session) override
    {
        if (!repair::isVerb(m_verb)) {
            for (const stages::RecipeFile &recipe : session.workspace().recipes()) {
                if (recipe.name == m_verb)
                    return runRecipe(session, recipe);
            }
        }
        const repair::RepairRequest asked = request();
        const repair::RepairPlanPtr plan = makePlan(session, asked);
        OperationExtras extras;
        if (m_changes)
            extras.changes = [&plan] { return changesToJson(*plan); };
        return runOperation(session, *plan, extras);
    }

private:
    int runRecipe(Session &session, const stages::RecipeFile &file) const
    {
        if (!m_hierarchy.isEmpty() || !m_kinds.isEmpty() || !m_orphans.isEmpty() || m_changes)
            throw Error::usage(CliText::tr("“%1” is a recipe.").arg(m_verb),
                               CliText::tr("It takes no option but -o."));
        const recipes::RecipePlanPtr plan = planRecipe(session, file);
        return runOperation(session, *plan);
    }

    recipes::RecipePlanPtr planRecipe(Session &session, const stages::RecipeFile &file) const
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        postgres::Connection connection = context.connect();
        const PlanTarget target = operations::planTarget(session.stage(), connection);
        return recipes::planRecipe(
            {recipes::readRecipe(file.name, file.file), m_organization, target}, connection,
            context);
    }

    repair::RepairRequest request() const
    {
        repair::RepairRequest request;
        request.verb = m_verb;
        request.organization = m_organization;
        request.kinds = chooseKinds(m_verb, m_kinds);
        request.orphans = orphanAction();
        return request;
    }

    OrphanAction orphanAction() const
    {
        if (m_orphans.isEmpty())
            return OrphanAction::Reattach;
        if (m_verb != u"orphans")
            throw Error::usage(CliText::tr("“repair %1” does nothing to orphans.").arg(m_verb),
                               CliText::tr("Use --orphans with: repair orphans"));
        if (m_orphans == u"reattach")
            return OrphanAction::Reattach;
        if (m_orphans == u"promote")
            return OrphanAction::Promote;
        if (m_orphans == u"delete")
            return OrphanAction::Delete;
        throw Error::usage(CliText::tr("Orphans cannot be treated by “%1”.").arg(m_orphans),
                           CliText::tr("Actions: reattach, promote, delete."));
    }

    repair::RepairPlanPtr makePlan(Session &session, repair::RepairRequest request) const
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        postgres::Connection connection = context.connect();
        request.mapping = chooseMapping(session, connection, m_hierarchy, m_organization);
        request.target = operations::planTarget(session.stage(), connection);
        return planRepair(request, connection, context);
    }

    QString m_verb;
    QString m_hierarchy;
    QString m_organization;
    QString m_kinds;
    QString m_orphans;
    bool m_changes = false;
};

} // namespace

std::unique_ptr<Command> makeRepairCommand()
{
    return std::make_unique<RepairCommand>();
}

} // namespace arborist::cli
