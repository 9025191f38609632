// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed.h"

#include "services/data/seed/fresh_start.h"
#include "services/data/seed/seed_runner.h"
#include "services/data/transfer/export.h"
#include "services/data/undo/added_rows.h"
#include "services/operations/captured_change.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

/// The journal keeps every row of a seed up to this size; all of them are in memory at once.
constexpr qint64 kMostCaptured = 16 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

class PlannedSeed final : public SeedOperation
{
public:
    PlannedSeed(const SeedRequest &request, postgres::Connection &connection,
                OperationContext &context)
        : m_request(request)
    {
        context.progress->enter(tr("Reading the seed"), 0.5);
        const QString folder = seedFolder(*request.workspace);
        if (folder.isEmpty())
            throw Error::usage(
                tr("The project has no seed."),
                tr("Put *.sql, *.csv or *.json into a folder seeds, or name a folder or a command "
                   "under [seed] in arborist.toml."));
        const std::vector<SeedFile> files = seedFiles(folder, *request.workspace);
        m_tables = DataTables::read(connection, ledgersOf(*request.workspace));
        m_order = seedOrder(files, request.only, m_tables);
        m_accounts = declaredAccounts(folder, files);
        const DataTables::Set set = tablesOf(m_order.units);
        m_keys = readKeys(connection, m_tables, set);
        context.progress->enter(tr("Planning the seed"), 0.5);
        if (request.isFresh)
            m_fresh.emplace(m_tables, set, ledgersOf(*request.workspace), connection, context);
        chooseWayBack();
        describe();
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        const bool deletes = std::ranges::any_of(
            m_order.units, [](const SeedUnit &unit) { return !unit.sql.deletesFrom.isEmpty(); });
        return operationKind(m_fresh || deletes ? stages::Verb::SeedFresh : stages::Verb::Seed);
    }
    bool hasWork() const override { return !m_order.units.empty(); }
    const std::vector<TestAccount> &accounts() const override { return m_accounts; }
    void run(operations::Run &run) override;

private:
    enum class Way { Captured, Added, Archive };

    void chooseWayBack();
    void describe();
    QStringList withTriggers() const;
    PlanStep stepOf(const SeedUnit &unit) const;
    void load(SeedRunner &runner, operations::Run &run);
    void tell(const SeedRunner &runner, operations::Run &run) const;

    SeedRequest m_request;
    DataTables m_tables;
    KeysByTable m_keys;
    SeedOrder m_order;
    std::vector<TestAccount> m_accounts;
    std::optional<FreshStart> m_fresh;
    Way m_way = Way::Captured;
    Plan m_plan;
};

void PlannedSeed::chooseWayBack()
{
    qint64 bytes = 0;
    QStringList changing;
    for (const SeedUnit &unit : m_order.units) {
        bytes += unit.file.bytes;
        if (!unit.sql.onlyInserts)
            changing << unit.file.shown;
    }
    QStringList keyless;
    for (const size_t table : tablesOf(m_order.units)) {
        if (m_keys[table].primary.isEmpty())
            keyless << m_tables.at(table).title();
    }
    const bool isAltered = std::ranges::any_of(
        m_order.circle, [&](size_t key) { return !m_tables.references()[key].isDeferrable; });
    if (m_fresh)
        m_way = Way::Archive;
    else if (bytes <= kMostCaptured && keyless.isEmpty() && !isAltered)
        m_way = Way::Captured;
    else if (changing.isEmpty())
        m_way = Way::Added;
    else
        throw Error::refused(
            isAltered ? tr("The rows refer to each other in a circle, and %1 changes rows that are "
                           "there: "
                           "they cannot be kept.")
                            .arg(changing.first())
            : keyless.isEmpty()
                ? tr("%1 changes rows that are there, and the seed is too large for them to be "
                     "kept.")
                      .arg(changing.first())
                : tr("%1 changes rows that are there, and %2 has no primary key by which they "
                     "could be put back.")
                      .arg(changing.first(), keyless.first()),
            tr("Seed with --fresh, which keeps an archive; or let the file only insert."));
}

/// Titles of the tables whose triggers fire.
QStringList PlannedSeed::withTriggers() const
{
    QStringList titles;
    for (const size_t table : tablesOf(m_order.units)) {
        if (m_tables.at(table).triggers > 0)
            titles << m_tables.at(table).title();
    }
    return titles;
}

PlanStep PlannedSeed::stepOf(const SeedUnit &unit) const
{
    QStringList names;
    for (const size_t table : unit.tables)
        names << m_tables.at(table).title();
    PlanStep step;
    step.title = tr("Load %1 into %2")
                     .arg(unit.file.shown,
                          names.isEmpty() ? tr("no table") : names.join(QStringLiteral(", ")));
    step.rows = unit.rows();
    if (!names.isEmpty())
        step.lock = tr("ROW EXCLUSIVE on %1").arg(names.join(QStringLiteral(", ")));
    return step;
}

void PlannedSeed::describe()
{
    m_plan.operation = QStringLiteral("seed");
    m_plan.target = m_request.target;
    QJsonArray files;
    QStringList seen;
    for (const SeedUnit &unit : m_order.units) {
        if (!seen.contains(unit.file.shown)) {
            files += QJsonObject{{QStringLiteral("file"), unit.file.shown},
                                 {QStringLiteral("sha256"), unit.text->sha256()}};
        }
        seen << unit.file.shown;
    }
    m_plan.request = {{QStringLiteral("seed"), files},
                      {QStringLiteral("only"), QJsonArray::fromStringList(m_request.only)},
                      {QStringLiteral("fresh"), m_request.isFresh}};
    if (m_fresh)
        m_fresh->describe(m_plan);
    for (const SeedUnit &unit : m_order.units) {
        m_plan.steps.push_back(stepOf(unit));
        for (const QString &table : unit.sql.deletesFrom)
            m_plan.loses << tr("Rows of %1 that %2 deletes").arg(table, unit.file.shown);
        for (const RowGroup &group : unit.groups) {
            const size_t table = unit.tables.front();
            if (!m_keys[table].recognizes(group.columns))
                m_plan.remarks << tr("%1 gives no key of %2: a row counts as there if all of its "
                                     "values are.")
                                      .arg(unit.file.shown, m_tables.at(table).title());
        }
        const bool isBlind =
            std::ranges::any_of(unit.sql.statements, [](const SeedStatement &each) {
                return each.inserts && !each.isGuarded;
            });
        if (isBlind)
            m_plan.remarks << tr("%1 has an INSERT with RETURNING, which is sent as it is: a "
                                 "repeat may fail or add its rows again.")
                                  .arg(unit.file.shown);
    }
    if (!hasWork())
        return;
    if (const QStringList titles = withTriggers(); !titles.isEmpty())
        m_plan.remarks << (m_way == Way::Captured
                               ? tr("Triggers of %1 fire. Where they write into a table without a "
                                    "primary key, the seed goes back: that could not be undone.")
                               : tr("Triggers of %1 fire. What they change in other tables stays "
                                    "when the seed is taken back."))
                              .arg(titles.join(QStringLiteral(", ")));
    switch (m_way) {
    case Way::Captured:
        m_plan.wayBack = tr("Every row that is added or changed is kept; Undo takes them out.");
        break;
    case Way::Added:
        m_plan.wayBack =
            tr("Undo takes out the rows that were added, as long as nobody has changed "
               "them since.");
        break;
    case Way::Archive:
        m_plan.wayBack =
            tr("An archive of the tables is made before they are emptied; Undo puts it "
               "back.");
        break;
    }
}

void PlannedSeed::run(operations::Run &run)
{
    SeedRunner runner(m_order, m_tables, m_keys);
    try {
        load(runner, run);
    } catch (const Error &error) {
        OperationContext &context = run.context();
        const auto tables = tablesOf(m_order.units);
        if (std::ranges::any_of(tables,
                                [this](size_t table) { return !m_keys[table].counters.empty(); }))
            run.note(tr("Numbers that tables have given out meanwhile are used up: at the next try "
                        "rows may get higher ones."));
        throw context.stop.stop_requested() || m_fresh
            ? error
            : runner.find(error, run.connection(), context);
    }
}

void PlannedSeed::load(SeedRunner &runner, operations::Run &run)
{
    const auto fill = [&](postgres::Connection &connection) {
        runner.load(connection, run.context());
    };
    const QString title = m_order.units.size() == 1
                              ? tr("Load %1").arg(m_order.units.front().file.shown)
                              : tr("Load %1 files").arg(m_order.units.size());
    if (m_way == Way::Archive) {
        m_fresh->run(run, fill);
    } else if (m_way == Way::Added) {
        run.beginStep(title);
        runAdding(run, fill);
    } else {
        run.beginStep(title);
        operations::runCaptured(run, fill, [] {});
    }
    tell(runner, run);
}

void PlannedSeed::tell(const SeedRunner &runner, operations::Run &run) const
{
    for (const auto &[table, rows] : runner.loaded()) {
        const QString &title = m_tables.at(table).title();
        run.beginStep(title);
        run.addRows(rows.added);
        if (rows.existed > 0)
            run.note(tr("%1: rows that were there already: %2")
                         .arg(title, QLocale().toString(rows.existed)));
    }
}

} // namespace

std::shared_ptr<SeedOperation> planSeed(const SeedRequest &request,
                                        postgres::Connection &connection, OperationContext &context)
{
    return std::make_shared<PlannedSeed>(request, connection, context);
}

} // namespace arborist::data
