// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/postgres/connection_info.h"
#include <QStringList>

namespace arborist::migrations {

/// Puts the schema of the context's database into another, which is empty, by a pg_dump that knows
/// the server: no rows, owners, grants, publications. It reads a snapshot of that very connection,
/// through ssh as well. What the other server does not take (roles, extensions that it has not) is
/// left out and told in what comes back. Throws Error: no such pg_dump.
QStringList copySchema(const postgres::ConnectionInfo &into, OperationContext &context);

} // namespace arborist::migrations
