// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/file_operation.h"

#include "services/core/data_folder.h"
#include "services/core/run_log.h"
#include "services/operations/execute.h"
#include "services/operations/stage_edit.h"
#include "services/operations/undo.h"
#include "services/stages/known_stage.h"
#include "tests/stages/project.h"
#include <QJsonDocument>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace arborist;
using operations::Order;
using operations::PlannedOperationPtr;
using operations::planStageEdit;
using operations::planStageRemoval;
using operations::StageEdit;
using Result = Report::Result;
using stages::StageKey;

/// Edits of the project's files as runs: planned, agreed to, recorded, taken back.
class FileOperationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void editsAStageInBothFilesAndBack();
    void addsRenamesAndRemovesStages();
    void givesAFoundStageAnotherName();
    void refusesWhatChangedInBetween();
    void bothFilesOrNone();
    void aRunThatWasKilled();
    void aReadOnlyStageCanBeEdited();
    void aProtectedStageNeedsItsName();
    void refusesWhatNoWorkspaceCanBeMadeOf();

private:
    QByteArray file(const QString &name) const
    {
        QFile file(m_project->path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    StageEdit toStaging() const
    {
        StageEdit edit;
        edit.name = QStringLiteral("local");
        edit.keys = {{QStringLiteral("colour"), QStringLiteral("teal")}};
        edit.address = QStringLiteral("postgresql://me:hush@127.0.0.1:1/other");
        return edit;
    }
    Report execute(const PlannedOperationPtr &operation, const QString &stage,
                   const QString &undoes = {}, const QString &typed = {}) const
    {
        const Workspace workspace = m_project->open();
        const Stage meant = stages::stageByName(workspace, stage);
        Order order;
        order.workspace = &workspace;
        order.stage = &meant;
        order.workspaceKey = workspace.folder();
        order.undoes = undoes;
        order.consent.yes = typed.isEmpty();
        order.consent.typedName = typed;
        OperationContext context;
        return operations::execute(*operation, order, context);
    }
    Report undo(const QString &run) const
    {
        OperationContext context;
        const RunRecord record = RunLog().run(run).value();
        return execute(operations::planUndo(record, context), record.stage, run);
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Project> m_project;
    QByteArray m_env;
    QByteArray m_toml;
};

void FileOperationTest::init()
{
    clearEnvironment();
    m_data = std::make_unique<QTemporaryDir>();
    m_project = std::make_unique<Project>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    m_env = "DB_CONNECTION_STRING=postgresql://me:hush@127.0.0.1:1/here # mine\n";
    m_toml = "# ours\n[stages.local]\nurl = 'env:DB_CONNECTION_STRING'\ncolour = 'green'\n";
    m_project->write(QStringLiteral(".env"), m_env);
    m_project->write(QStringLiteral("arborist.toml"), m_toml);
}

void FileOperationTest::editsAStageInBothFilesAndBack()
{
    const auto operation = planStageEdit(m_project->open(), toStaging());
    const QByteArray plan = QJsonDocument(operation->plan().toJson()).toJson();
    QVERIFY2(!plan.contains("hush"), plan.constData());
    QVERIFY2(plan.contains("+ colour = \\\"teal\\\""), plan.constData());
    const Report report = execute(operation, QStringLiteral("local"));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QCOMPARE(file(QStringLiteral(".env")),
             QByteArray("DB_CONNECTION_STRING=postgresql://me:hush@127.0.0.1:1/other # mine\n"));
    QCOMPARE(file(QStringLiteral("arborist.toml")),
             QByteArray(m_toml).replace("'green'", "\"teal\""));
    const RunRecord record = RunLog().run(report.run).value();
    QVERIFY(!QJsonDocument(record.toJson()).toJson().contains("hush"));
    QVERIFY(operations::canUndo(record));

    const Report back = undo(report.run);
    QVERIFY2(back.outcome == Result::Succeeded, back.error ? back.error->what() : "");
    QCOMPARE(file(QStringLiteral(".env")), m_env);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
    QVERIFY(!operations::canUndo(RunLog().run(report.run).value()));
    // And the undo can be undone.
    QVERIFY(undo(back.run).outcome == Result::Succeeded);
    QVERIFY(file(QStringLiteral(".env")).contains("other"));
}

void FileOperationTest::addsRenamesAndRemovesStages()
{
    StageEdit add;
    add.newName = QStringLiteral("review");
    add.keys = {{QStringLiteral("url"), QStringLiteral("env:REVIEW_URL@.env.review")},
                {QStringLiteral("environment"), QStringLiteral("test")}};
    add.address = QStringLiteral("postgresql://me:hush@127.0.0.1:1/review");
    const Report added = execute(planStageEdit(m_project->open(), add), add.newName);
    QVERIFY2(added.outcome == Result::Succeeded, added.error ? added.error->what() : "");
    QCOMPARE(names(m_project->open()), (QStringList{QStringLiteral("local"), add.newName}));
    QCOMPARE(file(QStringLiteral(".env.review")),
             QByteArray("REVIEW_URL=postgresql://me:hush@127.0.0.1:1/review\n"));
    QVERIFY(!(QFileInfo(m_project->path(QStringLiteral(".env.review"))).permissions() &
              QFileDevice::ReadOther));

    StageEdit rename;
    rename.name = add.newName;
    rename.newName = QStringLiteral("acceptance");
    QVERIFY(execute(planStageEdit(m_project->open(), rename), add.newName).outcome ==
            Result::Succeeded);
    QVERIFY(m_project->open().stage(rename.newName));
    QVERIFY(!m_project->open().stage(add.newName));
    const Report removed =
        execute(planStageRemoval(m_project->open(), rename.newName), rename.newName);
    QVERIFY(removed.outcome == Result::Succeeded);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
    QVERIFY(undo(removed.run).outcome == Result::Succeeded);
    QVERIFY(m_project->open().stage(rename.newName));

    StageEdit taken = rename;
    taken.name = QStringLiteral("local");
    QVERIFY_THROWS_EXCEPTION(Error, planStageEdit(m_project->open(), taken));
    QVERIFY_THROWS_EXCEPTION(Error, planStageRemoval(m_project->open(), QStringLiteral("none")));
}

void FileOperationTest::givesAFoundStageAnotherName()
{
    QVERIFY(QFile::remove(m_project->path(QStringLiteral("arborist.toml"))));
    m_project->write(QStringLiteral(".env.staging"),
                     "DATABASE_URL=postgresql://127.0.0.1:1/staging\n");
    StageEdit edit;
    edit.name = QStringLiteral("staging");
    edit.newName = QStringLiteral("acceptance");
    edit.keys = {{QStringLiteral("environment"), QStringLiteral("staging")}};
    const Report report = execute(planStageEdit(m_project->open(), edit), edit.name, {}, edit.name);
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QCOMPARE(file(QStringLiteral("arborist.toml")),
             QByteArray("[stages.acceptance]\nurl = \"env:DATABASE_URL@.env.staging\"\n"
                        "environment = \"staging\"\n"));
    QVERIFY(m_project->open().stage(edit.newName));
    QVERIFY(!m_project->open().stage(edit.name));
    QVERIFY(undo(report.run).outcome == Result::Refused); // staging is protected, by its name
}

void FileOperationTest::refusesWhatChangedInBetween()
{
    const auto operation = planStageEdit(m_project->open(), toStaging());
    m_project->write(QStringLiteral("arborist.toml"), m_toml + "# theirs\n");
    const Report report = execute(operation, QStringLiteral("local"));
    QVERIFY(report.outcome == Result::Refused);
    QVERIFY(report.error->message().contains(u"arborist.toml"));
    QCOMPARE(file(QStringLiteral(".env")), m_env);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml + "# theirs\n");
    QVERIFY(!operations::canUndo(RunLog().run(report.run).value()));
}

void FileOperationTest::bothFilesOrNone()
{
    // The second one cannot be replaced: another name shares its bytes.
    QCOMPARE(::link(m_project->path(QStringLiteral("arborist.toml")).toUtf8().constData(),
                    m_project->path(QStringLiteral("other.toml")).toUtf8().constData()),
             0);
    const Report report =
        execute(planStageEdit(m_project->open(), toStaging()), QStringLiteral("local"));
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(file(QStringLiteral(".env")), m_env);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
    QVERIFY(!operations::canUndo(RunLog().run(report.run).value()));
}

void FileOperationTest::aRunThatWasKilled()
{
    m_toml += "# " + QByteArray(400'000, 'x') + '\n';
    m_project->write(QStringLiteral("arborist.toml"), m_toml);
    RunLog().runs(); // makes the history before anything is limited
    const pid_t child = ::fork();
    if (child == 0) {
        // The second file is too large: the system kills the process while it is written.
        RunLog::newId(); // or the parent's next one would be the same
        const rlimit small{250'000, 250'000};
        ::setrlimit(RLIMIT_FSIZE, &small);
        std::signal(SIGXFSZ, SIG_DFL);
        const rlimit noCore{0, 0};
        ::setrlimit(RLIMIT_CORE, &noCore);
        execute(planStageEdit(m_project->open(), toStaging()), QStringLiteral("local"));
        ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QVERIFY(file(QStringLiteral(".env")).contains("other"));
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
    const std::vector<RunRecord> runs = RunLog().runs();
    QCOMPARE(runs.size(), size_t(1));
    QVERIFY(operations::wasCutOff(runs.front()));
    const Report back = undo(runs.front().id);
    QVERIFY2(back.outcome == Result::Succeeded, back.error ? back.error->what() : "");
    QCOMPARE(file(QStringLiteral(".env")), m_env);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
}

void FileOperationTest::aReadOnlyStageCanBeEdited()
{
    m_project->write(QStringLiteral("arborist.toml"), m_toml + "read_only = true\n");
    StageEdit edit;
    edit.name = QStringLiteral("local");
    edit.keys = {{QStringLiteral("read_only"), {}}};
    QVERIFY(execute(planStageEdit(m_project->open(), edit), edit.name).outcome ==
            Result::Succeeded);
    QCOMPARE(file(QStringLiteral("arborist.toml")), m_toml);
}

void FileOperationTest::aProtectedStageNeedsItsName()
{
    m_project->write(QStringLiteral("arborist.toml"), m_toml + "protected = true\n");
    StageEdit edit;
    edit.name = QStringLiteral("local");
    edit.keys = {{QStringLiteral("protected"), false}};
    QVERIFY(execute(planStageEdit(m_project->open(), edit), edit.name).outcome == Result::Refused);
    QVERIFY(execute(planStageEdit(m_project->open(), edit), edit.name, {}, edit.name).outcome ==
            Result::Succeeded);
    QVERIFY(!m_project->open().stage(edit.name)->isProtected);
}

void FileOperationTest::refusesWhatNoWorkspaceCanBeMadeOf()
{
    const Workspace workspace = m_project->open();
    const auto fails = [&workspace](const StageKey &key, const QString &newName = {}) {
        StageEdit edit;
        edit.name = QStringLiteral("local");
        edit.newName = newName;
        edit.keys = {key};
        try {
            planStageEdit(workspace, edit);
        } catch (const Error &error) {
            return !(error.message() + error.hint()).contains(u"hush");
        }
        return false;
    };
    QVERIFY(fails({QStringLiteral("colour"), QStringLiteral("beige")}));
    QVERIFY(fails({QStringLiteral("environment"), QStringLiteral("nonsense")}));
    QVERIFY(fails({QStringLiteral("url"), QStringLiteral("postgresql://me:hush@h/d")}));
    QVERIFY(fails({QStringLiteral("no_such_key"), true}));
    QVERIFY(fails({QStringLiteral("read_only"), true}, QStringLiteral("two words")));
}

QTEST_GUILESS_MAIN(FileOperationTest)
#include "file_operation_test.moc"
