// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/stage_builder.h"

#include "services/demo/drift_oracle.h"
#include "services/demo/item_generator.h"
#include "services/demo/item_rollups.h"
#include "services/demo/item_writer.h"
#include "services/demo/migration_applier.h"
#include "services/demo/resource.h"
#include "services/demo/side_tables.h"
#include "services/demo/structure_planter.h"
#include "services/demo/truth_planter.h"
#include "services/demo/value_planter.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>

namespace arborist::demo {
namespace {

constexpr qint64 kListedItems = 200'000; ///< larger manifests hold counts only
constexpr int kMaxDepth = kLevels - 1;   ///< as in the project's arborist.toml

// Makes one organization's items, lets happen what is to happen, and says what must be found.
ItemTable makeItems(const OrganizationPlan &organization, const DemoPlan &plan,
                    const StageSpec &spec, const MishapCounts &mishaps, Manifest &manifest)
{
    ItemTable items = ItemGenerator(organization, plan.now).make();
    const quint64 seed = 0x9A17'0000ULL + quint64(organization.id) * 8 + quint64(spec.stage);
    PlantingGround ground(items, seed, manifest.listsItems ? &manifest.planted : nullptr);
    TruthPlanter(ground).plant(mishaps);
    fillDerived(items);
    StructurePlanter(ground, plan).plant(mishaps);
    ValuePlanter(ground).plant(mishaps);
    DriftOracle(items, plan.items, manifest).run();
    return items;
}

} // namespace

void StageBuilder::build(const StageSpec &spec, int version, double weight)
{
    const QString temporary = spec.database + QStringLiteral("_unfinished");
    const auto drop = [this](const QString &database) {
        m_administration.exec(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)")
                                  .arg(postgres::quoteIdentifier(database)));
    };
    drop(temporary);
    m_administration.exec(QStringLiteral("CREATE DATABASE %1 TEMPLATE template0 ENCODING 'UTF8'")
                              .arg(postgres::quoteIdentifier(temporary)));
    {
        auto connection =
            postgres::Connection::open(m_server.connectionInfo(temporary), m_context.stop);
        fill(connection, spec, version, weight);
    }
    drop(spec.database);
    m_administration.exec(
        QStringLiteral("ALTER DATABASE %1 RENAME TO %2")
            .arg(postgres::quoteIdentifier(temporary), postgres::quoteIdentifier(spec.database)));
}

void StageBuilder::fill(postgres::Connection &connection, const StageSpec &spec, int version,
                        double weight)
{
    const DemoPlan plan = DemoPlan::make(spec.items);
    connection.execScript("SET client_min_messages = warning; SET synchronous_commit = off;"
                          "SET maintenance_work_mem = '256MB'");
    MigrationApplier(connection).apply(spec.pendingMigrations);

    // One transaction: what it creates or empties itself need not go through the log, where the
    // server's settings allow that.
    connection.execScript("BEGIN");
    const auto parts = connection.exec(
        QString::fromUtf8(readResource(QStringLiteral(":/sql/demo_load_order.sql"))));
    for (int row = 0; row < parts.rows(); ++row)
        connection.exec(parts.text(row, 0));
    connection.execScript("TRUNCATE public.items, public.time_entries");
    const Manifest manifest = writeItems(connection, plan, spec, weight);

    m_context.progress->enter(
        QCoreApplication::translate("Demo", "Making indexes of stage %1").arg(spec.name),
        weight * 0.4, parts.rows());
    for (int row = parts.rows(); row-- > 0;) {
        connection.exec(parts.text(row, 1));
        m_context.progress->advance(parts.rows() - row);
    }
    connection.exec(QString::fromUtf8(readResource(QStringLiteral(":/sql/demo_sequences.sql"))),
                    {QString::number(plan.items)});
    connection.execScript(readResource(QStringLiteral(":/sql/demo_marker.sql")));
    connection.exec(QStringLiteral("INSERT INTO arborist_demo.marker (version, items, manifest) "
                                   "VALUES ($1, $2, $3)"),
                    {QString::number(version), QString::number(spec.items),
                     QString::fromUtf8(manifest.toJson())});
    connection.execScript("COMMIT");
    connection.execScript("ANALYZE");
}

Manifest StageBuilder::writeItems(postgres::Connection &connection, const DemoPlan &plan,
                                  const StageSpec &spec, double weight)
{
    Manifest manifest;
    manifest.stage = spec.name;
    manifest.organizations = qint64(plan.organizations.size());
    manifest.maxDepth = kMaxDepth;
    manifest.listsItems = plan.items <= kListedItems;
    const auto mishaps = dealMishaps(plan, spec.stage);

    m_context.progress->enter(QCoreApplication::translate("Demo", "Making stage %1").arg(spec.name),
                              weight * 0.6, plan.items,
                              QCoreApplication::translate("Demo", "items"));
    SideTables others(connection, plan);
    others.writeBefore();
    ItemWriter writer(connection);
    qint64 done = 0;
    for (size_t n = 0; n < plan.organizations.size(); ++n) {
        m_context.throwIfStopped();
        const OrganizationPlan &organization = plan.organizations[n];
        const ItemTable items = makeItems(organization, plan, spec, mishaps[n], manifest);
        writer.write(organization, items, [&](qint64 written) {
            m_context.throwIfStopped();
            m_context.progress->advance(done + written);
        });
        others.collectTimes(organization, items);
        done += organization.items;
    }
    writer.finish();
    others.writeTimes();
    return manifest;
}

} // namespace arborist::demo
