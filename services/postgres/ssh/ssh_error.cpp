// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/ssh_error.h"

#include "services/core/redact.h"
#include "services/postgres/ssh/ssh_text.h"
#include <QRegularExpression>

namespace arborist::postgres {

namespace {

constexpr qsizetype mostLines = 12;

/// ssh speaks English only, whatever the locale; what the system adds is in its language.
bool says(const QStringList &said, const char *words)
{
    return said.join(u'\n').contains(QLatin1String(words), Qt::CaseInsensitive);
}

QString command(const SshHost &host)
{
    QStringList words = host.arguments();
    words.removeAll(QStringLiteral("--"));
    return QStringLiteral("ssh ") + words.join(u' ');
}

struct Verdict {
    QString message, hint;
};

Verdict hostKey(const SshHost &host, const QStringList &said)
{
    if (says(said, "IDENTIFICATION HAS CHANGED"))
        return {SshText::tr("The key of the ssh host %1 is not the one on record.").arg(host.name),
                SshText::tr("Somebody may be between you and it, or it was set up anew. Ask its "
                            "administrator; then remove the old key with \"ssh-keygen -R\" and log "
                            "in once with \"%1\".")
                    .arg(command(host))};
    return {SshText::tr("The ssh host %1 is not known yet.").arg(host.name),
            SshText::tr("Log in once in a terminal with \"%1\" and compare the fingerprint that it "
                        "shows; ssh then knows the host.")
                .arg(command(host))};
}

Verdict denied(const SshHost &host)
{
    return {SshText::tr("The ssh host %1 did not let us in.").arg(host.name),
            SshText::tr("ssh is run without asking for anything: load the key into the agent "
                        "(ssh-add), or name it with IdentityFile in ~/.ssh/config, and check the "
                        "user. \"%1\" has to work without a question.")
                .arg(command(host))};
}

Verdict unreachable(const SshHost &host, const QStringList &said)
{
    if (says(said, "Could not resolve hostname"))
        return {SshText::tr("ssh finds no host named %1.").arg(host.name),
                SshText::tr("Check ssh_host, ~/.ssh/config, the network and the VPN.")};
    return {SshText::tr("The ssh host %1 does not answer.").arg(host.machine()),
            SshText::tr("Check host and port, the network, the VPN, and that a firewall or "
                        "security group lets you through.")};
}

Verdict verdictOf(const SshHost &host, const QStringList &said)
{
    if (says(said, "Host key verification failed") || says(said, "host key is known"))
        return hostKey(host, said);
    if (says(said, "Permission denied") || says(said, "Too many authentication failures"))
        return denied(host);
    for (const char *words :
         {"Could not resolve hostname", "connect to host", "Connection timed out",
          "kex_exchange_identification", "banner exchange", "Connection closed by"}) {
        if (says(said, words))
            return unreachable(host, said);
    }
    if (says(said, "Could not request local forwarding") || says(said, "cannot listen") ||
        says(said, "cannot bind"))
        return {
            SshText::tr("ssh cannot open the local end of the tunnel through %1.").arg(host.name),
            SshText::tr("A LocalForward of ~/.ssh/config for this host may be in use by "
                        "another ssh already. Give Arborist an alias without one.")};
    if (says(said, "bad configuration option") || says(said, "config file"))
        return {SshText::tr("ssh cannot read its configuration."),
                SshText::tr("Correct the file that it names.")};
    return {SshText::tr("The ssh tunnel through %1 did not come about.").arg(host.name),
            SshText::tr("Try \"%1\" in a terminal.").arg(command(host))};
}

Error errorOf(const Verdict &verdict, const SshHost &host, const QStringList &said, QString state)
{
    Error error(verdict.message, verdict.hint);
    error.setWhere(host.machine())
        .setDetail(redacted(said.last(std::min(said.size(), mostLines)).join(u'\n')))
        .setSqlState(std::move(state));
    return error;
}

} // namespace

Error tunnelFailed(const SshHost &host, const QStringList &said)
{
    return errorOf(verdictOf(host, said), host, said, QStringLiteral("08001"));
}

Error tunnelTimeout(const SshHost &host, int seconds)
{
    return errorOf({SshText::tr("The ssh host %1 did not let us through within %2 s.")
                        .arg(host.machine())
                        .arg(seconds),
                    SshText::tr("Check the network, the VPN, and that \"%1\" works in a terminal.")
                        .arg(command(host))},
                   host, {}, QStringLiteral("08001"));
}

std::optional<Error> forwardRefused(const SshHost &host, const QString &target,
                                    const QStringList &said)
{
    static const QRegularExpression failed(
        QStringLiteral("^channel \\d+: open failed: ([^:]+): (.*)$"));
    const QStringList complaints = said.filter(failed);
    if (complaints.isEmpty())
        return std::nullopt;
    const QRegularExpressionMatch match = failed.match(complaints.last());
    if (match.captured(1) == u"connect failed")
        return errorOf({SshText::tr("The ssh host %1 cannot reach the database at %2: %3.")
                            .arg(host.name, target, match.captured(2)),
                        SshText::tr("Host and port in the stage's url are those that %1 uses. "
                                    "Check them, that the server runs, and that it may be reached "
                                    "from there.")
                            .arg(host.name)},
                       host, complaints, QStringLiteral("08001"));
    return errorOf(
        {SshText::tr("The ssh host %1 does not forward connections to %2.").arg(host.name, target),
         SshText::tr("Its administrator has to allow it: AllowTcpForwarding and "
                     "PermitOpen in its sshd_config (AllowStreamLocalForwarding for a "
                     "socket), or the options of your key.")},
        host, complaints, QStringLiteral("08001"));
}

Error tunnelBroke(const SshHost &host, const QStringList &said)
{
    return errorOf({SshText::tr("The ssh tunnel through %1 broke.").arg(host.name),
                    SshText::tr("The network failed, or the ssh host was restarted or ended the "
                                "session. What was not committed is rolled back; run it again: "
                                "the tunnel is opened anew.")},
                   host, said, QStringLiteral("08006"));
}

} // namespace arborist::postgres
