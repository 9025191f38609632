// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <memory>

namespace arborist::postgres {

class SshTunnel;

/// The one server that a connection reached, and how: every keyword that libpq used, whether it
/// came from the address, a service file, PG* variables or .pgpass. Of a list of hosts only that
/// one is left. Holds the password: never to be shown, logged or handed on in arguments.
struct Reached {
    QMap<QString, QString> values;
    bool isEncrypted = false;          ///< by TLS, as it was agreed on
    std::shared_ptr<SshTunnel> tunnel; ///< keeps the way open that the values lead through
};

} // namespace arborist::postgres
