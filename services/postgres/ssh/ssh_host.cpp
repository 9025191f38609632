// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/ssh_host.h"

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_text.h"
#include <QRegularExpression>

namespace arborist::postgres {

SshHost SshHost::parse(const QString &text)
{
    // ssh hands user and host on to ProxyCommand, which a shell reads: nothing that means anything
    // to one, and nothing that begins like an option.
    static const QRegularExpression form(
        QStringLiteral("\\A(?:([A-Za-z0-9_][A-Za-z0-9_.@+-]*)@)?"
                       "(?:\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?)\\]|([A-Za-z0-9_][\\w.-]*))"
                       "(?::(\\d{1,5}))?\\z"));
    const QRegularExpressionMatch match = form.match(text.trimmed());
    SshHost host;
    host.user = match.captured(1);
    host.name = match.captured(2) + match.captured(3);
    host.port = match.captured(4).toInt();
    if (!match.hasMatch() || host.port > 65535 ||
        (match.hasCaptured(4) && !match.captured(4).isEmpty() && host.port == 0))
        throw Error::usage(SshText::tr("\"%1\" is not a host that ssh could connect to.").arg(text),
                           SshText::tr("Write an alias of ~/.ssh/config, or user@host:port."));
    return host;
}

QString SshHost::machine() const
{
    const QString shown = name.contains(u':') ? u'[' + name + u']' : name;
    return port == 0 ? shown : shown + u':' + QString::number(port);
}

QStringList SshHost::arguments() const
{
    QStringList arguments;
    if (!user.isEmpty())
        arguments << QStringLiteral("-l") << user;
    if (port != 0)
        arguments << QStringLiteral("-p") << QString::number(port);
    return arguments << QStringLiteral("--") << name;
}

} // namespace arborist::postgres
