// SPDX-License-Identifier: GPL-3.0-or-later
// Stages edited in the real window, down to the files and back.
#include "services/core/run_log.h"
#include "tests/ui/window_fixture.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/plan_dialog.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/stage_monitor.h"
#include "ui/stages/stage_editor.h"
#include "ui/stages/stages_page.h"
#include "ui/widgets/note.h"
#include <QCheckBox>
#include <QComboBox>
#include <QJsonDocument>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace arborist;

namespace {
constexpr int patience = 60'000;
} // namespace

class StageEditorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_project = std::make_unique<ProjectFixture>(); }
    void init();
    void cleanup();
    void cleanupTestCase() { m_project.reset(); }

    void editsAStage();
    void opensWithoutAChange_data();
    void opensWithoutAChange();
    void aPasswordGoesIntoTheEnvFile();
    void anAddressGoesIntoTheKeychain();
    void withoutAKeychainNothingChanges();
    void addsAndRemovesAStage();
    void anotherDatabaseIsPutOnRecord();
    void notTheDatabaseOfAProtectedStage();
    void renamesTheTarget();
    void testsTheConnection();
    void writesToEnv();
    void tellsWhatIsWrong();

private:
    QByteArray read(const QString &name) const { return m_project->read(name); }
    StagesPage &page() const { return *m_fixture->window->findChild<StagesPage *>(); }
    StageEditor &edit(const QString &stage) const
    {
        page().editStage(stage);
        return *page().editor();
    }
    template <typename Widget> static Widget *named(QWidget &in, const char *name)
    {
        for (Widget *widget : in.findChildren<Widget *>()) {
            if (widget->accessibleName() == QLatin1String(name))
                return widget;
        }
        return nullptr;
    }
    static void type(StageEditor &editor, const char *field, const QString &text)
    {
        named<QLineEdit>(editor, field)->setText(text);
    }
    /// Reviews what the editor says, agrees, and waits for the files to be taken over.
    void save(StageEditor &editor) const;
    void agree(const QString &typedName = {}) const;
    QString url(const char *database) const { return m_project->url(database); }

    std::unique_ptr<ProjectFixture> m_project;
    std::unique_ptr<WindowFixture> m_fixture;
};

void StageEditorTest::init()
{
    m_project->reset();
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->open(m_project->folder());
    m_fixture->waitForChecks();
}

void StageEditorTest::cleanup()
{
    m_fixture->waitForChecks();
    m_fixture.reset();
}

void StageEditorTest::agree(const QString &typedName) const
{
    OperationFlow &flow = page().flow();
    QTRY_VERIFY_WITH_TIMEOUT(flow.dialog() && flow.dialog()->isVisible(), patience);
    if (!typedName.isEmpty()) {
        for (auto *field : flow.dialog()->findChildren<QLineEdit *>())
            field->setText(typedName);
    }
    const auto before = m_fixture->session.workspace();
    flow.dialog()->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!flow.isBusy() && m_fixture->session.workspace() != before, patience);
}

void StageEditorTest::save(StageEditor &editor) const
{
    QVERIFY(buttonIn(editor, "Review changes…")->isEnabled());
    editor.accept();
    agree();
}

void StageEditorTest::editsAStage()
{
    const QByteArray env = read(QStringLiteral(".env"));
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    StageEditor &editor = edit(QStringLiteral("local"));
    QVERIFY(!buttonIn(editor, "Review changes…")->isEnabled()); // nothing is different yet
    QCOMPARE(named<QLineEdit>(editor, "Variable")->text(), QStringLiteral("DB_CONNECTION_STRING"));
    QCOMPARE(named<QLineEdit>(editor, "Address")->text(), url("tracker_local"));
    named<QComboBox>(editor, "Colour")->setCurrentText(QStringLiteral("Blue"));
    type(editor, "Further addresses", QStringLiteral("10.0.0.1, 10.0.0.2"));
    save(editor);
    QCOMPARE(read(QStringLiteral(".env")), env);
    QCOMPARE(
        read(QStringLiteral("arborist.toml")),
        QByteArray(toml).replace("colour = \"green\"\n",
                                 "colour = \"blue\"\naddresses = [\"10.0.0.1\", \"10.0.0.2\"]\n"));
    QCOMPARE(m_fixture->session.target()->colour, QStringLiteral("blue"));

    // And back, as any other run.
    const QString run = RunLog().runs().front().id;
    page().flow().start(*m_fixture->session.target(),
                        undoRequest(run, m_fixture->session.workspace()));
    agree();
    QCOMPARE(read(QStringLiteral("arborist.toml")), toml);
    QCOMPARE(m_fixture->session.target()->colour, QStringLiteral("green"));
}

void StageEditorTest::opensWithoutAChange_data()
{
    QTest::addColumn<QString>("reference");
    for (const char *reference :
         {"env:OTHER", "env:OTHER@.env", "env:OTHER@.env.x", "env:DB_*", "env:DB_*@.env.x",
          "keychain:acme", "aws-secret:acme/db", "aws-secret:acme/db#url", "neon:acme/main",
          "postgresql://me@127.0.0.1:1/x?sslmode=disable", "host=/nowhere dbname=x"})
        QTest::newRow(reference) << QString::fromLatin1(reference);
}

void StageEditorTest::opensWithoutAChange()
{
    QFETCH(QString, reference);
    const QString toml = QStringLiteral("arborist.toml");
    m_project->replace(toml, read(toml) + "[stages.form]\nurl = \"" + reference.toUtf8() + "\"\n");
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->session.workspace()->stage(QStringLiteral("form")),
                             patience);
    StageEditor &editor = edit(QStringLiteral("form"));
    QVERIFY(!buttonIn(editor, "Review changes…")->isEnabled());
    QVERIFY(editor.edit().keys.isEmpty());
    editor.reject();
}

/// In a session of its own, where this program runs once more.
void StageEditorTest::anAddressGoesIntoTheKeychain()
{
    const QByteArray inner = "ARBORIST_KEYCHAIN_TEST";
    if (!qEnvironmentVariableIsSet(inner.constData())) {
        for (const char *program : {"dbus-run-session", "gnome-keyring-daemon", "secret-tool"}) {
            if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
                QSKIP(program);
        }
        QProcess session;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"}) {
            const QString folder = m_project->beside(QString::fromLatin1(name));
            QDir().mkpath(folder);
            QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
            environment.insert(QString::fromLatin1(name), folder);
        }
        environment.insert(QString::fromLatin1(inner), QStringLiteral("1"));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.remove(QStringLiteral("QT_NO_GLIB"));
        session.setProcessEnvironment(environment);
        session.setProcessChannelMode(QProcess::MergedChannels);
        session.start(QStringLiteral("dbus-run-session"),
                      {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                       QStringLiteral("printf main | gnome-keyring-daemon --unlock "
                                      "--components=secrets >/dev/null; exec \"$0\" "
                                      "anAddressGoesIntoTheKeychain"),
                       QCoreApplication::applicationFilePath()});
        QVERIFY(session.waitForFinished(2 * patience));
        QVERIFY2(session.exitCode() == 0, session.readAll());
        return;
    }
    const QByteArray env = read(QStringLiteral(".env"));
    StageEditor &editor = edit(QStringLiteral("local"));
    named<QComboBox>(editor, "Address from")->setCurrentText(QStringLiteral("The keychain"));
    QVERIFY(!named<QLineEdit>(editor, "Address")->isVisible());
    type(editor, "Name of the secret", QStringLiteral("acme"));
    for (auto *box : editor.findChildren<QCheckBox *>()) {
        if (box->isVisible() && box->text().contains(u"keychain"))
            box->click();
    }
    QVERIFY(named<QLineEdit>(editor, "Address")->isVisible());
    type(editor, "Password", QStringLiteral("hush"));
    editor.accept();
    OperationFlow &flow = page().flow();
    QTRY_VERIFY_WITH_TIMEOUT(flow.dialog() && flow.dialog()->isVisible(), patience);
    QVERIFY(!textIn(*flow.dialog()).contains(u"hush"));
    agree();
    QCOMPARE(read(QStringLiteral(".env")), env);
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    QVERIFY2(toml.contains("url = \"keychain:acme\"") && !toml.contains("hush"), toml.constData());
    QProcess lookup;
    lookup.start(QStringLiteral("secret-tool"),
                 {QStringLiteral("lookup"), QStringLiteral("server"), QStringLiteral("arborist"),
                  QStringLiteral("user"), QStringLiteral("acme")});
    QVERIFY(lookup.waitForFinished(patience));
    const QByteArray kept = lookup.readAll();
    QVERIFY2(kept.contains(":hush@") && kept.contains("tracker_local"), kept.constData());
    // The stage is read from there at once.
    QTRY_VERIFY_WITH_TIMEOUT(
        m_fixture->session.monitor().last(QStringLiteral("local")) &&
            m_fixture->session.monitor().last(QStringLiteral("local"))->reachable,
        patience);
}

void StageEditorTest::withoutAKeychainNothingChanges()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        QSKIP("There is a D-Bus session, which may have a keychain of somebody's");
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    StageEditor &editor = edit(QStringLiteral("local"));
    named<QComboBox>(editor, "Address from")->setCurrentText(QStringLiteral("The keychain"));
    type(editor, "Name of the secret", QStringLiteral("acme"));
    for (auto *box : editor.findChildren<QCheckBox *>()) {
        if (box->isVisible() && box->text().contains(u"keychain"))
            box->click();
    }
    editor.accept();
    OperationFlow &flow = page().flow();
    QTRY_VERIFY_WITH_TIMEOUT(flow.dialog() && flow.dialog()->isVisible(), patience);
    flow.dialog()->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!flow.isBusy(), patience);
    QVERIFY2(textIn(page()).contains(u"there is no D-Bus session"), qPrintable(textIn(page())));
    QCOMPARE(read(QStringLiteral("arborist.toml")), toml);
}

void StageEditorTest::aPasswordGoesIntoTheEnvFile()
{
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    StageEditor &editor = edit(QStringLiteral("local"));
    type(editor, "Password", QStringLiteral("hush"));
    editor.accept();
    OperationFlow &flow = page().flow();
    QTRY_VERIFY_WITH_TIMEOUT(flow.dialog() && flow.dialog()->isVisible(), patience);
    QVERIFY(!textIn(*flow.dialog()).contains(u"hush"));
    QVERIFY(!QJsonDocument(flow.dialog()->shown().plan.toJson()).toJson().contains("hush"));
    agree();
    QVERIFY(read(QStringLiteral(".env")).contains(":hush@"));
    QCOMPARE(read(QStringLiteral("arborist.toml")), toml);

    // Another database with the same host and user: the password stays.
    StageEditor &again = edit(QStringLiteral("local"));
    type(again, "Address", url("tracker_new"));
    save(again);
    const QByteArray env = read(QStringLiteral(".env"));
    QVERIFY2(env.contains(":hush@") && env.contains("tracker_new"), env.constData());
    // Another host: it does not go there.
    StageEditor &elsewhere = edit(QStringLiteral("local"));
    type(elsewhere, "Address", QStringLiteral("postgresql://postgres@elsewhere.invalid/x"));
    save(elsewhere);
    QVERIFY(!read(QStringLiteral(".env")).contains("hush"));
}

void StageEditorTest::addsAndRemovesAStage()
{
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    StageEditor &editor = edit({});
    type(editor, "Name", QStringLiteral("review"));
    type(editor, "Variable", QStringLiteral("REVIEW_URL"));
    type(editor, "File", QStringLiteral(".env.review"));
    type(editor, "Address", url("tracker_new"));
    save(editor);
    QVERIFY(m_fixture->session.workspace()->stage(QStringLiteral("review")));
    QCOMPARE(read(QStringLiteral("arborist.toml")),
             toml + "\n[stages.review]\nurl = \"env:REVIEW_URL@.env.review\"\n");
    QVERIFY(read(QStringLiteral(".env.review")).startsWith("REVIEW_URL="));
    m_fixture->waitForChecks();

    page().removeStage(QStringLiteral("review"));
    agree();
    QCOMPARE(read(QStringLiteral("arborist.toml")), toml);
}

void StageEditorTest::anotherDatabaseIsPutOnRecord()
{
    const QString local = QStringLiteral("local");
    StageEditor &editor = edit(local);
    type(editor, "Address", url("tracker_new"));
    editor.accept();
    OperationFlow &flow = page().flow();
    QTRY_VERIFY_WITH_TIMEOUT(flow.dialog() && flow.dialog()->isVisible(), patience);
    const Plan &plan = flow.dialog()->shown().plan;
    QCOMPARE(plan.steps.size(), 2U);
    QVERIFY2(plan.steps.back().title.contains(u"tracker_new (") &&
                 plan.steps.back().title.contains(u"in place of tracker_local ("),
             qPrintable(plan.steps.back().title));
    QCOMPARE(plan.target.database, QStringLiteral("tracker_new"));
    agree();
    m_fixture->waitForChecks();
    const auto print = m_fixture->session.monitor().fingerprint(local);
    QVERIFY(print.finding);
    QCOMPARE(int(print.finding->verdict), int(stages::FingerprintVerdict::Known));
    QCOMPARE(print.onRecord->database, QStringLiteral("tracker_new"));
}

void StageEditorTest::notTheDatabaseOfAProtectedStage()
{
    const QByteArray env = read(QStringLiteral(".env"));
    StageEditor &editor = edit(QStringLiteral("local"));
    type(editor, "Address", url("tracker_staging"));
    editor.accept();
    auto *note = page().findChild<Note *>();
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), patience);
    QVERIFY2(textIn(*note).contains(u"staging is protected"), qPrintable(textIn(*note)));
    QCOMPARE(read(QStringLiteral(".env")), env);
    // What was refused is kept, like any other refusal.
    QTRY_VERIFY_WITH_TIMEOUT(!RunLog().runs().empty(), patience);
    QCOMPARE(RunLog().runs().front().operation, QStringLiteral("edit stage"));
    QVERIFY(RunLog().runs().front().outcome == Report::Result::Refused);
}

void StageEditorTest::renamesTheTarget()
{
    StageEditor &editor = edit(QStringLiteral("local"));
    type(editor, "Name", QStringLiteral("mine"));
    save(editor);
    QVERIFY(m_fixture->session.workspace()->stage(QStringLiteral("mine")));
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->session.targetName(), QStringLiteral("mine"), patience);
    QVERIFY(read(QStringLiteral("arborist.toml")).contains("default_stage = \"mine\""));
    m_fixture->waitForChecks();
    // Its database is still known.
    const auto print = m_fixture->session.monitor().fingerprint(QStringLiteral("mine"));
    QVERIFY(print.onRecord);
}

void StageEditorTest::testsTheConnection()
{
    StageEditor &editor = edit(QStringLiteral("local"));
    const auto result = [&editor] {
        buttonIn(editor, "Test connection")->click();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!editor.isTesting(), patience); }();
        return textIn(*editor.findChild<Note *>());
    };
    QString told = result();
    QVERIFY2(told.contains(u"tracker_local") && told.contains(u"PostgreSQL"), qPrintable(told));
    type(editor, "Address", url("tracker_staging"));
    told = result();
    QVERIFY2(told.contains(u"staging"), qPrintable(told)); // it is that stage's
    type(editor, "Address", QStringLiteral("postgresql:///gone?host=/nowhere"));
    told = result();
    QVERIFY2(told.contains(u"/nowhere"), qPrintable(told));
    type(editor, "Address", QStringLiteral("hello"));
    told = result();
    QVERIFY2(!told.trimmed().isEmpty(), qPrintable(told));
    editor.reject();
    QVERIFY(RunLog().runs().empty());
}

void StageEditorTest::writesToEnv()
{
    // The database of a protected stage does not become that of local.
    page().writeToEnv(QStringLiteral("staging"), false);
    auto *note = page().findChild<Note *>();
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), patience);
    QVERIFY2(textIn(*note).contains(u"protected"), qPrintable(textIn(*note)));
    page().writeToEnv(QStringLiteral("staging"), true);
    agree();
    QVERIFY(read(QStringLiteral(".env")).contains("SOURCE_DB_CONNECTION_STRING="));
    page().writeToEnv(QStringLiteral("local"), false);
    QTRY_VERIFY_WITH_TIMEOUT(textIn(*note).contains(u"Nothing would change"), patience);
}

void StageEditorTest::tellsWhatIsWrong()
{
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    StageEditor &editor = edit(QStringLiteral("broken"));
    type(editor, "Name", QStringLiteral("local")); // taken
    editor.accept();
    auto *note = page().findChild<Note *>();
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), patience);
    QVERIFY2(textIn(*note).contains(u"local"), qPrintable(textIn(*note)));
    QCOMPARE(read(QStringLiteral("arborist.toml")), toml);
}

QTEST_MAIN(StageEditorTest)
#include "stage_editor_test.moc"
