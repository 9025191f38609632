// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/demo/drift_amounts.h"
#include "services/demo/manifest.h"
#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"

namespace arborist::demo {

/// One stage of the demo and its database.
struct StageSpec {
    DemoStage stage = DemoStage::Local;
    QString name;     ///< "local"
    QString database; ///< "demo_local"
    int pendingMigrations = 0;
    qint64 items = 0;
};

/// Makes a stage's database: under a temporary name, so that a half-made one is never taken for the
/// whole, and in place of one that may be there.
class StageBuilder
{
public:
    StageBuilder(const postgres::EmbeddedServer &server, postgres::Connection &administration,
                 OperationContext &context)
        : m_server(server),
          m_administration(administration),
          m_context(context)
    {
    }
    /// `weight` is the share of the whole operation's progress. `version` goes into the marker.
    void build(const StageSpec &spec, int version, double weight);

private:
    void fill(postgres::Connection &connection, const StageSpec &spec, int version, double weight);
    Manifest writeItems(postgres::Connection &connection, const DemoPlan &plan,
                        const StageSpec &spec, double weight);

    const postgres::EmbeddedServer &m_server;
    postgres::Connection &m_administration;
    OperationContext &m_context;
};

} // namespace arborist::demo
