// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/reached.h"

#include "services/postgres/connection_private.h"
#include "services/postgres/ssh/ssh_tunnel.h"
#include <libpq-fe.h>

namespace arborist::postgres {

Reached Connection::reached() const
{
    Reached reached;
    pg_conn *handle = d->session.handle();
    if (!handle)
        throw Error(QCoreApplication::translate("Connection", "The connection is closed."));
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(handle),
                                                                               PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option) {
        if (option->val && *option->val)
            reached.values.insert(QString::fromLatin1(option->keyword),
                                  QString::fromUtf8(option->val));
    }
    const auto set = [&](const char *keyword, const char *used) {
        reached.values.remove(QString::fromLatin1(keyword));
        if (used && *used)
            reached.values.insert(QString::fromLatin1(keyword), QString::fromUtf8(used));
    };
    // Each may be a list: of hosts, or of the addresses of one.
    set("host", PQhost(handle));
    set("hostaddr", PQhostaddr(handle));
    set("port", PQport(handle));
    set("dbname", PQdb(handle));
    set("user", PQuser(handle));
    set("password", PQpass(handle));
    reached.values.remove(QStringLiteral("service"));
    reached.isEncrypted = PQsslInUse(handle) != 0;
    reached.tunnel = d->session.tunnel();
    return reached;
}

} // namespace arborist::postgres
