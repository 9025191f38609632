// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/operation_context.h"
#include "services/postgres/embedded/cluster_folder.h"
#include "services/postgres/embedded/server_binaries.h"

namespace arborist::postgres {

/// The role that owns the embedded cluster.
inline constexpr char kSuperuser[] = "arborist";

/// Makes the cluster if there is none, under a temporary name that is renamed when all is done, so
/// that a data folder is a whole one or not there. Returns the binaries that can run it. The caller
/// holds the start lock. Throws Error.
ServerBinaries prepareCluster(const ClusterFolder &folder, const ServerAccount &account,
                              OperationContext &context);

/// Writes the server's settings, newly for each start: sockets in that folder, no TCP, fast
/// loading.
void writeSettings(const ClusterFolder &folder, const ServerAccount &account,
                   const QString &socketFolder);

/// The cluster's major version ("15"), empty if there is no cluster.
QString clusterVersion(const ClusterFolder &folder);

/// What PostgreSQL printed, as an Error with a hint that fits: no room, no permission, ...
Error serverError(const QString &message, const QString &output, const ClusterFolder &folder);

} // namespace arborist::postgres
