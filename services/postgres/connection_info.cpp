// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection_info.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>
#include <libpq-fe.h>

namespace arborist::postgres {

namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// Where Debian's libpq looks for a socket; libpq has no call that tells it.
const QString defaultSocketFolder = QStringLiteral("/var/run/postgresql");

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ConnectionInfo)
};

QMap<QString, QString> valuesOf(const PQconninfoOption *option)
{
    QMap<QString, QString> values;
    for (; option && option->keyword; ++option) {
        if (option->val && *option->val)
            values.insert(QString::fromLatin1(option->keyword), QString::fromUtf8(option->val));
    }
    return values;
}

/// Every keyword libpq knows; true for those that it does not show (passwords).
const QMap<QString, bool> &keywords()
{
    static const QMap<QString, bool> known = [] {
        QMap<QString, bool> all;
        const Options defaults(PQconndefaults(), PQconninfoFree);
        for (const PQconninfoOption *o = defaults.get(); o && o->keyword; ++o)
            all.insert(QString::fromLatin1(o->keyword), o->dispchar && *o->dispchar == '*');
        return all;
    }();
    return known;
}

QString withoutQuotes(QString text)
{
    text = text.trimmed();
    for (const QChar quote : {u'"', u'\'', u'`'}) {
        if (text.size() >= 2 && text.startsWith(quote) && text.endsWith(quote))
            return text.mid(1, text.size() - 2).trimmed();
    }
    return text;
}

bool isTrue(const QString &value)
{
    return value.compare(QStringLiteral("true"), Qt::CaseInsensitive) == 0 || value == u"1";
}

/// Turns what other tools write into what libpq reads; tells whether it says "pgbouncer=true".
QString asLibpqUrl(const QString &url, bool &pooled)
{
    const qsizetype authority = url.indexOf(QStringLiteral("://")) + 3;
    // As libpq does: an "@" belongs to the user's part unless a "/" comes first.
    static const QRegularExpression endOfUser(QStringLiteral("[@/]"));
    qsizetype from = url.indexOf(endOfUser, authority);
    if (from < 0)
        from = authority;
    const qsizetype mark = url.indexOf(u'?', from);
    if (mark < 0)
        return url;
    QStringList kept;
    const QStringList parameters = url.mid(mark + 1).split(u'&', Qt::SkipEmptyParts);
    for (const QString &parameter : parameters) {
        const QString key = QUrl::fromPercentEncoding(parameter.section(u'=', 0, 0).toUtf8());
        const QString value = parameter.section(u'=', 1);
        if (key == u"pgbouncer")
            pooled = isTrue(value);
        else if ((key == u"sslmode" && value == u"no-verify") || // node-postgres
                 (key == u"ssl" && isTrue(value)))
            kept += QStringLiteral("sslmode=require");
        else if (keywords().contains(key))
            kept += parameter;
    }
    return url.left(mark) + (kept.isEmpty() ? QString() : u'?' + kept.join(u'&'));
}

/// libpq quotes what it could not read, which may be (part of) a password.
QString withoutQuoted(QString text)
{
    static const QRegularExpression quoted(QStringLiteral("\".*\""),
                                           QRegularExpression::DotMatchesEverythingOption);
    return text.replace(quoted, QStringLiteral("\"…\"")).trimmed();
}

/// libpq would take the rest of such a password for a host or a database, whose names are shown.
bool hasBareCharacters(const QString &url)
{
    const QString rest = url.mid(url.indexOf(QStringLiteral("://")) + 3).section(u'?', 0, 0);
    return rest.count(u'@') > 1 || rest.section(u'/', 1).contains(u'@');
}

QString parseHint(bool url)
{
    return url ? Text::tr(
                     "Write it as postgresql://user:password@host:5432/database. In user name and "
                     "password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.")
               : Text::tr(
                     "Write postgresql://user:password@host:5432/database or \"host=... port=5432 "
                     "dbname=... user=...\"; a value with spaces stands in single quotes.");
}

bool isLoopbackHost(const QString &host)
{
    static const QRegularExpression ipv4(QStringLiteral("\\A127(\\.\\d{1,3}){3}\\z"));
    return host.startsWith(u'/') || host.startsWith(u'@') ||
           host.compare(QStringLiteral("localhost"), Qt::CaseInsensitive) == 0 || host == u"::1" ||
           ipv4.match(host).hasMatch();
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QString makeUrl(const ConnectionInfo &info, const QSet<QString> &leftOut)
{
    QString url = QStringLiteral("postgresql://");
    const QString password = info.value(QStringLiteral("password"));
    const bool showPassword = !password.isEmpty() && !leftOut.contains(QStringLiteral("password"));
    const QString user = info.value(QStringLiteral("user")).isEmpty() && showPassword
                             ? info.user()
                             : info.value(QStringLiteral("user"));
    if (!user.isEmpty())
        url += encoded(user) + (showPassword ? u':' + encoded(password) : QString()) + u'@';
    const QString host = info.value(QStringLiteral("host"));
    const bool list = host.contains(u',');
    if (!list) {
        url += host.contains(u':') ? u'[' + host + u']' : encoded(host);
        const QString port = info.value(QStringLiteral("port"));
        url += port.isEmpty() ? QString() : u':' + port;
    }
    url += u'/' + encoded(info.value(QStringLiteral("dbname")));
    QStringList query;
    const QSet<QString> inAuthority =
        list ? QSet<QString>{u"user"_qs, u"password"_qs, u"dbname"_qs}
             : QSet<QString>{u"user"_qs, u"password"_qs, u"dbname"_qs, u"host"_qs, u"port"_qs};
    for (auto it = info.values().cbegin(); it != info.values().cend(); ++it) {
        if (!inAuthority.contains(it.key()) && !leftOut.contains(it.key()) && !it->isEmpty())
            query += it.key() + u'=' + encoded(*it);
    }
    return query.isEmpty() ? url : url + u'?' + query.join(u'&');
}

} // namespace

ConnectionInfo ConnectionInfo::parse(const QString &text)
{
    static const QRegularExpression scheme(
        QStringLiteral("\\A(?:jdbc:)?(postgres|postgresql)(\\+\\w+)?://"),
        QRegularExpression::CaseInsensitiveOption);
    QString source = withoutQuotes(text);
    if (source.isEmpty())
        throw Error::usage(Text::tr("The connection string is empty."), parseHint(true));
    const QRegularExpressionMatch match = scheme.match(source);
    ConnectionInfo info;
    if (match.hasMatch()) {
        source = match.captured(1).toLower() + QStringLiteral("://") +
                 source.mid(match.capturedLength());
        if (hasBareCharacters(source))
            throw Error::usage(Text::tr("The connection string has an \"@\" or \"/\" too many."),
                               parseHint(true));
        source = asLibpqUrl(source, info.m_pooledByParameter);
    } else if (source.section(u'=', 0, 0).contains(QStringLiteral("://")) ||
               !source.contains(u'=')) {
        throw Error::usage(Text::tr("This is not a PostgreSQL connection string."),
                           parseHint(false));
    }
    char *message = nullptr;
    const Options options(PQconninfoParse(source.toUtf8().constData(), &message), PQconninfoFree);
    if (!options) {
        const QString reason = withoutQuoted(QString::fromUtf8(message));
        PQfreemem(message);
        throw Error::usage(Text::tr("The connection string cannot be read: %1").arg(reason),
                           parseHint(match.hasMatch()));
    }
    info.m_values = valuesOf(options.get());
    return info;
}

QMap<QString, QString> ConnectionInfo::effective() const
{
    const QString service = value(QStringLiteral("service"));
    QMap<QString, QString> values;
    if (service.isEmpty()) {
        const Options defaults(PQconndefaults(), PQconninfoFree);
        values = valuesOf(defaults.get());
    } else {
        // Only a connection reads the service file for us; the sslmode makes libpq give up before
        // it does anything on the network, the password before it looks for one in .pgpass.
        const QByteArray name = service.toUtf8();
        const char *keys[] = {"service", "sslmode", "password", nullptr};
        const char *settings[] = {name.constData(), "never-connect", "unused", nullptr};
        const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
            PQconnectStartParams(keys, settings, 0), PQfinish);
        const Options options(PQconninfo(connection.get()), PQconninfoFree);
        values = valuesOf(options.get());
        values.remove(QStringLiteral("sslmode"));
        values.remove(QStringLiteral("password"));
    }
    for (auto it = m_values.cbegin(); it != m_values.cend(); ++it) {
        if (!it->isEmpty())
            values.insert(it.key(), *it);
    }
    return values;
}

QString ConnectionInfo::effectiveValue(const QString &keyword) const
{
    const QString given = value(keyword);
    return given.isEmpty() ? effective().value(keyword) : given;
}

QString ConnectionInfo::host() const
{
    if (const QString host = effectiveValue(QStringLiteral("host")); !host.isEmpty())
        return host;
    const QString address = effectiveValue(QStringLiteral("hostaddr"));
    return address.isEmpty() ? defaultSocketFolder : address;
}

QString ConnectionInfo::port() const
{
    const QString port = effectiveValue(QStringLiteral("port"));
    return port.isEmpty() ? QStringLiteral("5432") : port;
}

QString ConnectionInfo::database() const
{
    const QString database = effectiveValue(QStringLiteral("dbname"));
    return database.isEmpty() ? user() : database;
}

QString ConnectionInfo::user() const
{
    return effectiveValue(QStringLiteral("user"));
}

bool ConnectionInfo::isSocket() const
{
    const QString first = host();
    return (first.startsWith(u'/') || first.startsWith(u'@')) &&
           effectiveValue(QStringLiteral("hostaddr")).isEmpty();
}

bool ConnectionInfo::isLoopback() const
{
    if (!m_sshHost.isEmpty())
        return false;
    // hostaddr is where libpq goes; the host beside it is only a name for certificates.
    const QString address = effectiveValue(QStringLiteral("hostaddr"));
    const QStringList hosts = (address.isEmpty() ? host() : address).split(u',');
    return std::all_of(hosts.cbegin(), hosts.cend(), isLoopbackHost);
}

bool ConnectionInfo::isPooled() const
{
    const QString at = port();
    return m_pooledByParameter || at == u"6432" || at == u"6543" ||
           host().section(u'.', 0, 0).endsWith(QStringLiteral("-pooler"));
}

QString ConnectionInfo::address() const
{
    if (!m_sshHost.isEmpty()) {
        ConnectionInfo there = *this;
        there.m_sshHost.clear();
        return Text::tr("%1 via %2").arg(there.address(), m_sshHost.section(u'@', -1));
    }
    if (isSocket())
        return QStringLiteral("socket");
    const QString name = host();
    const QString at = port();
    const QString shown = name.contains(u':') ? u'[' + name + u']' : name;
    return at == u"5432" && !isLoopback() ? shown : shown + u':' + at;
}

QString ConnectionInfo::toUrl() const
{
    QSet<QString> secrets;
    for (auto it = keywords().cbegin(); it != keywords().cend(); ++it) {
        if (*it)
            secrets.insert(it.key());
    }
    return makeUrl(*this, secrets);
}

QString ConnectionInfo::toUrlWithPassword() const
{
    return makeUrl(*this, {});
}

} // namespace arborist::postgres
