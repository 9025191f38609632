// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/demo_workspace.h"

#include "services/core/data_folder.h"
#include "services/demo/demo_folder.h"
#include "services/demo/demo_plan.h"
#include "services/demo/stage_builder.h"
#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"
#include <algorithm>
#include <optional>
#include <vector>

namespace arborist::demo {
namespace {

// To be raised with every change of what is in the demo's databases or folder.
constexpr int kVersion = 3;

// Key of the advisory lock that programs take while they make the demo.
constexpr qint64 kLockKey = 0x6172'6264'656D'6FLL; // "arbdemo"

std::vector<StageSpec> stages(const DemoOptions &options)
{
    return {
        {DemoStage::Local, QStringLiteral("local"), QStringLiteral("demo_local"), 0,
         options.items.value_or(kUsualItems)},
        {DemoStage::Staging, QStringLiteral("staging"), QStringLiteral("demo_staging"), 1,
         kUsualItems},
        {DemoStage::Production, QStringLiteral("production"), QStringLiteral("demo_production"), 2,
         kUsualItems},
    };
}

struct Marker {
    bool complete = false;
    QByteArray manifest;
};

Marker readMarker(const postgres::EmbeddedServer &server, postgres::Connection &administration,
                  const StageSpec &spec, bool anySize, const OperationContext &context)
{
    const auto found = administration.exec(
        QStringLiteral("SELECT FROM pg_database WHERE datname = $1"), {spec.database});
    if (found.rows() == 0)
        return {};
    auto connection =
        postgres::Connection::open(server.connectionInfo(spec.database), context.stop);
    const auto table =
        connection.exec(QStringLiteral("SELECT to_regclass('arborist_demo.marker') IS NOT NULL"));
    if (!table.boolean(0, 0))
        return {};
    const auto row = connection.exec(
        QStringLiteral("SELECT version, items, manifest FROM arborist_demo.marker"));
    if (row.rows() != 1)
        return {};
    return {row.integer(0, 0) == kVersion && (anySize || row.integer(0, 1) == spec.items),
            row.text(0, 2).toUtf8()};
}

} // namespace

DemoWorkspace DemoWorkspace::prepare(postgres::EmbeddedServer &server, const DemoOptions &options,
                                     OperationContext &context)
{
    DemoPlan::make(
        options.items.value_or(kUsualItems)); // refuses a size before anything is touched
    auto administration = postgres::Connection::open(server.connectionInfo(), context.stop);
    administration.exec(QStringLiteral("SELECT pg_advisory_lock($1)"), {QString::number(kLockKey)});

    const auto specs = stages(options);
    std::vector<Marker> markers;
    qint64 toMake = 0;
    for (const StageSpec &spec : specs) {
        const bool anySize = !options.items && spec.stage == DemoStage::Local;
        markers.push_back(readMarker(server, administration, spec, anySize, context));
        toMake += markers.back().complete ? 0 : spec.items;
    }

    DemoWorkspace workspace;
    workspace.m_folder = dataFolder() + QStringLiteral("/demo/acme-tracker");
    const DemoFolder folder(workspace.m_folder);
    StageBuilder builder(server, administration, context);
    for (size_t n = 0; n < specs.size(); ++n) {
        if (!markers[n].complete) {
            builder.build(specs[n], kVersion, 0.95 * double(specs[n].items) / double(toMake));
            markers[n] = readMarker(server, administration, specs[n], false, context);
        }
        folder.writeManifest(specs[n].name, markers[n].manifest);
    }
    folder.write(server, kVersion);
    return workspace;
}

} // namespace arborist::demo
