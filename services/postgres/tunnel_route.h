// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/postgres/ssh/ssh_tunnel.h"
#include <QMap>

namespace arborist::postgres {

/// Opens the tunnel that `info` asks for and turns `values` (libpq's keywords) to its near end. The
/// name of the host stays: certificates are checked against it, and TLS tells it to the server;
/// only hostaddr and port are the tunnel's. libpq speaks no TLS over a socket, so the near end is
/// one only where none is wanted (sslmode=disable) or possible (the far end is a socket). A
/// password in .pgpass is looked up by the real host and port. Throws Error, cancelled too.
SshTunnel::Lease enterTunnel(QMap<QString, QString> &values, ConnectionInfo &info,
                             const QMap<QString, QString> &effective, const std::stop_token &stop);

} // namespace arborist::postgres
