// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/audit.h"

#include "services/core/audit_forward.h"
#include "services/core/error.h"
#include "services/core/operation_context.h"
#include "services/core/run_log.h"
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>
#include <spdlog/spdlog.h>
// Needs what spdlog.h declares.
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/udp_sink.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace arborist;

namespace {

/// Where syslog(3) sends to; nothing else can be said to it.
constexpr char kSystemLog[] = "/dev/log";

/// A listener in the place of the system's, where there is none and we may make one.
class SystemLog
{
public:
    SystemLog()
    {
        if (::access(kSystemLog, F_OK) == 0)
            return;
        m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, kSystemLog, sizeof address.sun_path);
        m_bound = ::bind(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
        const timeval patience{30, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~SystemLog()
    {
        if (m_socket >= 0)
            ::close(m_socket);
        if (m_bound)
            ::unlink(kSystemLog);
    }
    Q_DISABLE_COPY_MOVE(SystemLog)

    bool isListening() const { return m_bound; }
    QByteArray next() const
    {
        QByteArray text(1 << 16, '\0');
        const ssize_t size = ::recv(m_socket, text.data(), size_t(text.size()), 0);
        return text.left(qMax<qsizetype>(0, size));
    }

private:
    int m_socket = -1;
    bool m_bound = false;
};

class BrokenSink final : public spdlog::sinks::base_sink<std::mutex>
{
protected:
    void sink_it_(const spdlog::details::log_msg &) override
    {
        throw spdlog::spdlog_ex("the collector is gone");
    }
    void flush_() override {}
};

} // namespace

/// The audit's rows: what they tell, how they leave the program, and those of older versions.
class AuditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyRowTellsAll();
    void rowsOfOlderVersionsHold();
    void changedRowsOfBothFormsAreFound_data();
    void changedRowsOfBothFormsAreFound();
    void theExportCarriesTheChain();
    void anExportSinceATime();
    void aDamagedRowIsExportedAsItIs();
    void anExportIsWholeOrNot();
    void sinceReadsDates();
    void rowsReachADatagramListener();
    void rowsReachTheSystemLog();
    void noCollectorFailsARun();

private:
    RunRecord record(const QString &caller = QStringLiteral("desk")) const;
    QString done(bool toSyslog = false) const;
    QString refused(bool toSyslog = false) const;
    void sql(const QString &statement) const;
    std::vector<QJsonObject> exported(const QDateTime &since = {}) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void AuditTest::init()
{
    qunsetenv("ARBORIST_AUDIT_SYSLOG");
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("history.sqlite"));
}

void AuditTest::cleanup()
{
    setAuditSink({});
}

RunRecord AuditTest::record(const QString &caller) const
{
    RunRecord run;
    run.operation = QStringLiteral("repair dates");
    run.workspace = QStringLiteral("/projekt ä");
    run.stage = QStringLiteral("local");
    run.host = QStringLiteral("localhost:5432");
    run.database = QStringLiteral("tracker");
    run.fingerprint = QStringLiteral("73/1");
    run.plan = {{QStringLiteral("operation"), run.operation},
                {QStringLiteral("caller"), caller},
                {QStringLiteral("hash"), QStringLiteral("c0ffee")}};
    return run;
}

QString AuditTest::done(bool toSyslog) const
{
    const RunLog log(m_file, toSyslog);
    RunRecord run = record();
    log.begin(run);
    Report report;
    report.run = run.id;
    report.operation = run.operation;
    log.finish(report, 12);
    return run.id;
}

QString AuditTest::refused(bool toSyslog) const
{
    return RunLog(m_file, toSyslog)
        .refuse(record(QStringLiteral("pipeline")),
                Error::refused(QStringLiteral("It is protected."), {}));
}

void AuditTest::sql(const QString &statement) const
{
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("by"));
        database.setDatabaseName(m_file);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("by"));
}

std::vector<QJsonObject> AuditTest::exported(const QDateTime &since) const
{
    std::vector<QJsonObject> rows;
    const qint64 count = exportAudit(
        [&rows](const QByteArray &line) {
            if (!line.endsWith('\n') || line.count('\n') != 1)
                qFatal("not a line");
            rows.push_back(QJsonDocument::fromJson(line).object());
        },
        since, m_file);
    if (count != qint64(rows.size()))
        qFatal("another number of rows");
    return rows;
}

void AuditTest::everyRowTellsAll()
{
    const QString id = done();
    refused();
    const auto rows = exported();
    QCOMPARE(rows.size(), size_t(3));
    const QStringList outcomes{QStringLiteral("under_way"), QStringLiteral("succeeded"),
                               QStringLiteral("refused")};
    const QStringList events{QStringLiteral("begun"), QStringLiteral("finished"),
                             QStringLiteral("refused")};
    for (qsizetype i = 0; i < 3; ++i) {
        const QJsonObject &row = rows[size_t(i)];
        QCOMPARE(row[u"event"].toString(), events[i]);
        const QJsonObject data = row[u"data"].toObject();
        QCOMPARE(data[u"form"].toInt(), 2);
        QCOMPARE(data[u"outcome"].toString(), outcomes[i]);
        QVERIFY(!data[u"who"].toString().isEmpty());
        QVERIFY(!data[u"who"].toString().contains(u'@'));
        QCOMPARE(data[u"machine"].toString(), QSysInfo::machineHostName());
        QCOMPARE(data[u"caller"].toString(),
                 i == 2 ? QStringLiteral("pipeline") : QStringLiteral("desk"));
        QCOMPARE(data[u"stage"].toString(), QStringLiteral("local"));
        QCOMPARE(data[u"fingerprint"].toString(), QStringLiteral("73/1"));
        QCOMPARE(data[u"operation"].toString(), QStringLiteral("repair dates"));
        QCOMPARE(data[u"workspace"].toString(), QStringLiteral("/projekt ä"));
        QCOMPARE(data[u"plan_hash"].toString(), QStringLiteral("c0ffee"));
        QCOMPARE(data[u"plan_sha256"].toString().size(), 64);
        QCOMPARE(data.contains(u"report_sha256"), i != 0);
    }
    QCOMPARE(rows[0][u"run"].toString(), id);
    QCOMPARE(rows[1][u"data"][u"rows"].toInt(), 12);
    QVERIFY(!verifyAudit(m_file).brokenAt);
}

void AuditTest::rowsOfOlderVersionsHold()
{
    // A history as the version before wrote it: data in the first form, its hashes as they were.
    done();
    refused();
    const QString id = RunLog(m_file).runs().back().id;
    const auto stored = [this](const QString &statement) {
        QVariant value;
        {
            auto database =
                QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("reads"));
            database.setDatabaseName(m_file);
            if (!database.open())
                qFatal("no history");
            QSqlQuery query(database);
            if (!query.exec(statement) || !query.next())
                qFatal("nothing there");
            value = query.value(0);
        }
        QSqlDatabase::removeDatabase(QStringLiteral("reads"));
        return value.toString();
    };
    const auto digest = [](const QString &text) {
        return QString::fromLatin1(
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
    };
    QByteArray previous(64, '0');
    for (int number = 1; number <= 3; ++number) {
        const QString where = QStringLiteral(" FROM audit WHERE number = %1").arg(number);
        const QString run = stored(QStringLiteral("SELECT run") + where);
        const QString ofRun = QStringLiteral(" FROM runs WHERE id = '%1'").arg(run);
        const QString event = stored(QStringLiteral("SELECT event") + where);
        QJsonObject data;
        if (event != u"finished")
            data = {{QStringLiteral("operation"), QStringLiteral("repair dates")},
                    {QStringLiteral("workspace"), QStringLiteral("/projekt ä")},
                    {QStringLiteral("stage"), QStringLiteral("local")},
                    {QStringLiteral("host"), QStringLiteral("localhost:5432")},
                    {QStringLiteral("database"), QStringLiteral("tracker")},
                    {QStringLiteral("fingerprint"), QStringLiteral("73/1")},
                    {QStringLiteral("who"), stored(QStringLiteral("SELECT who") + ofRun)},
                    {QStringLiteral("plan_sha256"),
                     digest(stored(QStringLiteral("SELECT plan") + ofRun))},
                    {QStringLiteral("undoes"), QString()}};
        if (event != u"begun") {
            data[QStringLiteral("outcome")] = stored(QStringLiteral("SELECT outcome") + ofRun);
            data[QStringLiteral("rows")] = event == u"refused" ? 0 : 12;
            data[QStringLiteral("report_sha256")] =
                digest(stored(QStringLiteral("SELECT report") + ofRun));
        }
        const QByteArray json = QJsonDocument(data).toJson(QJsonDocument::Compact);
        const QByteArray line = QByteArrayList{previous,
                                               QByteArray::number(number),
                                               stored(QStringLiteral("SELECT at") + where).toUtf8(),
                                               event.toUtf8(),
                                               run.toUtf8(),
                                               json}
                                    .join('\n');
        previous = QCryptographicHash::hash(line, QCryptographicHash::Sha256).toHex();
        sql(QStringLiteral("UPDATE audit SET data = '%1', hash = '%2' WHERE number = %3")
                .arg(QString::fromUtf8(json), QString::fromLatin1(previous))
                .arg(number));
    }
    sql(QStringLiteral("UPDATE audit_head SET hash = '%1'").arg(QString::fromLatin1(previous)));
    AuditVerdict verdict = verifyAudit(m_file);
    QVERIFY2(!verdict.brokenAt, qPrintable(verdict.problem));
    QCOMPARE(verdict.rows, 3);
    // It goes on in today's form, on the same chain.
    done();
    verdict = verifyAudit(m_file);
    QVERIFY2(!verdict.brokenAt, qPrintable(verdict.problem));
    QCOMPARE(verdict.rows, 5);
    const auto rows = exported();
    QVERIFY(!rows[2][u"data"].toObject().contains(u"form"));
    QCOMPARE(rows[3][u"data"][u"form"].toInt(), 2);
    QCOMPARE(rows[3][u"previous"], rows[2][u"hash"]);
    // What the first form does not tell is still held against the run.
    sql(QStringLiteral("UPDATE runs SET stage = 'other' WHERE id = '%1'").arg(id));
    QCOMPARE(verifyAudit(m_file).brokenAt.value_or(0), 1);
}

void AuditTest::changedRowsOfBothFormsAreFound_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<int>("brokenAt");
    QTest::newRow("nothing") << QStringLiteral("SELECT 1") << 0;
    QTest::newRow("who") << QStringLiteral("UPDATE audit SET data = replace(data, '\"who\":\"', "
                                           "'\"who\":\"x') WHERE number = 2")
                         << 2;
    QTest::newRow("a refusal made a success")
        << QStringLiteral(
               "UPDATE audit SET data = replace(data, 'refused', 'succeeded') WHERE number = 3")
        << 3;
    QTest::newRow("made a row of the first form")
        << QStringLiteral(
               "UPDATE audit SET data = replace(data, '\"form\":2,', '') WHERE number = 1")
        << 1;
    QTest::newRow("the run's machine")
        << QStringLiteral("UPDATE runs SET who = 'me@elsewhere' WHERE outcome = 'refused'") << 3;
    QTest::newRow("the run's plan")
        << QStringLiteral("UPDATE runs SET plan = replace(plan, 'c0ffee', 'decaff') "
                          "WHERE outcome = 'succeeded'")
        << 1;
}

void AuditTest::changedRowsOfBothFormsAreFound()
{
    QFETCH(QString, statement);
    QFETCH(int, brokenAt);
    done();
    refused();
    sql(statement);
    QCOMPARE(int(verifyAudit(m_file).brokenAt.value_or(0)), brokenAt);
}

void AuditTest::theExportCarriesTheChain()
{
    for (int i = 0; i < 5; ++i)
        done();
    refused();
    QString previous(64, u'0');
    int number = 0;
    for (const QJsonObject &row : exported()) {
        QCOMPARE(row[u"number"].toInt(), ++number);
        QCOMPARE(row[u"previous"].toString(), previous);
        const QByteArray data =
            QJsonDocument(row[u"data"].toObject()).toJson(QJsonDocument::Compact);
        const QByteArray line = QByteArrayList{previous.toLatin1(),
                                               QByteArray::number(number),
                                               row[u"at"].toString().toUtf8(),
                                               row[u"event"].toString().toUtf8(),
                                               row[u"run"].toString().toUtf8(),
                                               data}
                                    .join('\n');
        previous = row[u"hash"].toString();
        QCOMPARE(
            QString::fromLatin1(QCryptographicHash::hash(line, QCryptographicHash::Sha256).toHex()),
            previous);
    }
    QCOMPARE(number, 11);
    QVERIFY(!verifyAudit(m_file).brokenAt); // as before
}

void AuditTest::anExportSinceATime()
{
    done();
    done();
    sql(QStringLiteral("UPDATE audit SET at = '2026-03-01T10:00:00.000Z' WHERE number <= 2"));
    sql(QStringLiteral("UPDATE audit SET at = '2026-03-02T10:00:00.000Z' WHERE number > 2"));
    const auto since = [](const char *text) {
        return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
    };
    QCOMPARE(exported(since("2026-02-28T00:00:00Z")).size(), size_t(4));
    const auto rows = exported(since("2026-03-02T00:00:00Z"));
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(rows.front()[u"number"].toInt(), 3);
    QCOMPARE(rows.front()[u"previous"].toString().size(), 64);
    QCOMPARE(exported(since("2026-03-02T11:00:00+01:00")).size(), size_t(2));
    QCOMPARE(exported(since("2026-03-02T10:00:01Z")).size(), size_t(0));
}

void AuditTest::aDamagedRowIsExportedAsItIs()
{
    done();
    sql(QStringLiteral("UPDATE audit SET data = 'no \"json\"' WHERE number = 1"));
    const auto rows = exported();
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(rows[0][u"data"].toString(), QStringLiteral("no \"json\""));
    QVERIFY(rows[1][u"data"].isObject());
    QCOMPARE(verifyAudit(m_file).brokenAt.value_or(0), 1);
}

void AuditTest::anExportIsWholeOrNot()
{
    done();
    const QString path = m_folder->filePath(QStringLiteral("out.jsonl"));
    OperationContext context;
    QCOMPARE(exportAuditTo(path, {}, context, m_file), 2);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    QCOMPARE(whole.count('\n'), 2);
    QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    done();
    std::stop_source stop;
    context.stop = stop.get_token();
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Error, exportAuditTo(path, {}, context, m_file));
    QFile again(path);
    QVERIFY(again.open(QIODevice::ReadOnly));
    QCOMPARE(again.readAll(), whole); // the former one stays
    QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("out.*")}).size(), 1);
}

void AuditTest::sinceReadsDates()
{
    QCOMPARE(auditSince(QStringLiteral("2026-11-21T06:45:12Z")).toMSecsSinceEpoch(),
             1795243512000LL);
    QCOMPARE(auditSince(QStringLiteral("2026-11-21")).date(), QDate(2026, 11, 21));
    QVERIFY_THROWS_EXCEPTION(Error, auditSince(QStringLiteral("yesterday")));
    QVERIFY_THROWS_EXCEPTION(Error, auditSince(QStringLiteral("21.11.2026")));
}

void AuditTest::rowsReachADatagramListener()
{
    QUdpSocket listener;
    listener.setProxy(QNetworkProxy::NoProxy);
    QVERIFY(listener.bind(QHostAddress::LocalHost, 0));
    setAuditSink(std::make_shared<spdlog::sinks::udp_sink_mt>(
        spdlog::sinks::udp_sink_config("127.0.0.1", listener.localPort())));
    done(); // nobody asked
    qputenv("ARBORIST_AUDIT_SYSLOG", "1");
    const QString id = done();
    qunsetenv("ARBORIST_AUDIT_SYSLOG");
    refused(true); // as the workspace file asks
    std::vector<QJsonObject> received;
    const auto complete = [&] {
        while (listener.hasPendingDatagrams()) {
            QByteArray text(int(listener.pendingDatagramSize()), '\0');
            listener.readDatagram(text.data(), text.size());
            received.push_back(QJsonDocument::fromJson(text).object());
        }
        return received.size() == 3;
    };
    QTRY_VERIFY_WITH_TIMEOUT(complete(), 60000);
    const auto rows = exported();
    QCOMPARE(rows.size(), size_t(5));
    for (size_t i = 0; i < 3; ++i)
        QCOMPARE(received[i], rows[i + 2]); // the very lines of an export
    QCOMPARE(received[0][u"run"].toString(), id);
    QCOMPARE(received[2][u"data"][u"outcome"].toString(), QStringLiteral("refused"));
}

void AuditTest::rowsReachTheSystemLog()
{
    const SystemLog log;
    if (!log.isListening())
        QSKIP("the system has a log of its own at /dev/log, or does not let us listen there");
    const QString id = done(true);
    refused(true);
    for (const char *outcome : {"under_way", "succeeded", "refused"}) {
        const QByteArray line = log.next(); // <priority>time arborist-audit[pid]: {...}
        QVERIFY2(line.contains("arborist-audit["), line.constData());
        const QByteArray json = line.mid(line.indexOf('{')).replace('\0', "");
        const QJsonObject row = QJsonDocument::fromJson(json).object();
        QCOMPARE(row[u"data"][u"outcome"].toString(), QString::fromLatin1(outcome));
        // LOG_USER with LOG_INFO, and LOG_WARNING for a refusal.
        QVERIFY2(line.startsWith(qstrcmp(outcome, "refused") == 0 ? "<12>" : "<14>"),
                 line.constData());
    }
    QCOMPARE(exported().front()[u"run"].toString(), id);
}

void AuditTest::noCollectorFailsARun()
{
    setAuditSink(std::make_shared<BrokenSink>());
    done(true);
    refused(true);
    QCOMPARE(verifyAudit(m_file).rows, 3);
    QVERIFY(!verifyAudit(m_file).brokenAt);
}

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"
