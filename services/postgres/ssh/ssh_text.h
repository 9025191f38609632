// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace arborist::postgres {

/// Translation context of what tunnels tell.
struct SshText {
    Q_DECLARE_TR_FUNCTIONS(SshTunnel)
};

} // namespace arborist::postgres
