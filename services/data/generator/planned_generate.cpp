// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/generator/generate.h"
#include "services/data/generator/row_writer.h"
#include "services/data/seed/seed_units.h"
#include "services/data/transfer/export.h"
#include "services/data/undo/added_rows.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Generator", text);
}

/// A name like "users=100"; throws a usage Error.
std::pair<QString, qint64> wantedOf(const QString &word)
{
    const qsizetype sign = word.lastIndexOf(u'=');
    bool isNumber = false;
    const qint64 rows = word.mid(sign + 1).toLongLong(&isNumber);
    if (sign <= 0 || !isNumber || rows < 1 || rows > kMostGenerated)
        throw Error::usage(tr("“%1” names no table and rows.").arg(word),
                           tr("As in: users=100,items=5000; at most %1 rows a table.")
                               .arg(QLocale().toString(kMostGenerated)));
    return {word.left(sign), rows};
}

size_t wantedTable(const DataTables &tables, const QString &name)
{
    try {
        return seedTable(tables, name);
    } catch (const Error &error) {
        throw Error::usage(error.message(), error.hint());
    }
}

class PlannedGenerate final : public operations::PlannedOperation
{
public:
    explicit PlannedGenerate(const GenerateRequest &request) : m_request(request) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Seed); }

    void make(Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void dropReferencesOfCycles();
    void describe();
    qint64 rowsOf(size_t table) const;
    qint64 firstNumber(const TableFacts &facts, Connection &connection) const;
    void fill(Connection &connection, OperationContext &context);

    GenerateRequest m_request;
    DataTables m_tables;
    KeysByTable m_keys;
    std::vector<std::pair<size_t, qint64>> m_wanted;
    DataTables::Set m_order;
    std::vector<TableFacts> m_facts;
    Plan m_plan;
};

void PlannedGenerate::make(Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the rows"), 1);
    m_tables = DataTables::read(connection, ledgersOf(*m_request.workspace));
    DataTables::Set set;
    for (const QString &word : m_request.wanted) {
        const auto [name, rows] = wantedOf(word);
        const size_t table = wantedTable(m_tables, name);
        if (std::ranges::count(set, table))
            throw Error::usage(tr("%1 is there twice.").arg(m_tables.at(table).title()));
        set.push_back(table);
        m_wanted.emplace_back(table, rows);
    }
    std::ranges::sort(set);
    m_order = m_tables.order(set);
    m_keys = readKeys(connection, m_tables, set);
    m_facts = readFacts(connection, m_tables, m_order, m_keys);
    dropReferencesOfCycles();
    describe();
}

/// In a circle, references that may be missing are; the others decide the order.
void PlannedGenerate::dropReferencesOfCycles()
{
    const auto isLater = [&](size_t from, quint32 other) {
        const auto to = std::ranges::find_if(
            m_order, [&](size_t table) { return m_tables.at(table).oid == other; });
        return to != m_order.end() &&
               to - m_order.begin() > std::ranges::find(m_order, from) - m_order.begin();
    };
    // Tables of a circle: one that has to refer to another comes behind it.
    for (size_t turn = 0; turn < m_facts.size(); ++turn) {
        for (const TableFacts &facts : m_facts) {
            for (const KeyFacts &key : facts.references) {
                const bool isRequired = std::ranges::all_of(key.columns, [&](const QString &name) {
                    const DataColumn *column = m_tables.at(facts.table).column(name);
                    return column && column->isRequired;
                });
                if (!isRequired || !isLater(facts.table, key.other))
                    continue;
                const size_t table = facts.table;
                m_order.erase(std::ranges::find(m_order, table));
                const auto to = std::ranges::find_if(
                    m_order, [&](size_t each) { return m_tables.at(each).oid == key.other; });
                m_order.insert(to + 1, table);
            }
        }
    }
    for (TableFacts &facts : m_facts) {
        std::erase_if(facts.references, [&](const KeyFacts &key) {
            if (!isLater(facts.table, key.other))
                return false;
            for (const QString &name : key.columns) {
                ColumnFacts *column = facts.column(name);
                if (column && column->isRequired)
                    return false; // told when it is run: the other table is empty
            }
            for (const QString &name : key.columns) {
                if (ColumnFacts *column = facts.column(name))
                    column->isWritten = false;
            }
            m_plan.remarks << tr("%1 and others refer to each other in a circle: its %2 is left "
                                 "empty.")
                                  .arg(m_tables.at(facts.table).title(),
                                       key.columns.join(QStringLiteral(", ")));
            return true;
        });
    }
    std::ranges::sort(m_facts, {}, [&](const TableFacts &facts) {
        return std::ranges::find(m_order, facts.table) - m_order.begin();
    });
}

qint64 PlannedGenerate::rowsOf(size_t table) const
{
    return std::ranges::find(m_wanted, table, &std::pair<size_t, qint64>::first)->second;
}

void PlannedGenerate::describe()
{
    m_plan.operation = QStringLiteral("seed");
    m_plan.target = m_request.target;
    QJsonObject wanted;
    for (const TableFacts &facts : m_facts) {
        const DataTable &table = m_tables.at(facts.table);
        const qint64 rows = rowsOf(facts.table);
        wanted.insert(table.title(), rows);
        PlanStep step;
        step.title = tr("Make rows for %1").arg(table.title());
        step.rows = rows;
        step.lock = QStringLiteral("ROW EXCLUSIVE on ") + table.title();
        m_plan.steps.push_back(std::move(step));
        for (const QString &check : facts.unread)
            m_plan.remarks << tr("The check %1 of %2 is not understood: the server decides, and "
                                 "nothing is changed where it refuses.")
                                  .arg(check, table.title());
    }
    m_plan.request = {{QStringLiteral("generate"), wanted},
                      {QStringLiteral("random_seed"), QString::number(m_request.randomSeed)}};
    m_plan.wayBack = tr("Undo takes out the rows that were added, as long as nobody has changed "
                        "them since.");
}

/// Behind everything that is there, so that numbered values do not meet former ones.
qint64 PlannedGenerate::firstNumber(const TableFacts &facts, Connection &connection) const
{
    const DataTable &table = m_tables.at(facts.table);
    qint64 first =
        connection.exec(QStringLiteral("SELECT count(*) FROM ") + table.onlySql()).integer(0, 0);
    QStringList own;
    for (const KeyFacts &key : facts.references) {
        if (key.other == table.oid)
            own += key.otherColumns;
    }
    for (const ColumnFacts &column : facts.columns) {
        if (column.kind != ColumnFacts::Kind::Integer || !column.isWritten ||
            (!column.isNumbered && !own.contains(column.name)))
            continue;
        first = std::max(
            first, connection
                       .exec(QStringLiteral("SELECT coalesce(max(%1), 0)::bigint FROM "
                                            "%2")
                                 .arg(postgres::quoteIdentifier(column.name), table.onlySql()))
                       .integer(0, 0));
    }
    return first + 1;
}

void PlannedGenerate::fill(Connection &connection, OperationContext &context)
{
    for (const TableFacts &facts : m_facts) {
        context.throwIfStopped();
        const qint64 rows = rowsOf(facts.table);
        context.progress->enter(m_tables.at(facts.table).title(), 1.0 / double(m_facts.size()),
                                rows, tr("rows"));
        RowWriter writer(connection, m_tables, facts, m_request.randomSeed,
                         firstNumber(facts, connection));
        writer.write(rows, context);
        advanceCounters(connection, m_tables.at(facts.table), m_keys[facts.table]);
    }
}

void PlannedGenerate::run(operations::Run &run)
{
    run.beginStep(tr("Make rows for %1").arg(tablesText(m_facts.size())));
    try {
        runAdding(run, [&](Connection &connection) { fill(connection, run.context()); });
    } catch (Error &error) {
        if (error.sqlState().startsWith(u"23") || error.sqlState().startsWith(u"22"))
            error.setHint(tr("What the table asks for is more than can be made up: write its rows "
                             "into a seed. Nothing was changed."));
        throw;
    }
    for (size_t i = 0; i < m_facts.size(); ++i) {
        run.beginStep(m_plan.steps[i].title);
        run.addRows(rowsOf(m_facts[i].table));
    }
}

} // namespace

operations::PlannedOperationPtr planGenerate(const GenerateRequest &request, Connection &connection,
                                             OperationContext &context)
{
    auto planned = std::make_shared<PlannedGenerate>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::data
