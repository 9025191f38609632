// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/run_times.h"

#include "services/core/run_log.h"
#include "services/migrations/run/migrate.h"
#include <QJsonArray>

namespace arborist::migrations {

namespace {

/// Runs that are looked through: more than anybody looks back.
constexpr int kMostRuns = 1000;

/// Calls `step` with each migration that the run applied, in that order.
template <typename Step> void forEachApplied(const RunRecord &run, Step step)
{
    const QJsonArray steps = run.report[u"steps"].toArray();
    for (const QJsonValue &value : steps) {
        const QJsonObject object = value.toObject();
        if (object[u"state"].toString() == u"done" && !object[u"backup"].toBool())
            step(object[u"title"].toString(), object[u"duration_ms"].toInteger());
    }
}

} // namespace

bool appliedMigrations(const RunRecord &run)
{
    return run.operation == u"migrate" && run.plan[u"request"][u"migrations"].isArray();
}

QStringList migrationsOf(const RunRecord &run)
{
    QStringList names;
    if (appliedMigrations(run))
        forEachApplied(run, [&](const QString &name, qint64) { names << name; });
    return names;
}

QString folderOf(const RunRecord &run)
{
    return run.plan[u"request"][u"folder"].toString();
}

QHash<QString, RunTime> runTimes(const QString &workspaceKey, const QString &stage,
                                 const QString &folder)
{
    RunFilter filter;
    filter.workspace = workspaceKey;
    filter.stage = stage;
    filter.limit = kMostRuns;
    QHash<QString, RunTime> times;
    for (const RunRecord &run : RunLog().runs(filter)) { // newest first
        if (!appliedMigrations(run) || folderOf(run) != folder)
            continue;
        QDateTime at = run.started;
        forEachApplied(run, [&](const QString &name, qint64 ms) {
            at = at.addMSecs(ms);
            if (!times.contains(name))
                times.insert(name, {at, ms});
        });
    }
    return times;
}

} // namespace arborist::migrations
