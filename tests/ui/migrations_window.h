// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/migrations/migration_inspector.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include <QCryptographicHash>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace arborist {

inline constexpr int kMigrationPatience = 60'000;

/// A project with the stages local, staging and broken, and a folder of Drizzle's migrations.
class MigrationsProject
{
public:
    explicit MigrationsProject(TestCluster &cluster, bool withFolder = true)
        : m_cluster(cluster),
          m_folder(cluster)
    {
        for (const char *name : {"tracker_local", "tracker_staging"}) {
            cluster.psql(QStringLiteral("postgres"),
                         QByteArray("DROP DATABASE IF EXISTS ") + name + " WITH (FORCE); ");
            cluster.psql(QStringLiteral("postgres"), QByteArray("CREATE DATABASE ") + name);
        }
        if (!withFolder)
            return;
        append(QStringLiteral("arborist.toml"),
               "\n[migrations]\ntool = \"drizzle\"\nfolder = \"drizzle\"\n");
        add(QStringLiteral("0000_init"),
            "CREATE TABLE items (id int PRIMARY KEY, title text);\n--> statement-breakpoint\n"
            "INSERT INTO items SELECT n, 'item ' || n FROM generate_series(1, 100) n;\n");
        add(QStringLiteral("0001_labels"), "CREATE INDEX labels ON items (title);\n");
        write(QStringLiteral("drizzle/0001_labels.down.sql"), "DROP INDEX labels;\n");
    }

    QString path() const { return m_folder.path(); }
    QString file(const QString &name) const { return path() + u'/' + name; }

    void add(const QString &tag, const QByteArray &sql)
    {
        write(QStringLiteral("drizzle/%1.sql").arg(tag), sql);
        m_tags << tag;
        writeJournal();
    }
    void writeJournal() const
    {
        QByteArray entries;
        for (qsizetype i = 0; i < m_tags.size(); ++i) {
            entries += QByteArray(i ? "," : "") + "\n    {\"idx\": " + QByteArray::number(i) +
                       ", \"version\": \"7\", \"when\": " + QByteArray::number(when(i)) +
                       ", \"tag\": \"" + m_tags[i].toUtf8() + "\", \"breakpoints\": true}";
        }
        write(QStringLiteral("drizzle/meta/_journal.json"),
              "{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n  \"entries\": [" +
                  entries + "\n  ]\n}");
    }
    /// Takes it out of the journal; its file stays.
    void forget(const QString &tag)
    {
        m_tags.removeOne(tag);
        writeJournal();
    }
    void write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(file(name)).path());
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    void append(const QString &name, const QByteArray &text) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::Append));
        out.write(text);
    }
    /// As drizzle-orm itself would have done it.
    void applyByHand(const QString &database, int count) const
    {
        QByteArray script = "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations "
                            "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);";
        for (int i = 0; i < count; ++i) {
            QFile sql(file(QStringLiteral("drizzle/%1.sql").arg(m_tags[i])));
            QVERIFY(sql.open(QIODevice::ReadOnly));
            const QByteArray text = sql.readAll();
            script += text +
                      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('" +
                      QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex() + "', " +
                      QByteArray::number(when(i)) + ");";
        }
        m_cluster.psql(database, script);
    }
    QByteArray psql(const QString &database, const QByteArray &sql) const
    {
        return m_cluster.psql(database, sql).trimmed();
    }

private:
    static qint64 when(qsizetype i) { return 1'790'000'000'000 + i * 60'000; }

    TestCluster &m_cluster;
    ProjectFolder m_folder;
    QStringList m_tags;
};

/// The real window on its migrations page.
class MigrationsWindow : public WindowFixture
{
public:
    explicit MigrationsWindow(const QString &place, const QString &stage = {})
    {
        open(place);
        if (!stage.isEmpty())
            session.setTarget(stage);
        waitForChecks();
        window->showPage(page().key());
        settle();
    }

    MigrationsPage &page() { return *window->findChild<MigrationsPage *>(); }
    QString status() { return page().findChild<PageHeader *>()->status(); }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !page().isBusy(); }, kMigrationPatience));
    }
    /// What the stage's column says of a migration.
    QString cell(const QString &migration, const QString &stage)
    {
        TimelineModel &model = page().model();
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 1; column < model.columnCount(); ++column) {
                if (model.index(row, 0).data() == migration &&
                    model.headerData(column, Qt::Horizontal, Qt::DisplayRole) == stage)
                    return model.index(row, column).data().toString();
            }
        }
        return QStringLiteral("not there");
    }
    QString headline(const QString &stage)
    {
        const StageReading *reading = page().model().stage(stage);
        return reading ? reading->headline() : QString();
    }
    void choose(const QString &migration)
    {
        TimelineModel &model = page().model();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data() == migration)
                page().timeline().choose(model.migrationAt(row));
        }
        settle();
    }
    PlanDialog *dialog()
    {
        (void)QTest::qWaitFor([this] { return page().flow().dialog() || !page().flow().isBusy(); },
                              kMigrationPatience);
        return page().flow().dialog();
    }
    void agree()
    {
        PlanDialog *plan = dialog();
        QVERIFY2(plan, qPrintable(note()));
        if (plan->shown().requirement == stages::Requirement::TypeName)
            QTest::keyClicks(plan->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                             plan->shown().nameToType);
        plan->accept();
        settle();
    }
    /// All that the note above the timeline says.
    QString note()
    {
        QStringList texts;
        if (page().note().isVisible()) {
            for (const auto *label : page().note().findChildren<QLabel *>()) {
                if (label->isVisible())
                    texts << label->text();
            }
        }
        return texts.join(u'\n');
    }
    bool press(const QString &button)
    {
        for (auto *each : page().findChildren<QPushButton *>()) {
            if (each->isVisible() && each->isEnabled() && each->text() == button) {
                QTest::mouseClick(each, Qt::LeftButton);
                return true;
            }
        }
        return false;
    }
};

} // namespace arborist
