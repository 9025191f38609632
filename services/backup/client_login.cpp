// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/client_login.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/reached.h"
#include <QCoreApplication>
#include <QFile>

namespace arborist::backup {

namespace {

const QString kPrefix = QStringLiteral("arborist-login-");
const QString kPassword = QStringLiteral("password");

QString tr(const char *text)
{
    return QCoreApplication::translate("ClientLogin", text);
}

void writePrivate(const QString &path, const QByteArray &content)
{
    QFile file(path);
    const bool done = file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                                QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(content) == content.size() && file.flush();
    if (!done)
        throw Error(tr("%1 cannot be written: %2.").arg(path, file.errorString()));
}

/// libpq takes a value up to the end of its line, without the blanks at that end.
QByteArray serviceText(const QMap<QString, QString> &values)
{
    QByteArray text = "[arborist]\n";
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        if (it->contains(u'\n') || it->contains(u'\r') || (!it->isEmpty() && it->back().isSpace()))
            throw Error(tr("The programs of PostgreSQL cannot be told of this connection: its %1 "
                           "ends with a blank, or has a line break.")
                            .arg(it.key()));
        text += it.key().toUtf8() + '=' + it->toUtf8() + '\n';
    }
    return text;
}

/// Format: PostgreSQL manual, "The Password File".
QByteArray passText(QString password)
{
    if (password.contains(u'\n') || password.contains(u'\r'))
        throw Error(tr("The programs of PostgreSQL cannot be told a password with a line break."));
    password.replace(u'\\', QStringLiteral("\\\\")).replace(u':', QStringLiteral("\\:"));
    return "*:*:*:*:" + password.toUtf8() + '\n';
}

} // namespace

ClientLogin::ClientLogin(const postgres::Connection &connection, const QString &database)
    : m_folder(kPrefix),
      m_environment(
          cloud::bareEnvironment({QStringLiteral("KRB5CCNAME"), QStringLiteral("KRB5_CONFIG"),
                                  QStringLiteral("OPENSSL_CONF"), QStringLiteral("PGLOCALEDIR")}))
{
    postgres::Reached reached = connection.reached();
    m_tunnel = reached.tunnel;
    const QString password = reached.values.take(kPassword);
    const QString passFile = m_folder.path() + QStringLiteral("/pass");
    const QString serviceFile = m_folder.path() + QStringLiteral("/service");
    reached.values.insert(QStringLiteral("passfile"), passFile);
    if (!database.isEmpty())
        reached.values.insert(QStringLiteral("dbname"), database);
    // Of a list of hosts one is left, and it is the right one.
    reached.values.remove(QStringLiteral("target_session_attrs"));
    reached.values.remove(QStringLiteral("load_balance_hosts"));
    reached.values.remove(QStringLiteral("fallback_application_name"));
    writePrivate(passFile, password.isEmpty() ? QByteArray() : passText(password));
    writePrivate(serviceFile, serviceText(reached.values));
    m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    m_environment.insert(QStringLiteral("PGSERVICEFILE"), serviceFile);
    m_environment.insert(QStringLiteral("PGPASSFILE"), passFile);
}

ClientLogin::~ClientLogin() = default;

QString ClientLogin::argument() const
{
    return QStringLiteral("--dbname=service=arborist");
}

void ClientLogin::removeLeftOvers()
{
    RunFolder::removeLeftOvers(kPrefix);
}

} // namespace arborist::backup
