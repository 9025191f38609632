// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/demo/demo_workspace.h"
#include "services/hierarchy/discovery.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <optional>
#include <set>
#include <thread>

using namespace arborist;
using demo::DemoWorkspace;
using postgres::Connection;
using postgres::EmbeddedServer;

namespace {

const QStringList kStages = {QStringLiteral("local"), QStringLiteral("staging"),
                             QStringLiteral("production")};

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeAll(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

using Ids = std::set<qint64>;

Ids idsOf(const QJsonArray &array)
{
    Ids ids;
    for (const auto &id : array)
        ids.insert(id.toInteger());
    return ids;
}

} // namespace

class DemoWorkspaceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void folderLooksLikeAProject();
    void manifestIsWhatSqlFinds_data();
    void manifestIsWhatSqlFinds();
    void scanFindsTheManifest_data();
    void scanFindsTheManifest();
    void nothingIsInFlight();
    void stagesDifferAsTheyShould();
    void secondTimeNothingIsWritten();
    void folderIsMended();
    void missingStageIsMadeAnew();
    void cancelledBuildIsRedone();
    void otherSizeRebuildsLocalOnly();

private:
    DemoWorkspace prepare(std::optional<qint64> items = demo::kUsualItems);
    Connection open(const QString &stage);
    QString query(const QString &stage, const QString &sql);
    QByteArray contentOf(const QString &stage);
    QStringList builtAt();
    QJsonObject manifestOf(const QString &stage) const;
    QString path(const QString &name) const { return m_folder + u'/' + name; }

    QTemporaryDir m_dataFolder;
    std::optional<EmbeddedServer> m_server;
    QString m_folder;
};

DemoWorkspace DemoWorkspaceTest::prepare(std::optional<qint64> items)
{
    OperationContext context;
    return DemoWorkspace::prepare(*m_server, {.items = items}, context);
}

Connection DemoWorkspaceTest::open(const QString &stage)
{
    return Connection::open(m_server->connectionInfo(QStringLiteral("demo_") + stage));
}

QString DemoWorkspaceTest::query(const QString &stage, const QString &sql)
{
    return open(stage).exec(sql).text(0, 0);
}

QByteArray DemoWorkspaceTest::contentOf(const QString &stage)
{
    return query(stage, QStringLiteral(
                            "SELECT md5(string_agg(t::text, '' ORDER BY id)) || "
                            "(SELECT md5(string_agg(e::text, '' ORDER BY id)) FROM time_entries e)"
                            " FROM items t"))
        .toLatin1();
}

QStringList DemoWorkspaceTest::builtAt()
{
    QStringList times;
    for (const QString &stage : kStages)
        times << query(stage, QStringLiteral("SELECT built_at FROM arborist_demo.marker"));
    return times;
}

QJsonObject DemoWorkspaceTest::manifestOf(const QString &stage) const
{
    const QByteArray json = readAll(path(QStringLiteral("manifest.%1.json").arg(stage)));
    return QJsonDocument::fromJson(json).object();
}

void DemoWorkspaceTest::initTestCase()
{
    // The server's account has to pass through.
    QVERIFY(QFile::setPermissions(m_dataFolder.path(),
                                  QFile::permissions(m_dataFolder.path()) | QFile::ExeOther));
    qputenv("ARBORIST_DATA_DIR", m_dataFolder.path().toUtf8());
    OperationContext context;
    m_server.emplace(EmbeddedServer::start(context));
    m_folder = prepare().folder();
}

void DemoWorkspaceTest::cleanupTestCase()
{
    m_server.reset();
}

void DemoWorkspaceTest::folderLooksLikeAProject()
{
    QCOMPARE(m_folder, dataFolder() + QStringLiteral("/demo/acme-tracker"));
    for (const char *name : {"arborist.toml", "package.json", "drizzle.config.ts", "src/schema.ts",
                             "README.md", "queries/active-emails.sql", "seeds/organizations.csv",
                             "drizzle/meta/_journal.json", "manifest.staging.json"})
        QVERIFY2(QFile::exists(path(QLatin1String(name))), name);
    QVERIFY(readAll(path(QStringLiteral("arborist.toml"))).contains("max_depth = 11"));
    const QString local = m_server->connectionInfo(QStringLiteral("demo_local")).toUrl();
    QVERIFY(readAll(path(QStringLiteral(".env")))
                .contains("\nDB_CONNECTION_STRING=\"" + local.toUtf8() + "\"\n"));
    for (const char *name : {".env", ".env.staging", ".env.production"}) {
        const QByteArray text = readAll(path(QLatin1String(name)));
        QVERIFY2(text.contains("DB_CONNECTION_STRING=\"postgresql://"), name);
        QVERIFY2(!text.contains("@URL:"), name);
        QCOMPARE(QFile::permissions(path(QLatin1String(name))) & QFile::ReadOther,
                 QFile::Permissions());
    }
    // The saved queries and the seeds fit the schema.
    for (const auto &[name, least] : {std::pair("active-emails", 50), std::pair("open-work", 5),
                                      std::pair("people-of-organization", 2)}) {
        const QByteArray query =
            readAll(path(QStringLiteral("queries/%1.sql").arg(QLatin1String(name))))
                .replace(":organization", "1");
        QVERIFY(query.startsWith("-- "));
        for (const char *stage : {"local", "staging", "production"})
            QVERIFY(open(QLatin1String(stage)).execScript(query).rows() > least);
    }
    auto connection = open(QStringLiteral("local"));
    connection.execScript("BEGIN");
    for (const char *table : {"organizations", "users", "memberships", "boards"}) {
        const QByteArray csv =
            readAll(path(QStringLiteral("seeds/%1.csv").arg(QLatin1String(table))));
        connection.beginCopyIn(
            QStringLiteral("COPY %1 (%2) FROM STDIN (FORMAT csv, HEADER)")
                .arg(QLatin1String(table), QString::fromUtf8(csv.left(csv.indexOf('\n')))));
        connection.putCopyData({csv.constData(), size_t(csv.size())});
        QVERIFY(connection.endCopyIn() >= 2);
    }
    connection.execScript(readAll(path(QStringLiteral("seeds/items.sql"))));
    connection.execScript(readAll(path(QStringLiteral("seeds/sidebar_forms.sql"))));
    connection.execScript("ROLLBACK");
}

void DemoWorkspaceTest::manifestIsWhatSqlFinds_data()
{
    QTest::addColumn<QString>("stage");
    for (const QString &stage : kStages)
        QTest::newRow(qPrintable(stage)) << stage;
}

// Every kind of every stage: the items in the manifest are exactly those that plain SQL finds.
void DemoWorkspaceTest::manifestIsWhatSqlFinds()
{
    QFETCH(QString, stage);
    auto connection = open(stage);
    connection.execScript("SET jit = off; SET work_mem = '128MB'");
    const auto found = connection.execScript(readAll(QFINDTESTDATA("expected.sql")));
    QMap<QString, Ids> expected;
    Ids drifted;
    for (int row = 0; row < found.rows(); ++row) {
        const QString kind = found.text(row, 0);
        const qint64 id = found.integer(row, 1);
        QVERIFY2(expected[kind].insert(id).second, "found twice");
        if (kind.size() == 2)
            drifted.insert(id);
    }
    const QJsonObject manifest = manifestOf(stage);
    QCOMPARE(manifest[u"stage"].toString(), stage);
    const QJsonObject drift = manifest[u"drift"].toObject();
    QCOMPARE(drift.size(), 18);
    for (auto kind = drift.begin(); kind != drift.end(); ++kind) {
        const Ids planted = idsOf(kind.value().toObject()[u"ids"].toArray());
        QCOMPARE(qint64(planted.size()), kind.value().toObject()[u"items"].toInteger());
        QVERIFY2(planted == expected.value(kind.key()),
                 qPrintable(QStringLiteral("%1: %2 in the manifest, %3 found by SQL")
                                .arg(kind.key())
                                .arg(planted.size())
                                .arg(expected.value(kind.key()).size())));
        if (stage != QStringLiteral("production"))
            QVERIFY2(!planted.empty(), qPrintable(kind.key()));
    }
    QVERIFY(idsOf(manifest[u"cut"].toArray()) == expected.value(QStringLiteral("cut")));
    QCOMPARE(manifest[u"null_for_zero"].toInteger(),
             qint64(expected.value(QStringLiteral("null for zero")).size()));
    QCOMPARE(manifest[u"drifted_items"].toInteger(), qint64(drifted.size()));
    QCOMPARE(manifest[u"items"].toInteger(),
             query(stage, QStringLiteral("SELECT count(*) FROM items")).toLongLong());
}

void DemoWorkspaceTest::scanFindsTheManifest_data()
{
    manifestIsWhatSqlFinds_data();
}

// The way a user goes: the folder's arborist.toml and .env files, then the scan.
void DemoWorkspaceTest::scanFindsTheManifest()
{
    QFETCH(QString, stage);
    const auto workspace = stages::Workspace::open(m_folder);
    QCOMPARE(workspace.defaultStage(), QStringLiteral("local"));
    QCOMPARE(workspace.sourceStage(), QStringLiteral("production"));
    const stages::Stage *found = workspace.stage(stage);
    QVERIFY(found != nullptr);
    QCOMPARE(found->isProtected, stage != QStringLiteral("local"));
    auto connection = Connection::open(workspace.resolve(*found));
    OperationContext context;
    context.connect = [&] { return Connection::open(workspace.resolve(*found)); };
    const auto mappings = hierarchy::resolve(connection, workspace.hierarchies());
    QCOMPARE(mappings.size(), size_t(1));
    const auto snapshot = hierarchy::scan({mappings.front(), {}}, connection, context);

    QMap<QString, Ids> ids;
    for (const auto &finding : snapshot->findings())
        ids[hierarchy::id(finding.kind)].insert(snapshot->idText(finding.item).toLongLong());
    const QJsonObject manifest = manifestOf(stage);
    const QJsonObject drift = manifest[u"drift"].toObject();
    for (auto kind = drift.begin(); kind != drift.end(); ++kind)
        QVERIFY2(idsOf(kind.value().toObject()[u"ids"].toArray()) == ids.value(kind.key()),
                 qPrintable(kind.key()));
    QCOMPARE(snapshot->driftedItems(), manifest[u"drifted_items"].toInteger());
    QCOMPARE(snapshot->strandedItems(), manifest[u"stranded"].toInteger());
    QCOMPARE(snapshot->nullForZero(), manifest[u"null_for_zero"].toInteger());
    QCOMPARE(snapshot->inFlightItems(), 0);
}

void DemoWorkspaceTest::nothingIsInFlight()
{
    for (const QString &stage : kStages)
        QCOMPARE(query(stage, QStringLiteral("SELECT count(*) FROM items "
                                             "WHERE updated_at > now() - interval '12 hours'")),
                 QStringLiteral("0"));
}

void DemoWorkspaceTest::stagesDifferAsTheyShould()
{
    const QString applied = QStringLiteral("SELECT count(*) FROM drizzle.__drizzle_migrations");
    QCOMPARE(query(kStages[0], applied), QStringLiteral("16"));
    QCOMPARE(query(kStages[1], applied), QStringLiteral("15"));
    QCOMPARE(query(kStages[2], applied), QStringLiteral("14"));
    QCOMPARE(query(kStages[0], QStringLiteral("SELECT count(*) FROM organizations")),
             QStringLiteral("12"));
    for (const QString &stage : kStages) {
        QVERIFY(query(stage, QStringLiteral("SELECT count(*) FROM time_entries")).toInt() > 10'000);
        QVERIFY(
            query(stage, QStringLiteral("SELECT count(*) FROM items WHERE time_spent IS NOT NULL"))
                .toInt() > 100);
        QCOMPARE(
            query(stage, QStringLiteral("SELECT count(*) FROM organizations o WHERE NOT EXISTS "
                                        "(SELECT FROM sidebar_forms f "
                                        "WHERE f.organization_id = o.id)")),
            QStringLiteral("3"));
        // All that the migrations made is still there after the load.
        QCOMPARE(query(stage, QStringLiteral("SELECT count(*) FROM pg_index "
                                             "WHERE indrelid = 'items'::regclass AND indisvalid")),
                 QStringLiteral("6"));
        QCOMPARE(
            query(stage, QStringLiteral("SELECT count(*) FROM pg_constraint WHERE contype = 'f' "
                                        "AND conrelid IN ('items'::regclass, "
                                        "'time_entries'::regclass) AND convalidated")),
            QStringLiteral("6"));
        auto connection = open(stage);
        connection.execScript("BEGIN");
        connection.exec(
            QStringLiteral("INSERT INTO items (organization_id, title) VALUES (1, 'New')"));
        connection.execScript("ROLLBACK");
    }
    QVERIFY(contentOf(kStages[0]) != contentOf(kStages[1]));
}

void DemoWorkspaceTest::secondTimeNothingIsWritten()
{
    const QStringList before = builtAt();
    open(kStages[0]).exec(QStringLiteral("UPDATE items SET title = 'Mine' WHERE id = 1"));
    QCOMPARE(prepare().folder(), m_folder);
    QCOMPARE(builtAt(), before);
    QCOMPARE(query(kStages[0], QStringLiteral("SELECT title FROM items WHERE id = 1")),
             QStringLiteral("Mine"));
}

void DemoWorkspaceTest::folderIsMended()
{
    const QString toml = path(QStringLiteral("arborist.toml"));
    const QByteArray mine = readAll(toml) + "\n# mine\n";
    writeAll(toml, mine);
    writeAll(path(QStringLiteral(".env.staging")), "DB_CONNECTION_STRING=\"postgresql:///gone\"\n");
    const QByteArray manifest = readAll(path(QStringLiteral("manifest.local.json")));
    QVERIFY(QFile::remove(path(QStringLiteral("manifest.local.json"))));
    QVERIFY(QFile::remove(path(QStringLiteral("src/schema.ts"))));
    prepare();
    QCOMPARE(readAll(toml), mine);
    QCOMPARE(readAll(path(QStringLiteral("manifest.local.json"))), manifest);
    QVERIFY(QFile::exists(path(QStringLiteral("src/schema.ts"))));
    QVERIFY(readAll(path(QStringLiteral(".env.staging"))).contains("demo_staging"));
}

void DemoWorkspaceTest::missingStageIsMadeAnew()
{
    const QByteArray content = contentOf(kStages[1]);
    const QStringList before = builtAt();
    {
        auto connection = Connection::open(m_server->connectionInfo());
        connection.exec(QStringLiteral("DROP DATABASE demo_staging"));
        // What a build that was killed leaves behind.
        connection.exec(QStringLiteral("CREATE DATABASE demo_staging_unfinished"));
    }
    prepare();
    QCOMPARE(contentOf(kStages[1]), content);
    const QStringList after = builtAt();
    QCOMPARE(after[0], before[0]);
    QVERIFY(after[1] != before[1]);
    QCOMPARE(after[2], before[2]);
    QCOMPARE(Connection::open(m_server->connectionInfo())
                 .exec(QStringLiteral("SELECT FROM pg_database WHERE datname LIKE '%unfinished'"))
                 .rows(),
             0);
}

void DemoWorkspaceTest::cancelledBuildIsRedone()
{
    const QByteArray content = contentOf(kStages[2]);
    Connection::open(m_server->connectionInfo())
        .exec(QStringLiteral("DROP DATABASE demo_production WITH (FORCE)"));
    std::stop_source stop;
    OperationContext context;
    context.stop = stop.get_token();
    std::jthread canceller([&](const std::stop_token &over) {
        while (!over.stop_requested() && context.progress->sample().done < 10'000)
            std::this_thread::yield();
        stop.request_stop();
    });
    std::optional<ErrorKind> kind;
    try {
        DemoWorkspace::prepare(*m_server, {}, context);
    } catch (const Error &error) {
        kind = error.kind();
    }
    QVERIFY(kind.has_value());
    QCOMPARE(*kind, ErrorKind::Cancelled);
    QCOMPARE(Connection::open(m_server->connectionInfo())
                 .exec(QStringLiteral("SELECT FROM pg_database WHERE datname = 'demo_production'"))
                 .rows(),
             0);
    prepare();
    QCOMPARE(contentOf(kStages[2]), content);
}

void DemoWorkspaceTest::otherSizeRebuildsLocalOnly()
{
    const QStringList before = builtAt();
    prepare(3'000);
    const QStringList small = builtAt();
    QVERIFY(small[0] != before[0]);
    QCOMPARE(small[1], before[1]);
    QCOMPARE(query(kStages[0], QStringLiteral("SELECT max(id) FROM items")),
             QStringLiteral("3000"));
    prepare(std::nullopt);
    QCOMPARE(builtAt(), small);
    prepare();
    QCOMPARE(query(kStages[0], QStringLiteral("SELECT max(id) FROM items")),
             QStringLiteral("25000"));
}

QTEST_GUILESS_MAIN(DemoWorkspaceTest)
#include "demo_workspace_test.moc"
