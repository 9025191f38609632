// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/push_address.h"

#include "services/core/error.h"
#include "services/migrations/author/drizzle_settings.h"
#include "services/migrations/files/drizzle_config.h"
#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

namespace arborist::migrations {

namespace {

using postgres::ConnectionInfo;

constexpr QChar kEnd{0xe002};

QString tr(const char *text)
{
    return QCoreApplication::translate("PushOperation", text);
}

QString example()
{
    return tr("Let drizzle.config read it from variables, as in dbCredentials: { url: "
              "process.env.DATABASE_URL }.");
}

/// The script of package.json that the command runs, or the command itself.
QString scriptOf(const ProjectCommand &command)
{
    const QString shown = command.words.join(u' ');
    const qsizetype run = command.words.indexOf(QStringLiteral("run"));
    if (run < 0 || run + 1 >= command.words.size())
        return shown;
    QFile file(command.folder + QStringLiteral("/package.json"));
    if (!file.open(QIODevice::ReadOnly))
        return shown;
    const QJsonObject scripts =
        QJsonDocument::fromJson(file.readAll()).object()[u"scripts"].toObject();
    return shown + u' ' + scripts[command.words[run + 1]].toString();
}

class AddressFinder
{
public:
    AddressFinder(const MigrationSet &set, const ProjectCommand &command,
                  const ConnectionInfo &address)
        : m_address(address),
          m_script(scriptOf(command))
    {
        readConfig(set, command);
    }

    QMap<QString, QString> find()
    {
        refuseOverrules();
        const DrizzleCredentials credentials =
            parseDrizzleCredentials(m_text, [](const QString &name) {
                return std::optional(DrizzleCredentials::variableMark + name + kEnd);
            });
        if (!credentials.isThere)
            refuse(tr("its configuration has no dbCredentials that can be read"));
        if (!credentials.driver.isEmpty())
            refuse(tr("it uses the driver “%1”, which has no address of a server")
                       .arg(credentials.driver));
        if (!credentials.unclear.isEmpty())
            refuse(tr("%1 of its configuration is code that would have to be run")
                       .arg(credentials.unclear.join(QStringLiteral(", "))));
        if (credentials.values.contains(QStringLiteral("url")))
            takeUrl(credentials.values[QStringLiteral("url")]);
        else
            takeParts(credentials.values);
        if (m_variables.isEmpty())
            refuse(tr("its configuration reads no variable for the address"));
        refuseAssignments();
        prove();
        return m_variables;
    }

private:
    [[noreturn]] void refuse(const QString &why, const QString &hint = example()) const
    {
        throw Error::refused(
            tr("It cannot be told which database the project's push would change: %1.").arg(why),
            hint)
            .setWhere(m_file);
    }

    void readConfig(const MigrationSet &set, const ProjectCommand &command)
    {
        static const QRegularExpression named(QStringLiteral("--config[= ]([^\\s\"';&|]+)"));
        m_file = set.folder;
        if (const auto match = named.match(m_script); match.hasMatch()) {
            m_file = QDir(command.folder).absoluteFilePath(match.captured(1));
            m_text = stages::readTextFile(m_file, match.captured(1));
        } else {
            m_text = drizzleConfigText(set, &m_file);
        }
    }

    /// What puts another value in the place of the one that is handed over.
    void refuseOverrules() const
    {
        static const QRegularExpression overruled(
            QStringLiteral("\\boverride\\s*:\\s*true|"
                           "process\\.env(\\.\\w+|\\[[^\\]]+\\])\\s*(\\?\\?|\\|\\|)?=(?!=)|"
                           "assign\\s*\\(\\s*process\\.env"));
        if (const auto match = overruled.match(m_text); match.hasMatch())
            refuse(tr("its configuration sets variables itself (“%1”)")
                       .arg(match.captured().simplified()),
                   tr("Leave that out: variables that are set already have to stay as they are."));
        static const QRegularExpression option(
            QStringLiteral("(?:^|\\s)(--(?:url|host|port|user|password|database|override|overload)|"
                           "dotenv\\b[^;&|]*\\s-o)\\b"));
        if (const auto match = option.match(m_script); match.hasMatch())
            refuse(tr("its command names an address itself (“%1”)")
                       .arg(match.captured(1).section(u' ', -1)),
                   tr("Leave that option out, so that the configuration alone decides."));
    }

    void refuseAssignments() const
    {
        for (auto each = m_variables.cbegin(); each != m_variables.cend(); ++each) {
            const QRegularExpression assigned(
                QStringLiteral("(?:^|[\\s;&\"'])%1=").arg(each.key()));
            if (assigned.match(m_script).hasMatch())
                refuse(
                    tr("its command sets %1 itself").arg(each.key()),
                    tr("Take that out of the script: the stage's address is handed over in it."));
        }
    }

    void set(const QString &name, const QString &value)
    {
        const auto known = m_variables.constFind(name);
        if (known != m_variables.constEnd() && *known != value)
            refuse(tr("%1 stands for two different things in it").arg(name));
        m_variables.insert(name, value);
    }

    /// The name of the variable where the text is one and nothing else.
    static QString variableOf(const QString &text, bool *isEncoded = nullptr)
    {
        if (text.size() < 3 || !text.endsWith(kEnd) || text.count(kEnd) != 1)
            return {};
        const bool encoded = text.startsWith(DrizzleCredentials::encodedMark);
        if (!encoded && !text.startsWith(DrizzleCredentials::variableMark))
            return {};
        if (isEncoded)
            *isEncoded = encoded;
        return text.sliced(1).chopped(1);
    }

    void take(const QString &text, const QString &wanted, const QString &what, bool isInUrl)
    {
        bool isEncoded = false;
        if (const QString name = variableOf(text, &isEncoded); !name.isEmpty()) {
            set(name, isInUrl && !isEncoded ? QString::fromLatin1(QUrl::toPercentEncoding(wanted))
                                            : wanted);
            return;
        }
        if (text.contains(kEnd))
            refuse(tr("the %1 in it is put together from several parts").arg(what));
        const QString said = isInUrl ? QUrl::fromPercentEncoding(text.toUtf8()) : text;
        if (said != wanted && what != tr("password"))
            refuse(tr("the %1 in it is written out, “%2”, and the stage's is “%3”")
                       .arg(what, said, wanted));
    }

    void takeUrl(const QString &url)
    {
        if (const QString name = variableOf(url); !name.isEmpty()) {
            set(name, m_address.toUrlWithPassword());
            return;
        }
        static const QRegularExpression parts(
            QStringLiteral("\\Apostgres(?:ql)?://(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)"
                           "(?::([^/?#]*))?/([^?#]*)(?:\\?([^#]*))?\\z"));
        const auto match = parts.match(url);
        if (!match.hasMatch())
            refuse(tr("the address in it has a form that is not understood"));
        if (m_address.isSocket())
            refuse(tr("the stage is reached by a socket, which has no place in an address that is "
                      "put together from parts"));
        static const QRegularExpression elsewhere(QStringLiteral(
            "(?:^|&)(?:host|hostaddr|port|user|password|dbname|database|options)=|\\x{e002}"));
        if (elsewhere.match(match.captured(6)).hasMatch())
            refuse(tr("its address has parameters that lead elsewhere"));
        if (match.hasCaptured(1))
            take(match.captured(1), m_address.user(), tr("user"), true);
        if (match.hasCaptured(2))
            take(match.captured(2), m_address.value(QStringLiteral("password")), tr("password"),
                 true);
        take(match.captured(3), m_address.host(), tr("host"), true);
        if (match.hasCaptured(4))
            take(match.captured(4), m_address.port(), tr("port"), true);
        take(match.captured(5), m_address.database(), tr("database"), true);
        fillIn(match.hasCaptured(1), match.hasCaptured(2), match.hasCaptured(4));
    }

    void takeParts(const QMap<QString, QString> &values)
    {
        for (const char *needed : {"host", "database"}) {
            if (!values.contains(QLatin1String(needed)))
                refuse(tr("its configuration names neither url nor %1").arg(QLatin1String(needed)));
        }
        const auto has = [&](const char *key) { return values.contains(QLatin1String(key)); };
        const auto part = [&](const char *key, const QString &wanted, const QString &what) {
            if (has(key))
                take(values[QLatin1String(key)], wanted, what, false);
        };
        part("host", m_address.host(), tr("host"));
        part("port", m_address.port(), tr("port"));
        part("user", m_address.user(), tr("user"));
        part("password", m_address.value(QStringLiteral("password")), tr("password"));
        part("database", m_address.database(), tr("database"));
        fillIn(has("user"), has("password"), has("port"));
    }

    /// Drivers take from these what the configuration does not name.
    void fillIn(bool hasUser, bool hasPassword, bool hasPort)
    {
        if (m_variables.isEmpty())
            return;
        if (!hasUser)
            set(QStringLiteral("PGUSER"), m_address.user());
        if (!hasPort)
            set(QStringLiteral("PGPORT"), m_address.port());
        const QString password = m_address.value(QStringLiteral("password"));
        if (!hasPassword && !password.isEmpty())
            set(QStringLiteral("PGPASSWORD"), password);
    }

    /// Reads the configuration as the project's command will.
    void prove() const
    {
        const DrizzleCredentials read =
            parseDrizzleCredentials(m_text, [this](const QString &name) {
                const auto found = m_variables.constFind(name);
                return found == m_variables.constEnd() ? std::nullopt
                                                       : std::optional<QString>(*found);
            });
        ConnectionInfo info;
        if (read.values.contains(QStringLiteral("url")))
            info = ConnectionInfo::parse(read.values[QStringLiteral("url")]);
        for (const auto &[key, keyword] :
             {std::pair("host", "host"), std::pair("port", "port"), std::pair("user", "user"),
              std::pair("database", "dbname")}) {
            if (!read.values.contains(QStringLiteral("url")) &&
                read.values.contains(QLatin1String(key)))
                info.setValue(QLatin1String(keyword), read.values[QLatin1String(key)]);
        }
        for (const auto &[name, keyword] :
             {std::pair("PGUSER", "user"), std::pair("PGPORT", "port")}) {
            if (m_variables.contains(QLatin1String(name)))
                info.setValue(QLatin1String(keyword), m_variables[QLatin1String(name)]);
        }
        if (info.host() != m_address.host() || info.port() != m_address.port() ||
            info.database() != m_address.database() || info.user() != m_address.user())
            refuse(tr("read with the stage's values it says another one, %1 at %2")
                       .arg(info.database(), info.address()));
    }

    const ConnectionInfo &m_address;
    QString m_script;
    QString m_file, m_text;
    QMap<QString, QString> m_variables;
};

} // namespace

QMap<QString, QString> pushVariables(const MigrationSet &set, const ProjectCommand &command,
                                     const ConnectionInfo &address)
{
    return AddressFinder(set, command, address).find();
}

} // namespace arborist::migrations
