// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/migration_applier.h"

#include "services/demo/resource.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::demo {
namespace {

const QByteArray kBreakpoint = QByteArrayLiteral("--> statement-breakpoint");

constexpr auto kLedger = R"(
CREATE SCHEMA IF NOT EXISTS "drizzle";
CREATE TABLE IF NOT EXISTS "drizzle"."__drizzle_migrations"
    (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
)";

} // namespace

void MigrationApplier::apply(int pending)
{
    const QJsonArray entries =
        QJsonDocument::fromJson(
            readResource(kProjectRoot + QStringLiteral("/drizzle/meta/_journal.json")))
            .object()[u"entries"]
            .toArray();
    m_connection.execScript(kLedger);
    for (qsizetype n = 0; n < entries.size() - pending; ++n) {
        const QJsonObject entry = entries[n].toObject();
        applyOne(entry[u"tag"].toString(), entry[u"when"].toInteger());
    }
}

void MigrationApplier::applyOne(const QString &tag, qint64 when)
{
    const QByteArray file = readResource(kProjectRoot + QStringLiteral("/drizzle/%1.sql").arg(tag));
    m_connection.execScript("BEGIN");
    for (qsizetype from = 0; from <= file.size();) {
        const qsizetype to = file.indexOf(kBreakpoint, from);
        m_connection.execScript(file.mid(from, to < 0 ? -1 : to - from));
        from = to < 0 ? file.size() + 1 : to + kBreakpoint.size();
    }
    const QByteArray hash = QCryptographicHash::hash(file, QCryptographicHash::Sha256).toHex();
    m_connection.exec(
        QStringLiteral(
            "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)"),
        {QString::fromLatin1(hash), QString::number(when)});
    m_connection.execScript("COMMIT");
}

} // namespace arborist::demo
