// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace arborist::postgres {

/// A machine to go through, as `ssh_host` names it: a name or an alias of ~/.ssh/config, with or
/// without a user before it and a port behind it ("deploy@bastion.example.com:2222", "[::1]:2222").
struct SshHost {
    QString user; ///< empty: what ssh's configuration says
    QString name;
    int port = 0; ///< 0: what ssh's configuration says

    /// Throws Error for text that ssh could take for an option, or a shell for a command.
    static SshHost parse(const QString &text);
    /// "bastion.example.com:2222": the machine, whoever logs in.
    QString machine() const;
    /// What ssh is told of it, the last of its arguments.
    QStringList arguments() const;
};

} // namespace arborist::postgres
