// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/project/led_program.h"

#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/migrations/run/run_lock.h"
#include "services/postgres/connection.h"
#include "services/postgres/reached.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace arborist::migrations {

namespace {

const QString kPrefix = QStringLiteral("arborist-node-");

using namespace std::chrono_literals;
using postgres::Reached;

constexpr qsizetype kKeptBytes = 1024 * 1024;
const QString kVariable = QStringLiteral("ARBORIST_ONE_DATABASE");

QString tr(const char *text)
{
    return QCoreApplication::translate("LedProgram", text);
}

void writePrivate(const QString &path, const QByteArray &content)
{
    QFile::remove(path);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(content) != content.size() || !file.flush())
        throw Error(tr("%1 cannot be written: %2.").arg(path, file.errorString()));
}

/// libpq's own place where the keyword does not say another.
QString fileOf(const Reached &reached, const char *keyword, const char *usual)
{
    const QString named = reached.values.value(QLatin1String(keyword));
    return named.isEmpty()
               ? QDir::homePath() + QStringLiteral("/.postgresql/") + QLatin1String(usual)
               : named;
}

/// How Node gets the same TLS as libpq did.
QJsonValue sslOf(const Reached &reached)
{
    if (!reached.isEncrypted)
        return QJsonValue::Null;
    const QString mode = reached.values.value(QStringLiteral("sslmode"));
    const QString root = fileOf(reached, "sslrootcert", "root.crt");
    const QString host = reached.values.value(QStringLiteral("host"));
    return QJsonObject{
        {QStringLiteral("verify"), mode == u"verify-full" ? QStringLiteral("full")
                                   : mode == u"verify-ca" ? QStringLiteral("ca")
                                                          : QString()},
        {QStringLiteral("ca"), root == u"system" ? QString() : root},
        {QStringLiteral("cert"), fileOf(reached, "sslcert", "postgresql.crt")},
        {QStringLiteral("key"), fileOf(reached, "sslkey", "postgresql.key")},
        {QStringLiteral("passphrase"), reached.values.value(QStringLiteral("sslpassword"))},
        {QStringLiteral("name"), host}};
}

QJsonObject addressOf(const Reached &reached, const QString &name)
{
    const auto value = [&](const char *keyword) {
        return reached.values.value(QLatin1String(keyword));
    };
    // The server itself rather than its name, which may lead to another one by now.
    const QString host = value("hostaddr").isEmpty() ? value("host") : value("hostaddr");
    return {{QStringLiteral("host"), host},
            {QStringLiteral("port"), value("port").toInt()},
            {QStringLiteral("user"), value("user")},
            {QStringLiteral("password"), value("password")},
            {QStringLiteral("database"), value("dbname")},
            {QStringLiteral("options"), value("options")},
            {QStringLiteral("ssl"), sslOf(reached)},
            {QStringLiteral("applicationName"), name}};
}

} // namespace

void LedProgram::removeLeftOvers()
{
    RunFolder::removeLeftOvers(kPrefix);
}

LedProgram::LedProgram(const postgres::Connection &connection)
    : m_folder(kPrefix),
      m_name(QFileInfo(m_folder.path()).fileName())
{
    const Reached reached = connection.reached();
    m_tunnel = reached.tunnel;
    m_address = addressOf(reached, m_name);
    QFile guard(QStringLiteral(":/node/one_database.cjs"));
    if (!guard.open(QIODevice::ReadOnly))
        qFatal("missing resource %s", qPrintable(guard.fileName()));
    writePrivate(m_folder.path() + QStringLiteral("/one_database.cjs"), guard.readAll());
}

LedProgram::~LedProgram() = default;

void LedProgram::writeAddress(bool looksOnly) const
{
    QJsonObject address = m_address;
    if (looksOnly) {
        address.insert(QStringLiteral("looksOnly"), true);
        address.remove(QStringLiteral("password"));
    }
    writePrivate(m_folder.path() + QStringLiteral("/address.json"),
                 QJsonDocument(address).toJson(QJsonDocument::Compact));
    QFile::remove(m_folder.path() + QStringLiteral("/seen"));
}

QString LedProgram::seen() const
{
    QFile file(m_folder.path() + QStringLiteral("/seen"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

LedProgram::Outcome LedProgram::run(const ProjectCommand &command, const Output &output,
                                    const std::stop_token &stop)
{
    if (!QFile::exists(m_folder.path() + QStringLiteral("/address.json")))
        writeAddress(false);
    ConsoleCommand console = command.toConsole(ConsoleCommand::Console::Pipe);
    const QString options = QStringLiteral("NODE_OPTIONS");
    console.environment.insert(options,
                               QStringLiteral("%1 --require \"%2/one_database.cjs\"")
                                   .arg(console.environment.value(options), m_folder.path())
                                   .trimmed());
    console.environment.insert(kVariable, m_folder.path());
    console.environment.insert(QStringLiteral("NO_COLOR"), QStringLiteral("1"));
    TerminalProcess process(std::move(console));
    QByteArray written;
    Outcome outcome;
    try {
        outcome.end = process.run(
            [&](const QByteArray &bytes) {
                written += bytes;
                if (written.size() > 2 * kKeptBytes)
                    written = written.last(kKeptBytes);
                output(bytes);
            },
            stop);
    } catch (const Error &error) {
        if (error.kind() != ErrorKind::Cancelled)
            throw;
        outcome.isStopped = true;
    }
    outcome.text = plainText(written);
    const QStringList told = seen().split(u'\n');
    outcome.connected = told.contains(QStringLiteral("connected"));
    outcome.refused = told.contains(QStringLiteral("refused"));
    return outcome;
}

void LedProgram::prove(const ProjectCommand &command, const std::stop_token &stop)
{
    writeAddress(true);
    const Outcome outcome = run(
        command.with({QStringLiteral("--help")}), [](const QByteArray &) {}, stop);
    const bool isTypeOrm = seen().split(u'\n').contains(QStringLiteral("typeorm"));
    writeAddress(false);
    if (outcome.isStopped)
        throw Error::cancelled();
    const QStringList lines = outcome.text.split(u'\n', Qt::SkipEmptyParts);
    const QString shown = redacted(command.shown());
    if (isTypeOrm && !outcome.refused && outcome.end.exitCode == 0)
        return;
    if (outcome.end.exitCode != 0) {
        auto line = std::find_if(lines.begin(), lines.end(), [](const QString &each) {
            return each.contains(QStringLiteral("rror")) ||
                   each.contains(QStringLiteral("not found"));
        });
        const QString why = line != lines.end() ? *line : lines.value(lines.size() - 1);
        throw Error::refused(
            tr("“%1” cannot be run: %2").arg(shown, redacted(why.simplified().left(300))),
            tr("Nothing was changed. Try “%1 --help” in %2; a program started from the desktop may "
               "have another PATH than your terminal.")
                .arg(shown, command.folder));
    }
    throw Error::refused(
        tr("It cannot be told which database “%1” would change: no TypeORM was reached that takes "
           "its address from here.")
            .arg(shown),
        tr("Nothing was changed. Name a command that runs TypeORM by Node.js on this machine and "
           "hands its arguments on, as run and revert under [migrations] in arborist.toml."));
}

bool LedProgram::endSessions(postgres::Connection &connection) const
{
    const QString sql = postgres::sqlFile(QStringLiteral("migration_end_sessions"));
    const auto end = std::chrono::steady_clock::now() + 15s;
    while (connection.exec(sql, {m_name}).rows() > 0) {
        if (std::chrono::steady_clock::now() >= end)
            return false;
        pauseFor(50ms, {});
    }
    return true;
}

} // namespace arborist::migrations
