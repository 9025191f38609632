// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include <QString>

namespace arborist::postgres {

/// What the user can do about an error of that SQLSTATE (PostgreSQL manual, appendix A) on that
/// connection; empty if there is nothing better to say than the message.
QString hintForState(const QString &sqlState, const ConnectionInfo &info);

/// What a pooled endpoint (PgBouncer, Neon's "-pooler" hosts) cannot do, and what to use instead.
QString pooledHint(const ConnectionInfo &info);

} // namespace arborist::postgres
