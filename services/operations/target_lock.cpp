// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/target_guard.h"

#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <mutex>

namespace arborist::operations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TargetGuard", text);
}

bool isSame(const stages::StageCheck &a, const stages::StageCheck &b)
{
    const stages::Fingerprint &one = a.fingerprint;
    const stages::Fingerprint &other = b.fingerprint;
    return one.text() == other.text() && one.standby == other.standby &&
           one.dataDirectory == other.dataDirectory && one.majorVersion == other.majorVersion &&
           a.throughPooler == b.throughPooler;
}

} // namespace

struct TargetLock::State {
    std::mutex mutex;
    stages::StageCheck target;
};

TargetLock::TargetLock(const stages::StageCheck &target) : m_state(std::make_shared<State>())
{
    m_state->target = target;
}

TargetLock::~TargetLock() = default;

void TargetLock::moveTo(const stages::StageCheck &target)
{
    const std::lock_guard guard(m_state->mutex);
    m_state->target = target;
}

std::function<postgres::Connection()>
TargetLock::wrap(std::function<postgres::Connection()> connect) const
{
    return [state = m_state, connect = std::move(connect)] {
        postgres::Connection connection = connect();
        const stages::StageCheck found = stages::identify({}, connection);
        const std::lock_guard guard(state->mutex);
        if (!isSame(found, state->target))
            throw Error::refused(
                tr("A further connection of the run led to another database: %1 (%2) instead of "
                   "%3 (%4). Nothing was done there.")
                    .arg(found.database, found.fingerprint.text(), state->target.database,
                         state->target.fingerprint.text()),
                tr("Something on the way has changed meanwhile: a failover, the name's address or "
                   "a pooler. Look at the stage, then plan again."));
        return connection;
    };
}

} // namespace arborist::operations
