// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kills/killed_shop.h"

#include "tests/backup/rich_database.h"
#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::testing {

namespace {

const char *const kOld = R"(
SET client_min_messages = error;
SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
DROP SCHEMA public CASCADE; CREATE SCHEMA public;
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users);
CREATE TABLE big (id serial PRIMARY KEY, users int REFERENCES users, note text);
INSERT INTO users SELECT g, 'old' || g || '@example.com' FROM generate_series(1, 2000) g;
INSERT INTO posts SELECT g, g FROM generate_series(1, 2000) g;
INSERT INTO big (users, note) SELECT g % 2000 + 1, repeat(md5(g::text), 6) FROM generate_series(1, 20000) g;
CREATE INDEX ON big (note);
CREATE TABLE left_side (id int PRIMARY KEY, other int);
CREATE TABLE right_side (id int PRIMARY KEY, other int REFERENCES left_side);
INSERT INTO left_side SELECT g, g FROM generate_series(1, 200) g;
INSERT INTO right_side SELECT g, g FROM generate_series(1, 200) g;
ALTER TABLE left_side ADD FOREIGN KEY (other) REFERENCES right_side;
SELECT setval('big_id_seq', 20000);
SELECT lo_from_bytea(4711, repeat('large ', 5000)::bytea);
COMMENT ON DATABASE local IS 'the shop''s';
ALTER DATABASE local SET work_mem = '5MB';
)";

/// Rows lie where there was room: their order tells nothing.
void sortRows(QByteArrayList &lines)
{
    for (auto line = lines.begin(); line != lines.end(); ++line) {
        if (!line->startsWith("COPY "))
            continue;
        const auto end = std::find(line + 1, lines.end(), QByteArray("\\."));
        std::sort(line + 1, end);
        line = end - 1;
    }
}

} // namespace

KilledShop::KilledShop()
{
    m_fixture.reset();
    m_environment = QProcessEnvironment::systemEnvironment();
    m_fixture.writeFile(QStringLiteral("migrations/001_users.sql"),
                        "-- Up\nCREATE TABLE users (id int PRIMARY KEY, email text);\n"
                        "-- Down\nDROP TABLE users;\n");
    m_fixture.writeFile(QStringLiteral("migrations/002_posts.sql"),
                        "-- Up\nCREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES "
                        "users);\n-- Down\nDROP TABLE posts;\n");
    m_fixture.writeFile(QStringLiteral("seeds/users.csv"),
                        "id,email\n1,anna@example.com\n2,bo@example.com\n9001,eve@example.com\n");
    // Everything that a run may leave outside of its database is below one folder.
    for (const char *name : {"data", "temporary", "runtime", "out"})
        QDir().mkpath(path(QString::fromLatin1(name)));
    QFile::setPermissions(path(QStringLiteral("runtime")),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), path(QStringLiteral("runtime")));
    m_environment.insert(QStringLiteral("TMPDIR"), path(QStringLiteral("temporary")));
    makeOld();
}

void KilledShop::makeOld()
{
    const QByteArray aside = ask("SELECT datname FROM pg_database WHERE datname LIKE 'local_%'");
    for (const QByteArray &name : aside.split('\n')) {
        if (!name.isEmpty())
            ask("DROP DATABASE \"" + name + "\" WITH (FORCE)");
    }
    ask(kOld, QStringLiteral("local"));
}

QByteArray KilledShop::ask(const QByteArray &sql, const QString &database) const
{
    return m_fixture.cluster().psql(database, sql).trimmed();
}

QByteArray KilledShop::state(const QString &database) const
{
    const RanProgram program = runProgram(
        QStringLiteral("/tmp"), QStringLiteral("pg_dump"),
        {QStringLiteral("--create"), QStringLiteral("-h"), m_fixture.cluster().socketFolder(),
         QStringLiteral("-U"), QStringLiteral("postgres"), QStringLiteral("-d"), database});
    if (!program.fine)
        qFatal("pg_dump: %s", program.output.constData());
    QByteArrayList lines;
    for (const QByteArray &line : program.output.split('\n')) {
        if (!line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict "))
            lines << line;
    }
    sortRows(lines);
    // When a migration was applied differs from run to run.
    static const QRegularExpression moment(
        QStringLiteral(R"(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+00)"));
    QString text = QString::fromUtf8(lines.join('\n'));
    text.replace(moment, QStringLiteral("MOMENT"));
    return text.toUtf8();
}

QByteArray KilledShop::stateOfBackup(const QString &file)
{
    ask("DROP DATABASE IF EXISTS looked_at; CREATE DATABASE looked_at");
    const QString to =
        QStringLiteral("-h %1 -U postgres -d looked_at").arg(m_fixture.cluster().socketFolder());
    const QString command =
        file.endsWith(QStringLiteral(".gz"))
            ? QStringLiteral("gzip -dc '%1' | psql -XqAt -v ON_ERROR_STOP=1 %2").arg(file, to)
            : QStringLiteral("pg_restore --exit-on-error %2 '%1'").arg(file, to);
    const RanProgram restored = runProgram(
        QStringLiteral("/tmp"), QStringLiteral("bash"),
        {QStringLiteral("-o"), QStringLiteral("pipefail"), QStringLiteral("-c"), command});
    const QByteArray found =
        restored.fine ? state(QStringLiteral("looked_at")) : "not restored: " + restored.output;
    ask("DROP DATABASE looked_at");
    return found;
}

void KilledShop::start(QProcess &program, const QStringList &words) const
{
    program.setProcessEnvironment(m_environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.setWorkingDirectory(path(QStringLiteral("project")));
    program.start(QStringLiteral(ARBORISTCTL),
                  QStringList{QStringLiteral("--target"), QStringLiteral("local"),
                              QStringLiteral("--yes"), QStringLiteral("--confirm"),
                              QStringLiteral("local"), QStringLiteral("--no-progress")} +
                      words);
    if (!program.waitForStarted())
        qFatal("arboristctl does not start");
}

Ended KilledShop::run(const QStringList &words) const
{
    QProcess program;
    start(program, words);
    if (!program.waitForFinished(120'000))
        qFatal("arboristctl %s does not end", qPrintable(words.join(u' ')));
    const bool isWhole = program.exitStatus() == QProcess::NormalExit;
    return {isWhole ? program.exitCode() : -1, program.readAll()};
}

QJsonObject KilledShop::lastRun() const
{
    const Ended ended = run({QStringLiteral("history"), QStringLiteral("--json"),
                             QStringLiteral("--limit"), QStringLiteral("1")});
    const QJsonObject run = QJsonDocument::fromJson(ended.said)[u"runs"][0].toObject();
    if (run.isEmpty())
        qFatal("history: %s", ended.said.constData());
    return run;
}

QByteArray KilledShop::leftovers() const
{
    QByteArray left = ask("SELECT 'database ' || datname FROM pg_database WHERE datname NOT IN "
                          "('postgres', 'template0', 'template1', 'local', 'production') AND "
                          "datname NOT LIKE 'local\\_before\\_%' UNION ALL "
                          "SELECT 'role ' || rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' "
                          "AND rolname <> 'postgres' UNION ALL "
                          "SELECT 'comment ' || description FROM pg_shdescription WHERE "
                          "description LIKE '%being restored%'") +
                      '\n';
    const auto look = [&](const QString &folder, const QStringList &names) {
        QDirIterator files(path(folder), names,
                           QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            left += files.next().toUtf8() + '\n';
    };
    const QStringList everything{QStringLiteral("*")};
    look(QStringLiteral("runtime"), everything);
    look(QStringLiteral("temporary"), everything);
    look(QStringLiteral("data/swaps"), everything);
    for (const char *folder : {"project", "out", "data"})
        look(QString::fromLatin1(folder),
             {QStringLiteral("*.partial*"), QStringLiteral("*.former")});
    return left.trimmed();
}

QStringList KilledShop::backups() const
{
    QStringList names =
        QDir(path(QStringLiteral("project/backups/db")))
            .entryList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    names.removeAll(QStringLiteral(".gitignore"));
    names.removeAll(QStringLiteral("automated"));
    return names;
}

void KilledShop::removeBackups() const
{
    QDir(path(QStringLiteral("project/backups"))).removeRecursively();
}

QByteArray KilledShop::exported() const
{
    const RanProgram sums = runProgram(
        QStringLiteral("/tmp"), QStringLiteral("sh"),
        {QStringLiteral("-c"), QStringLiteral("cd '%1' && sha256sum --strict --quiet -c "
                                              "SHA256SUMS && grep -v manifest SHA256SUMS")
                                   .arg(exportFolder())});
    return sums.fine ? sums.output : QByteArray();
}

bool isSameState(const QByteArray &found, const QByteArray &wanted)
{
    constexpr qint64 kLeftOut = 32;
    static const QRegularExpression setval(
        QStringLiteral(R"(^SELECT pg_catalog\.setval\('(.*)', (\d+), true\);$)"));
    const QByteArrayList a = found.split('\n');
    const QByteArrayList b = wanted.split('\n');
    return std::ranges::equal(a, b, [](const QByteArray &one, const QByteArray &other) {
        if (one == other)
            return true;
        const QRegularExpressionMatch is = setval.match(QString::fromUtf8(one));
        const QRegularExpressionMatch was = setval.match(QString::fromUtf8(other));
        const qint64 ahead = is.captured(2).toLongLong() - was.captured(2).toLongLong();
        return is.hasMatch() && was.hasMatch() && is.captured(1) == was.captured(1) && ahead >= 0 &&
               ahead <= kLeftOut;
    });
}

} // namespace arborist::testing
