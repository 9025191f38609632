// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_folder.h"
#include <QString>
#include <QStringList>
#include <optional>

namespace arborist::postgres {

/// Where connections enter a tunnel on this machine: sockets in a private folder of their own,
/// which goes with the object, or ports of 127.0.0.1 that are free right now.
class LocalEnd
{
public:
    /// Throws Error when there is no place for a folder, or no port.
    LocalEnd(size_t count, bool sockets);
    /// libpq's host (of a socket: its folder) and port for entry `index`.
    QString host() const;
    QString port(size_t index) const { return m_ports.at(qsizetype(index)); }
    /// The same as ssh's -L has it.
    QString sshText(size_t index) const;

private:
    std::optional<RunFolder> m_folder; ///< of the sockets
    QStringList m_ports;
};

} // namespace arborist::postgres
