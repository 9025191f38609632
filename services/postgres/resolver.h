// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/postgres/waker.h"
#include <QMap>
#include <QString>

namespace arborist::postgres {

/// Looks up the host names in "host" and adds what it finds as "hostaddr", each name repeated for
/// each of its addresses. libpq would do that in a call that nothing can interrupt; here it is
/// done on a thread of its own. Sockets, addresses and "localhost" are left as they are. Throws
/// Error for a single unknown name, Error::cancelled() when stopped.
void resolveHosts(QMap<QString, QString> &values, const ConnectionInfo &info, Waker &waker,
                  Waker::Clock::time_point deadline);

} // namespace arborist::postgres
