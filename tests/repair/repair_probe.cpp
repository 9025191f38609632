// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a throw-away cluster (or uses the one whose URL it is given), prints its URL, and answers
// each line of standard input (JSON: a scan as in tests/hierarchy/scan_request.h with "action",
// "verb", "kinds" and "orphans") with a line: what was found, planned or done, or the error.
// Actions: scan, plan, repair ("between": SQL that runs when it has been planned), undo (takes back
// the last repair).
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/repair/repair.h"
#include "tests/hierarchy/scan_request.h"
#include "tests/repair/test_run.h"
#include "tests/support/test_cluster.h"
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

using namespace arborist;

namespace {

void print(const QJsonObject &json)
{
    std::puts(QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

QJsonValue orNull(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue();
}

repair::RepairRequest readRepair(const QJsonObject &json)
{
    const hierarchy::ScanRequest scan = readScanRequest(json);
    repair::RepairRequest request;
    request.mapping = scan.mapping;
    request.organization = scan.organization;
    request.verb = json[u"verb"].toString();
    for (const QJsonValue &name : json[u"kinds"].toArray())
        request.kinds |= hierarchy::bit(hierarchy::kindFromId(name.toString()).value());
    const QString orphans = json[u"orphans"].toString();
    request.orphans = orphans == u"delete"    ? repair::OrphanAction::Delete
                      : orphans == u"promote" ? repair::OrphanAction::Promote
                                              : repair::OrphanAction::Reattach;
    return request;
}

QJsonObject describe(const repair::RepairPlan &plan)
{
    QJsonArray changes;
    for (const repair::ItemChange &change : plan.changes().changes()) {
        const hierarchy::Item origin = plan.changes().originOf(change);
        changes += QJsonObject{
            {QStringLiteral("id"), plan.planned()->idText(change.item)},
            {QStringLiteral("kind"), hierarchy::id(change.kind)},
            {QStringLiteral("column"), plan.changes().column(change)},
            {QStringLiteral("before"), orNull(plan.changes().before(change))},
            {QStringLiteral("after"), orNull(plan.changes().after(change))},
            {QStringLiteral("origin"), change.origin},
            {QStringLiteral("origin_of"),
             origin == hierarchy::kNoItem ? QJsonValue() : plan.planned()->idText(origin)},
            {QStringLiteral("deletes"), change.deletes},
        };
    }
    QJsonObject remaining;
    for (const hierarchy::Kind kind : hierarchy::allKinds()) {
        if (const qint64 items = plan.remaining()[size_t(kind)].items; items > 0)
            remaining[hierarchy::id(kind)] = items;
    }
    return {{QStringLiteral("changes"), changes},
            {QStringLiteral("rows"), plan.changes().rows()},
            {QStringLiteral("deleted"), plan.changes().deletedRows()},
            {QStringLiteral("work"), plan.hasWork()},
            {QStringLiteral("same_forest"), plan.before() == plan.planned()},
            {QStringLiteral("destructive"), plan.risk() == stages::Risk::Destructive},
            {QStringLiteral("remaining"), remaining},
            {QStringLiteral("plan"), plan.plan().toJson()}};
}

class Probe
{
public:
    explicit Probe(const char *url)
    {
        if (url) {
            m_info = postgres::ConnectionInfo::parse(QString::fromLocal8Bit(url));
            return;
        }
        m_cluster = std::make_unique<TestCluster>();
        m_info = m_cluster->info();
    }

    QJsonObject answer(const QJsonObject &request)
    {
        const QString action = request[u"action"].toString();
        OperationContext context;
        context.connect = [this] { return postgres::Connection::open(m_info); };
        postgres::Connection connection = context.connect();
        if (action == u"scan") {
            const auto snapshot = hierarchy::scan(readScanRequest(request), connection, context);
            if (request[u"time"].toBool())
                return {{QStringLiteral("ms"), snapshot->durationMs()}};
            return arborist::describe(*snapshot, !request[u"brief"].toBool());
        }
        if (action == u"undo")
            return undo(std::move(connection), context);
        QElapsedTimer timer;
        timer.start();
        const auto plan = repair::planRepair(readRepair(request), connection, context);
        const qint64 planMs = timer.elapsed();
        if (action == u"plan" && request[u"time"].toBool())
            return {{QStringLiteral("ms"), planMs}};
        if (action == u"plan")
            return describe(*plan);
        if (const QString sql = request[u"between"].toString(); !sql.isEmpty())
            context.connect().execScript(sql.toUtf8());
        QJsonObject done = run(*plan, std::move(connection), context);
        done[u"plan_ms"] = planMs;
        return done;
    }

    QString url() const { return m_info.toUrl(); }

private:
    journal::Journal newJournal()
    {
        return journal::Journal::create(m_folder.path(), QStringLiteral("run%1").arg(++m_runs));
    }

    QJsonObject run(repair::RepairPlan &plan, postgres::Connection connection,
                    const OperationContext &context)
    {
        TestRun run(std::move(connection), context, newJournal());
        m_last = run.journal().file();
        QElapsedTimer timer;
        timer.start();
        plan.run(run);
        return {{QStringLiteral("rows"), run.rows()},
                {QStringLiteral("ms"), timer.elapsed()},
                {QStringLiteral("steps"), QJsonArray::fromStringList(run.steps())},
                {QStringLiteral("notes"), QJsonArray::fromStringList(run.notes())}};
    }

    /// The last repair's batches, newest first, each taken back.
    QJsonObject undo(postgres::Connection connection, const OperationContext &context)
    {
        const journal::Journal done = journal::Journal::open(m_last, false);
        TestRun run(std::move(connection), context, newJournal());
        journal::BatchWriter writer(run.connection(), run.journal(), run.context());
        qint64 skipped = 0;
        QElapsedTimer timer;
        timer.start();
        for (int number = int(done.batches().size()); number > 0; --number) {
            const journal::BatchResult result = writer.write(journal::inverse(done.read(number)));
            run.addRows(result.written);
            skipped += qint64(result.skipped.size());
        }
        return {{QStringLiteral("rows"), run.rows()},
                {QStringLiteral("skipped"), skipped},
                {QStringLiteral("ms"), timer.elapsed()}};
    }

    std::unique_ptr<TestCluster> m_cluster;
    postgres::ConnectionInfo m_info;
    QTemporaryDir m_folder;
    QString m_last; ///< the last repair's journal
    int m_runs = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        Probe probe(argc > 1 ? argv[1] : nullptr);
        print({{QStringLiteral("url"), probe.url()}});
        for (std::string line; std::getline(std::cin, line);) {
            const auto request = QJsonDocument::fromJson(QByteArray::fromStdString(line));
            try {
                print(probe.answer(request.object()));
            } catch (const Error &error) {
                print({{QStringLiteral("error"), error.message()},
                       {QStringLiteral("hint"), error.hint()},
                       {QStringLiteral("sqlstate"), error.sqlState()}});
            }
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "repair_probe: %s\n", error.what());
        return 1;
    }
    return 0;
}
