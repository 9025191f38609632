// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include <QString>
#include <QtGlobal>
#include <optional>

namespace arborist::postgres {
class EmbeddedServer;
}

namespace arborist::demo {

/// Items of a stage unless more are asked for.
inline constexpr qint64 kUsualItems = 25'000;

struct DemoOptions {
    /// Of stage local, 1,000 to 10,000,000; staging and production keep the usual size. Left out:
    /// as many as there are, else the usual size.
    std::optional<qint64> items;
};

/// The demo workspace: a project folder <data folder>/demo/acme-tracker, and the databases of its
/// stages local, staging and production on the embedded server.
class DemoWorkspace
{
public:
    /// Makes the demo, or finds it complete: a stage that is there in the same size is reused at
    /// once, whatever has been done to its data since; a half-made one is made anew. Programs that
    /// do this at the same time wait for each other. Throws Error.
    static DemoWorkspace prepare(postgres::EmbeddedServer &server, const DemoOptions &options,
                                 OperationContext &context);

    QString folder() const { return m_folder; }

private:
    QString m_folder;
};

} // namespace arborist::demo
