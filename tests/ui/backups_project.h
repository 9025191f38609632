// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/backups_window.h"
#include <QProcess>

namespace arborist {

inline const QByteArray kBackedUp = R"(
DROP SCHEMA public CASCADE; CREATE SCHEMA public;
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
CREATE TABLE items (id int PRIMARY KEY, owner int REFERENCES users, title text NOT NULL);
CREATE TABLE notes (body text);
INSERT INTO users SELECT n, 'user' || n || '@example.com' FROM generate_series(1, 20) n;
INSERT INTO items SELECT n, 1 + n % 20, 'item ' || n FROM generate_series(1, 300) n;
INSERT INTO notes VALUES ('one'), ('two');
)";

/// A project whose stage local holds a few tables, for tests of the Backups page.
class BackupsProject : public ProjectFixture
{
public:
    void reset()
    {
        ProjectFixture::reset();
        dropOthers();
        psql(kBackedUp);
    }
    /// Nothing that a restore has put aside or made stays for the next test.
    void dropOthers()
    {
        const QByteArray names =
            psqlIn("postgres", "SELECT datname FROM pg_database WHERE datname LIKE "
                               "'tracker_local_%' OR datname = 'tracker_copy'");
        for (const QByteArray &name : names.split('\n')) {
            if (!name.isEmpty())
                psqlIn("postgres", "DROP DATABASE \"" + name + "\" WITH (FORCE)");
        }
    }
    /// In the database of local.
    QByteArray psql(const QByteArray &sql) const { return psqlIn("tracker_local", sql); }
    /// Somebody else's dump, by pg_dump itself.
    void dump(const QString &file, const QStringList &options = {QStringLiteral("-Fc")}) const
    {
        QProcess process;
        process.start(QStringLiteral("pg_dump"),
                      options + QStringList{QStringLiteral("-f"), file, url("tracker_local")});
        QVERIFY(process.waitForFinished(kBackupPatience));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
    }
    /// Somebody who lets nobody else at the table items, until the object is gone.
    std::shared_ptr<void> holdItems() const
    {
        auto *holder = new QProcess;
        holder->start(QStringLiteral("psql"),
                      {url("tracker_local"), QStringLiteral("-c"),
                       QStringLiteral("BEGIN; LOCK TABLE items; SELECT pg_sleep(300)")});
        (void)QTest::qWaitFor(
            [this] {
                return psql("SELECT count(*) FROM pg_locks WHERE granted AND mode = "
                            "'AccessExclusiveLock' AND relation = 'items'::regclass") == "1";
            },
            kBackupPatience);
        return {holder, [this](QProcess *process) {
                    psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE "
                         "'%pg_sleep(300)%' AND pid <> pg_backend_pid()");
                    process->waitForFinished();
                    delete process;
                }};
    }
};

} // namespace arborist
