// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/scratch_copy.h"

#include "services/core/log.h"
#include "services/migrations/rehearsal/schema_dump.h"
#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTimeZone>

namespace arborist::migrations {

namespace {

using postgres::Connection;
using postgres::ConnectionInfo;

const QString kPrefix = QStringLiteral("arborist_rehearsal_");
const QString kTime = QStringLiteral("yyyyMMddHHmmss");

QString tr(const char *text)
{
    return QCoreApplication::translate("Rehearsal", text);
}

QString newName()
{
    return kPrefix + QDateTime::currentDateTimeUtc().toString(kTime) +
           QStringLiteral("_%1").arg(QRandomGenerator::system()->generate(), 8, 16,
                                     QLatin1Char('0'));
}

ConnectionInfo withDatabase(ConnectionInfo info, const QString &database)
{
    info.setValue(QStringLiteral("dbname"), database);
    return info;
}

/// What a rehearsal left that was killed: older than a day, and nobody is connected.
void dropLeftOvers(Connection &server)
{
    static const QRegularExpression ours(QStringLiteral("^%1(\\d{14})_[0-9a-f]{8}$").arg(kPrefix));
    const auto names = server.exec(QStringLiteral(
        "SELECT datname FROM pg_database WHERE datname LIKE 'arborist\\_rehearsal\\_%'"));
    const QDateTime yesterday = QDateTime::currentDateTimeUtc().addDays(-1);
    for (int row = 0; row < names.rows(); ++row) {
        const QString name = names.text(row, 0);
        QDateTime made = QDateTime::fromString(ours.match(name).captured(1), kTime);
        made.setTimeZone(QTimeZone::utc());
        if (!made.isValid() || made > yesterday)
            continue;
        try {
            server.exec(QStringLiteral("DROP DATABASE ") + postgres::quoteIdentifier(name));
        } catch (const Error &) {
            // Somebody is connected, or it is another role's.
        }
    }
}

} // namespace

bool mayRehearseBeside(const stages::Stage &stage, const ConnectionInfo &address)
{
    const bool isWork = stage.environment == stages::Environment::Development ||
                        stage.environment == stages::Environment::Test;
    return isWork && !stage.isProtected && !stage.readOnly && address.isLoopback();
}

ScratchCopy::ScratchCopy(const RehearsalRequest &request, OperationContext &context)
    : m_name(newName())
{
    const bool mayBeside = mayRehearseBeside(request.stage, request.address);
    if (request.place == RehearsalPlace::SameServer && !mayBeside)
        throw Error::refused(
            tr("On the server of “%1” no copy is made: it is protected, read only, or not on this "
               "machine.")
                .arg(request.stage.name),
            tr("Rehearse on Arborist's own server: arboristctl migrate --rehearse embedded"));
    {
        Connection stage = context.connect();
        m_stageVersion = stage.serverVersion();
        m_stageBytes =
            stage.exec(QStringLiteral("SELECT pg_database_size(current_database())")).integer(0, 0);
    }
    try {
        if (mayBeside && request.place != RehearsalPlace::Embedded)
            makeBeside(request, context);
        else
            makeEmbedded(request, context);
    } catch (...) {
        drop();
        throw;
    }
}

ScratchCopy::~ScratchCopy()
{
    drop();
}

void ScratchCopy::makeBeside(const RehearsalRequest &request, OperationContext &context)
{
    m_server = withDatabase(request.address, QStringLiteral("postgres"));
    try {
        Connection server = Connection::open(m_server, context.stop);
        dropLeftOvers(server);
        if (copyWhole(request, server)) {
            m_place = tr("a copy with all rows, on the stage's own server");
            return;
        }
        makeEmpty(request.address, server);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled || request.place == RehearsalPlace::SameServer ||
            m_isMade)
            throw;
        m_notes << tr("No copy on the stage's own server: %1").arg(error.message());
        makeEmbedded(request, context);
        return;
    }
    m_place = tr("a copy without rows, on the stage's own server");
    m_notes += copySchema(m_info, context);
}

bool ScratchCopy::copyWhole(const RehearsalRequest &request, Connection &server)
{
    if (m_stageBytes > request.maxCopyBytes) {
        m_notes << tr("The database has %1: copied without its rows.")
                       .arg(QLocale().formattedDataSize(m_stageBytes));
        return false;
    }
    try {
        server.exec(QStringLiteral("CREATE DATABASE %1 TEMPLATE %2")
                        .arg(postgres::quoteIdentifier(m_name),
                             postgres::quoteIdentifier(request.address.database())));
    } catch (const Error &error) {
        if (error.sqlState() != u"55006") // somebody is connected to it
            throw;
        m_notes << tr("Others are connected to the database: copied without its rows.");
        return false;
    }
    m_isMade = m_hasRows = true;
    m_info = withDatabase(request.address, m_name);
    return true;
}

void ScratchCopy::makeEmpty(const ConnectionInfo &server, Connection &connection)
{
    // Without what an administrator has put into template1, which the dump brings itself.
    connection.exec(QStringLiteral("CREATE DATABASE %1 TEMPLATE template0")
                        .arg(postgres::quoteIdentifier(m_name)));
    m_isMade = true;
    m_info = withDatabase(server, m_name);
}

void ScratchCopy::makeEmbedded(const RehearsalRequest &request, OperationContext &context)
{
    m_embedded =
        std::make_unique<postgres::EmbeddedServer>(postgres::EmbeddedServer::start(context));
    m_server = m_embedded->connectionInfo();
    Connection server = Connection::open(m_server, context.stop);
    dropLeftOvers(server);
    makeEmpty(m_server, server);
    m_place = tr("a copy without rows, on Arborist's own server");
    const int ours = server.serverVersion() / 10000;
    const int theirs = m_stageVersion / 10000;
    if (ours != theirs)
        m_notes << tr("The stage runs PostgreSQL %1, the copy %2: what differs between them is "
                      "not seen.")
                       .arg(theirs)
                       .arg(ours);
    m_notes += copySchema(m_info, context);
}

void ScratchCopy::drop() noexcept
{
    if (!m_isMade)
        return;
    m_isMade = false;
    try {
        Connection server = Connection::open(m_server);
        server.exec(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)")
                        .arg(postgres::quoteIdentifier(m_name)));
    } catch (const std::exception &error) {
        // The next rehearsal tries again.
        log::warning(
            QStringLiteral("%1 was not dropped: %2").arg(m_name, QString::fromUtf8(error.what())));
    }
}

} // namespace arborist::migrations
