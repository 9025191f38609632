// SPDX-License-Identifier: GPL-3.0-or-later
// The real window, driven as a person would, on real databases.
#include "tests/ui/window_fixture.h"

#include "models/stages/stage_table_model.h"
#include "ui/activity/activity_page.h"
#include "ui/shell/jobs_bar.h"
#include "ui/shell/jobs_note.h"
#include "ui/shell/opening_view.h"
#include "ui/shell/page_list.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_bar.h"
#include "ui/stages/stages_page.h"
#include "ui/style/theme.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QToolButton>

using namespace arborist;

class MainWindowTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ProjectFolder> m_project;
    QTemporaryDir m_data;

    static QString cell(StagesPage &page, const QString &stage, int column)
    {
        const QAbstractItemModel *model = page.table().model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data() == stage) {
                return model->index(row, column).data().toString();
            }
        }
        return {};
    }
    static StagesPage &stagesPage(WindowFixture &fixture)
    {
        return *fixture.window->findChild<StagesPage *>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpWindowTest(m_data);
        m_cluster = std::make_unique<TestCluster>();
        m_cluster->createDatabase(QStringLiteral("tracker_local"));
        m_cluster->createDatabase(QStringLiteral("tracker_staging"));
        m_project = std::make_unique<ProjectFolder>(*m_cluster);
    }

    void init() { settings().clear(); }

    void cleanupTestCase()
    {
        m_project.reset();
        m_cluster.reset();
    }

    void opensAFolderAndLooksAtItsStages()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window->findChild<OpeningView *>()->isVisible());
        QVERIFY(!fixture.window->currentPage());
        fixture.open(m_project->path());
        fixture.waitForChecks();
        StagesPage &page = stagesPage(fixture);
        QVERIFY(page.isVisible());
        QCOMPARE(page.table().model()->rowCount(), 3);
        QVERIFY(cell(page, QStringLiteral("local"), StageTableModel::ConnectionColumn)
                    .endsWith(QStringLiteral("ms")));
        QCOMPARE(cell(page, QStringLiteral("staging"), StageTableModel::ProtectionColumn),
                 QStringLiteral("Protected"));
        QCOMPARE(cell(page, QStringLiteral("broken"), StageTableModel::ConnectionColumn),
                 QStringLiteral("No answer"));
        QCOMPARE(page.findChild<PageHeader *>()->status(),
                 QStringLiteral("3 stages: 2 reachable, 1 without answer"));
        QVERIFY(page.needsAttention());
        QVERIFY(fixture.window->targetBar().summary().contains(QStringLiteral("tracker_local")));
        QVERIFY(fixture.window->targetBar().summary().contains(QStringLiteral("Connected")));
        QCOMPARE(fixture.window->windowTitle(), QStringLiteral("local – tracker – Arborist"));
    }

    void tellsWhatIsAllowedOnAStage()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        StagesPage &page = stagesPage(fixture);
        const auto allowed = [&page](const QString &stage) {
            page.selectStage(stage);
            QStringList lines;
            for (const auto *table : page.findChildren<InspectorTable *>()) {
                if (table->accessibleName() != QStringLiteral("What is allowed here"))
                    continue;
                for (const InspectorRow &row : table->rows())
                    lines << QStringLiteral("%1: %2, %3").arg(row.field, row.left, row.right);
            }
            return lines;
        };
        const QStringList open{QStringLiteral("Read: Allowed, Allowed"),
                               QStringLiteral("Change rows: Confirmed, Confirmed"),
                               QStringLiteral("Delete rows: Name typed, Name typed"),
                               QStringLiteral("Migrate: Confirmed, Confirmed"),
                               QStringLiteral("Wipe: Name typed, Name typed"),
                               QStringLiteral("Reset: Name typed, Name typed"),
                               QStringLiteral("Seed: Confirmed, Confirmed"),
                               QStringLiteral("Backup first: Automatic, Automatic")};
        QCOMPARE(allowed(QStringLiteral("local")), open);
        const QStringList guarded{QStringLiteral("Read: Allowed, Allowed"),
                                  QStringLiteral("Change rows: Name typed, Name typed"),
                                  QStringLiteral("Delete rows: Refused, Name typed"),
                                  QStringLiteral("Migrate: Name typed, Name typed"),
                                  QStringLiteral("Wipe: Refused, Name typed"),
                                  QStringLiteral("Reset: Refused, Name typed"),
                                  QStringLiteral("Seed: Name typed, Name typed"),
                                  QStringLiteral("Backup first: Mandatory, Mandatory")};
        QCOMPARE(allowed(QStringLiteral("staging")), guarded);
        const auto labels = page.findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            // In one piece where the line is wrapped.
            return label->text().contains(QStringLiteral("\u2011\u2011confirm staging"));
        }));
    }

    void anUnknownStageOpensNoOther()
    {
        qputenv("ARBORIST_STAGE", "prodution");
        WindowFixture fixture;
        fixture.window->openPlace(m_project->path());
        QTRY_VERIFY(fixture.session.openError().has_value());
        qunsetenv("ARBORIST_STAGE");
        QVERIFY(fixture.session.openError()->message().contains(QStringLiteral("prodution")));
        QVERIFY(fixture.session.openError()->hint().contains(QStringLiteral("local")));
        QVERIFY(!fixture.session.target());
        QVERIFY(fixture.window->findChild<OpeningView *>()->isVisible());
    }

    void switchesTheTarget()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        QTest::keyClick(fixture.window.get(), Qt::Key_T, Qt::ControlModifier);
        auto *menu = fixture.window->targetBar().findChild<QMenu *>();
        QVERIFY(menu && menu->isVisible());
        QCOMPARE(menu->actions().size(), 3);
        QVERIFY(menu->actions().at(0)->font().bold());
        menu->actions().at(1)->trigger();
        menu->close();
        QCOMPARE(fixture.session.targetName(), QStringLiteral("staging"));
        QVERIFY(fixture.window->targetBar().summary().startsWith(
            QStringLiteral("Target staging, protected")));
        // The bar is red over its whole height.
        const QImage bar = fixture.window->targetBar().grab().toImage();
        const QColor red = Theme::current().protectedBar;
        QCOMPARE(bar.pixelColor(bar.width() / 2, 1), red);
        QCOMPARE(bar.pixelColor(bar.width() / 2, bar.height() - 2), red);
        fixture.waitForChecks();
    }

    void aProtectedTargetIsNotRestored()
    {
        {
            WindowFixture fixture;
            fixture.open(m_project->path());
            fixture.session.setTarget(QStringLiteral("staging"));
            fixture.waitForChecks();
        }
        {
            WindowFixture fixture;
            fixture.open(m_project->path());
            QCOMPARE(fixture.session.targetName(), QStringLiteral("local"));
            fixture.session.setTarget(QStringLiteral("broken"));
        }
        WindowFixture fixture;
        fixture.open(m_project->path());
        QCOMPARE(fixture.session.targetName(), QStringLiteral("broken"));
    }

    void answersToTheKeyboard()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        MainWindow &window = *fixture.window;
        const int activity = int(window.pages().size()) - 1;
        QTest::keyClick(&window, Qt::Key(Qt::Key_1 + activity), Qt::ControlModifier);
        QCOMPARE(window.currentPage()->key(), QStringLiteral("activity"));
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(window.currentPage()->key(), QStringLiteral("stages"));

        StagesPage &page = stagesPage(fixture);
        auto *search = page.findChild<SearchField *>();
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("stag"));
        QCOMPARE(page.table().model()->rowCount(), 1);
        QTest::keyClick(search, Qt::Key_Escape);
        QCOMPARE(page.table().model()->rowCount(), 3);
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_VERIFY(page.table().hasFocus());

        const auto before = fixture.session.monitor().answers().size();
        QTest::keyClick(&window, Qt::Key_F5);
        fixture.waitForChecks();
        QVERIFY(fixture.session.monitor().answers().size() > before);

        QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(window.jobsBar().isExpanded());
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.jobsBar().isExpanded());
    }

    void tellsOfRunsThatWereCutOff()
    {
        WindowFixture fixture;
        fixture.window->tellCutOff({});
        QVERIFY(fixture.window->jobsBar().note().isEmpty());
        fixture.window->tellCutOff({QStringLiteral("The first."), QStringLiteral("The second.")});
        fixture.open(m_project->path()); // it is about no workspace, and stays
        fixture.waitForChecks();
        JobsBar &bar = fixture.window->jobsBar();
        QCOMPARE(bar.note(), QStringLiteral("The first. And 1 more."));
        auto *note = bar.findChild<JobsNote *>();
        QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), 60'000); // once the last job has been told
        QTest::mouseClick(note->findChildren<QPushButton *>().front(), Qt::LeftButton);
        QCOMPARE(fixture.window->currentPage()->key(), QStringLiteral("activity"));
        QVERIFY(bar.note().isEmpty());
    }

    void copiesRowsAsTsv()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        StagesPage &page = stagesPage(fixture);
        page.selectStage(QStringLiteral("broken"));
        page.table().setFocus();
        QTest::keyClick(&page.table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3); // header, the row, the end of the last line
        QVERIFY(lines[0].startsWith(QStringLiteral("Stage\tEnvironment\t")));
        QVERIFY(lines[1].startsWith(QStringLiteral("broken\tTest\t")));
    }

    void dropsPartsOfTheTargetBarInOrder()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        TargetBar &bar = fixture.window->targetBar();
        const auto has = [&bar](const char *part) {
            return bar.shownParts().contains(QLatin1String(part));
        };
        static constexpr const char *order[] = {"source-address", "source", "version", "database"};
        for (int width = 1366; width >= 100; width -= 10) {
            bar.resize(width, bar.height());
            for (size_t i = 0; i + 1 < std::size(order); ++i) {
                QVERIFY2(has(order[i + 1]) || !has(order[i]), order[i]);
            }
            QVERIFY(has("host") && has("connection"));
        }
        QVERIFY(!has("database"));
    }

    void shrinksThePageListInNarrowWindows()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.window->resize(880, 600);
        QTRY_VERIFY(fixture.window->pageList().isCompact());
        fixture.window->resize(1200, 600);
        QTRY_VERIFY(!fixture.window->pageList().isCompact());
    }

    void cutsNoToolInNarrowWindows()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.window->showPage(QStringLiteral("stages"));
        const auto buttons =
            fixture.window->currentPage()->findChild<ToolRow *>()->findChildren<QToolButton *>(
                Qt::FindDirectChildrenOnly);
        QVERIFY(!buttons.isEmpty());
        for (const int width : {1366, 880, 1366}) {
            fixture.window->resize(width, 600);
            for (const QToolButton *button : buttons)
                QTRY_VERIFY2(!button->isVisible() || button->width() >= button->sizeHint().width(),
                             qPrintable(button->text()));
            QCOMPARE(buttons.front()->toolButtonStyle() == Qt::ToolButtonIconOnly, width < 1000);
        }
    }

    void remembersItsLayout()
    {
        {
            WindowFixture fixture;
            fixture.open(m_project->path());
            fixture.waitForChecks();
            fixture.window->resize(1200, 700);
            fixture.window->showPage(QStringLiteral("activity"));
            auto &table = fixture.window->findChild<ActivityPage *>()->table();
            table.setColumnWidth(0, 333);
            QTest::qWait(500); // written a moment after the last change
            fixture.close();
        }
        WindowFixture fixture;
        QCOMPARE(fixture.window->findChild<ActivityPage *>()->table().columnWidth(0), 333);
        fixture.open(m_project->path());
        QCOMPARE(fixture.window->currentPage()->key(), QStringLiteral("activity"));
    }

    void saysWhyAFolderCannotBeOpened()
    {
        WindowFixture fixture;
        const QTemporaryDir empty;
        fixture.window->openPlace(empty.path());
        QTRY_COMPARE(fixture.session.state(), Session::State::Failed);
        auto *error = fixture.window->findChild<OpeningView *>()->findChild<ErrorState *>();
        QVERIFY(error->isVisible());
        QVERIFY(error->details().contains(empty.path()));
        QVERIFY(!fixture.window->currentPage());
    }

    void remembersAddressesWithoutPasswords()
    {
        WindowFixture fixture;
        auto info = m_cluster->info(QStringLiteral("tracker_local"));
        info.setValue(QStringLiteral("password"), QStringLiteral("hush-hush"));
        fixture.open(info.toUrlWithPassword());
        fixture.waitForChecks();
        fixture.close();
        QVERIFY(!settings().value(QStringLiteral("recent/places")).toStringList().isEmpty());
        QFile file(settings().fileName());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hush"));
    }

    void everyControlHasAName()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        for (Page *page : fixture.window->pages()) {
            fixture.window->showPage(page->key());
            for (const auto *button : page->findChildren<QAbstractButton *>()) {
                const bool named = !button->accessibleName().isEmpty() ||
                                   !button->text().isEmpty() || !button->toolTip().isEmpty();
                const bool ofQt = button->inherits("QTableCornerButton") ||
                                  button->parent()->inherits("QLineEdit") ||
                                  button->parent()->inherits("QTabBar");
                QVERIFY2(named || ofQt || !button->isVisible(),
                         qPrintable(page->key() + u' ' +
                                    QString::fromLatin1(button->metaObject()->className())));
            }
            for (const auto *view : page->findChildren<QAbstractItemView *>()) {
                const bool ofQt =
                    view->inherits("QHeaderView") || view->inherits("QComboBoxListView");
                QVERIFY2(ofQt || !view->accessibleName().isEmpty(),
                         qPrintable(page->key() + u' ' +
                                    QString::fromLatin1(view->metaObject()->className())));
            }
        }
    }

    void changesBetweenLightAndDark()
    {
        WindowFixture fixture;
        fixture.open(m_project->path());
        fixture.waitForChecks();
        Theme::apply(ColourScheme::Dark);
        QVERIFY(Theme::current().dark);
        const auto lightness = [&fixture] {
            return fixture.window->grab().toImage().pixelColor(400, 400).lightness();
        };
        QTRY_VERIFY(lightness() < 60);
        Theme::apply(ColourScheme::Light);
        QVERIFY(!Theme::current().dark);
        QTRY_VERIFY(lightness() > 200);
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
