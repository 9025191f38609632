// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/plan_text.h"

#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <map>

namespace arborist::repair {

using postgres::quoteIdentifier;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Repair", text);
}

QString orphansTitle(OrphanAction action)
{
    switch (action) {
    case OrphanAction::Reattach:
        return tr("Re-attach orphans below the nearest ancestor that their path names, "
                  "else make them roots");
    case OrphanAction::Promote:
        return tr("Make orphans roots");
    case OrphanAction::Delete:
        return tr("Delete orphans with their subtrees");
    }
    return {};
}

QString stepTitle(Kind kind, OrphanAction orphans)
{
    switch (kind) {
    case Kind::S1:
        return tr("Make items that are their own parents roots");
    case Kind::S2:
        return tr("Cut each cycle at one edge");
    case Kind::S3:
        return orphansTitle(orphans);
    case Kind::S4:
        return tr("Take items out of other organizations' trees");
    case Kind::S8:
        return tr("Give siblings positions of their own");
    case Kind::D1:
        return tr("Correct stored depths");
    case Kind::D2:
        return tr("Correct stored paths");
    case Kind::R1:
        return tr("Correct child counts");
    case Kind::R2:
        return tr("Correct item counts");
    case Kind::R3:
        return tr("Correct done counts");
    case Kind::R4:
        return tr("Correct estimate sums");
    case Kind::R5:
        return tr("Correct stored progress");
    case Kind::T1:
        return tr("Correct earliest starts");
    case Kind::T2:
        return tr("Correct latest ends");
    default:
        return {};
    }
}

QString actionName(OrphanAction action)
{
    switch (action) {
    case OrphanAction::Reattach:
        return QStringLiteral("reattach");
    case OrphanAction::Promote:
        return QStringLiteral("promote");
    case OrphanAction::Delete:
        return QStringLiteral("delete");
    }
    return {};
}

/// About what a small server writes with its journal, indexes and all.
constexpr qint64 kRowsPerSecond = 25'000;

class Describer
{
public:
    explicit Describer(const PlannedRepair &repair)
        : m_repair(repair),
          m_mapping(repair.request.mapping)
    {
    }

    Plan describe()
    {
        m_plan.operation = QStringLiteral("repair ") + m_repair.request.verb;
        m_plan.request = request();
        m_plan.target = m_repair.request.target;
        m_plan.tables.push_back({m_mapping.qualifiedName(), m_repair.changes->rows()});
        addDeletions();
        addSteps();
        addRefusals();
        addTriggers();
        addSchema();
        m_plan.wayBack = tr("Undo from the history: what each row held is kept in a journal before "
                            "it is changed.");
        if (m_orphansMoved && !m_repair.parentConstraint.isEmpty()) {
            m_plan.wayBack += u' ' + tr("Orphans cannot be brought back: %1 lets no item be one "
                                        "again.")
                                         .arg(m_repair.parentConstraint);
        }
        return std::move(m_plan);
    }

private:
    QJsonObject request() const
    {
        QJsonArray kinds;
        for (const Kind kind : allKinds()) {
            if (m_repair.request.kinds & bit(kind))
                kinds += id(kind);
        }
        QJsonObject rules;
        for (const RuleFit &rule : m_repair.before->rules()) {
            if (m_repair.plannedKinds() & bit(rule.kind))
                rules[rule.column] = rule.rule;
        }
        QJsonObject json{{QStringLiteral("table"), m_mapping.qualifiedName()},
                         {QStringLiteral("organization"), m_repair.request.organization},
                         {QStringLiteral("kinds"), kinds},
                         {QStringLiteral("rules"), rules}};
        if (m_repair.request.kinds & bit(Kind::S3))
            json[u"orphans"] = actionName(m_repair.request.orphans);
        return json;
    }

    /// One a kind, also where nothing differs today: steps tell what may be written, rows how much.
    void addSteps()
    {
        std::array<qint64, hierarchy::kKindCount> rows{};
        for (const ItemChange &change : m_repair.changes->changes()) {
            ++rows[size_t(change.kind)];
            m_orphansMoved |= change.kind == Kind::S3 && !change.deletes;
        }
        for (const Kind kind : allKinds()) {
            if (!(m_repair.plannedKinds() & bit(kind)))
                continue;
            const OrphanAction orphans = m_repair.request.orphans;
            const bool deletes = kind == Kind::S3 && orphans == OrphanAction::Delete;
            add(stepTitle(kind, orphans), rows[size_t(kind)],
                deletes ? deleteSql() : updateSql(kind), {m_mapping.schema, m_mapping.table});
        }
    }

    QString updateSql(Kind kind) const
    {
        const QString column = quoteIdentifier(RepairChanges::columnOf(kind, m_mapping));
        return QStringLiteral("UPDATE %1 AS t SET %2 = n.%2 FROM pg_temp.planned AS n\n"
                              "%3")
            .arg(m_mapping.quotedName(), column, isPlanned({m_mapping.id}));
    }

    QString deleteSql() const
    {
        return QStringLiteral("DELETE FROM %1 AS t USING pg_temp.planned AS n\n%2")
            .arg(m_mapping.quotedName(), isPlanned({m_mapping.id}));
    }

    /// The planned rows, as long as nobody has changed them.
    static QString isPlanned(const QStringList &key)
    {
        QString condition = QStringLiteral("WHERE ");
        for (const QString &column : key)
            condition += QStringLiteral("t.%1 = n.%1 AND ").arg(quoteIdentifier(column));
        return condition + QStringLiteral("t.xmin = n.version");
    }

    /// What goes with the orphans: what refers to them first, themselves last.
    void addDeletions()
    {
        const DeletionPlan &deletion = m_repair.deletion;
        std::vector<qint64> cleared(deletion.cleared.size(), 0);
        for (const ClearedRow &row : deletion.clearedRows)
            ++cleared[row.reference];
        for (size_t i = 0; i < cleared.size(); ++i) {
            const DeletionPlan::Cleared &reference = deletion.cleared[i];
            QStringList set;
            for (const QString &column : reference.columns)
                set += quoteIdentifier(column) + QStringLiteral(" = NULL");
            add(tr("Clear references of %1 to them").arg(reference.from.table.shown()), cleared[i],
                QStringLiteral("UPDATE %1 AS t SET %2 FROM pg_temp.planned AS n\n%3")
                    .arg(reference.from.table.quoted(), set.join(QStringLiteral(", ")),
                         isPlanned(reference.from.key)),
                reference.from.table);
            m_plan.tables.push_back({reference.from.table.shown(), cleared[i]});
        }
        std::vector<qint64> deleted(deletion.tables.size(), 0);
        for (const DoomedRow &row : deletion.rows)
            ++deleted[row.table];
        for (size_t i = deleted.size(); i-- > 0;) {
            const TableName &table = deletion.tables[i].table;
            if (i > 0) {
                add(tr("Delete rows of %1 that go with them").arg(table.shown()), deleted[i],
                    QStringLiteral("DELETE FROM %1 AS t USING pg_temp.planned AS n\n%2")
                        .arg(table.quoted(), isPlanned(deletion.tables[i].key)),
                    table);
                m_plan.tables.push_back({table.shown(), deleted[i]});
            }
            if (deleted[i] > 0) {
                m_plan.loses +=
                    tr("%1 rows of %2").arg(QLocale().toString(deleted[i]), table.shown());
            }
        }
    }

    void addRefusals()
    {
        std::map<QString, qint64> reasons;
        for (const DeletionPlan::Refusal &refusal : m_repair.deletion.refused)
            ++reasons[refusal.reason];
        for (const auto &[reason, count] : reasons)
            m_plan.steps.push_back(
                {tr("Leave orphans as they are: %1").arg(reason), count, {}, {}});
    }

    void add(const QString &title, qint64 rows, const QString &sql, const TableName &table)
    {
        m_plan.steps.push_back({title, rows, sql, tr("ROW EXCLUSIVE on %1").arg(table.shown()),
                                rows * 1000 / kRowsPerSecond});
    }

    void addTriggers()
    {
        for (const Trigger &trigger : m_repair.triggers) {
            m_plan.steps.push_back(
                {tr("Trigger %1 of %2 runs meanwhile").arg(trigger.name, trigger.table.shown()),
                 -1,
                 trigger.definition,
                 {}});
        }
    }

    void addSchema()
    {
        QStringList columns;
        for (const QString &name : m_repair.columns())
            columns += name + u' ' + m_repair.table.column(name)->typeName;
        m_plan.schema = QStringLiteral("%1 (%2)").arg(m_mapping.qualifiedName(),
                                                      columns.join(QStringLiteral(", ")));
        for (const Trigger &trigger : m_repair.triggers)
            m_plan.schema += u'\n' + trigger.definition;
    }

    const PlannedRepair &m_repair;
    const Mapping &m_mapping;
    Plan m_plan;
    bool m_orphansMoved = false;
};

} // namespace

Plan describe(const PlannedRepair &repair)
{
    return Describer(repair).describe();
}

} // namespace arborist::repair
