// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"

namespace arborist::stages {

/// The address that a secret holds: a URL or "key=value ...", or a JSON object. Of an object
/// `jsonKey` where it is given, else DATABASE_URL, DB_CONNECTION_STRING or another usual name, else
/// host, port, username, password and dbname as RDS writes them. Throws Error, never with anything
/// of the secret but the names of its keys; `origin` is how it is called.
postgres::ConnectionInfo addressInSecret(const QString &text, const QString &jsonKey,
                                         const QString &origin);

} // namespace arborist::stages
