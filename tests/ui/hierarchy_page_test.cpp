// SPDX-License-Identifier: GPL-3.0-or-later
// The hierarchy page on a real database, used as a person would: scan, filter, select, search,
// read.
#include "tests/ui/hierarchy_window.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include <QComboBox>
#include <QFile>
#include <QPushButton>

using namespace arborist;
using namespace arborist::hierarchy;

class HierarchyPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void scansAndShowsWhatHasDrifted();
    void filtersByOrganizationAndKind();
    void comparesTheSelectedItem();
    void stepsThroughFindings();
    void searchesTitlesAndIds();
    void showsASubtree();
    void keepsTheSelectionThroughAScan();
    void exportsFindings();
    void choosesBetweenHierarchies();

private:
    std::unique_ptr<HierarchyPlace> m_place;
    postgres::ConnectionInfo m_tracker;
};

void HierarchyPageTest::initTestCase()
{
    m_place = std::make_unique<HierarchyPlace>();
    m_tracker = m_place->tracker(QStringLiteral("tracker"));
}

void HierarchyPageTest::scansAndShowsWhatHasDrifted()
{
    HierarchyWindow window(m_tracker);
    QCOMPARE(window.status(), QStringLiteral("Not scanned yet"));
    QVERIFY(!window.page.needsAttention());
    window.scan();
    const Snapshot &snapshot = *window.page.snapshot();
    QCOMPARE(snapshot.size(), 3'000);
    QVERIFY(window.status().startsWith(
        QStringLiteral("%1 of 3,000 items drifted").arg(snapshot.driftedItems())));
    QVERIFY(window.page.needsAttention());
    QVERIFY(window.tree().isVisible());
    QCOMPARE(window.model().rowCount(), 3);
    QVERIFY(window.tree().isExpanded(window.model().index(0, 0)));

    // The first origin is selected and its title has been read.
    const Item item = window.tree().currentItem();
    QVERIFY(item != kNoItem);
    QTRY_COMPARE(window.tree().currentIndex().data().toString(),
                 QStringLiteral("Task ") + snapshot.idText(item));

    // All items instead of the drifted ones.
    auto *show = window.page.findChild<QComboBox *>(QStringLiteral("showCombo"));
    show->setFocus();
    QTest::keyClick(show, Qt::Key_Up);
    window.settle();
    QCOMPARE(window.model().filter()->request().show, FilterRequest::Show::All);
    QCOMPARE(window.tree().currentItem(), item);
}

void HierarchyPageTest::filtersByOrganizationAndKind()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    const Snapshot &snapshot = *window.page.snapshot();
    FilterList &organizations = window.list(QStringLiteral("Organizations"));
    FilterList &kinds = window.list(QStringLiteral("Drift kinds"));
    window.click(organizations, organizations.model()->index(2, 0));
    window.settle();
    QCOMPARE(window.model().rowCount(), 1);
    const QString name = window.model().index(0, 0).data().toString();
    QCOMPARE(name, organizations.model()->index(2, 0).data().toString());
    auto *combo = window.page.findChild<QComboBox *>(QStringLiteral("organizationCombo"));
    QCOMPARE(combo->currentText(), name);

    const QModelIndex kind = kinds.model()->index(0, 0);
    const auto wanted = Kind(kind.data(KindRole).toInt());
    const qint64 count = kind.data(CountRole).toLongLong();
    window.click(kinds, kind);
    window.settle();
    QCOMPARE(window.model().filter()->matchCount(), count);
    QVERIFY(findingOf(snapshot, window.tree().currentItem(), wanted));

    // The same row again takes the kind back; "All organizations" the organization.
    window.click(kinds, kinds.model()->index(0, 0));
    window.settle();
    QCOMPARE(window.model().filter()->request().kinds, 0U);
    window.click(organizations, organizations.model()->index(0, 0));
    window.settle();
    QCOMPARE(window.model().rowCount(), 3);
}

void HierarchyPageTest::comparesTheSelectedItem()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    const Snapshot &snapshot = *window.page.snapshot();
    Item item = kNoItem;
    for (const Finding &finding : snapshot.findings()) {
        if (finding.kind == Kind::R2)
            item = finding.item;
    }
    QVERIFY(item != kNoItem);
    QVERIFY(window.tree().reveal(item));
    window.settle();
    const InspectorRow *row = window.field(QStringLiteral("Items"));
    QVERIFY(row);
    QCOMPARE(row->left,
             snapshot.text(Field::DescendantCount, snapshot.stored(item, Field::DescendantCount)));
    QCOMPARE(row->right, snapshot.text(Field::DescendantCount,
                                       snapshot.expected(item, Field::DescendantCount)));
    QCOMPARE(row->tone, Tone::Drift);
    QCOMPARE(window.field(QStringLiteral("Path"))->left, snapshot.shownPath(item));
    auto *inspector = window.page.findChild<ItemInspector *>();
    QVERIFY(window.says(inspector, QStringLiteral("Task ") + snapshot.idText(item)));
    QVERIFY(window.says(inspector, QStringLiteral("5 too many")));
    QVERIFY(window.says(inspector, QStringLiteral("inner items agree")));

    window.click(window.tree(), window.model().index(1, 0));
    QVERIFY(window.field(QStringLiteral("Top level items")));
}

void HierarchyPageTest::stepsThroughFindings()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    const TreeFilterPtr filter = window.model().filter();
    const Item first = window.tree().currentItem();
    window.tree().setFocus();
    QTest::keyClick(&window.tree(), Qt::Key_F3);
    QCOMPARE(window.tree().currentItem(), filter->nextStop(first));
    QTest::keyClick(&window.tree(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(window.tree().currentItem(), first);
    QVERIFY(window.tree().visualRect(window.tree().currentIndex()).isValid());
}

void HierarchyPageTest::searchesTitlesAndIds()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    window.page.focusSearch();
    QTest::keyClicks(&window.search(), QStringLiteral("TASK 299"));
    QTRY_VERIFY(window.strip().contains(QStringLiteral("11 items match")));
    window.settle();
    QCOMPARE(window.model().filter()->matchCount(), 11); // 299 and 2990 to 2999
    QTest::keyClick(&window.search(), Qt::Key_Return);
    QVERIFY(window.tree().hasFocus());
    QTest::keyClick(&window.tree(), Qt::Key_Escape);
    window.settle();
    QCOMPARE(window.model().filter()->request().show, FilterRequest::Show::Drifted);
    QVERIFY(!window.strip().contains(QStringLiteral("match")));

    QTest::keyClicks(&window.search(), QStringLiteral("no such title"));
    QTRY_COMPARE(window.strip(), QStringLiteral("No item matches “no such title”"));
    QCOMPARE(window.model().rowCount(), 0);
    QTest::keyClick(&window.search(), Qt::Key_Escape);
    QTRY_VERIFY(window.model().rowCount() > 0);
}

void HierarchyPageTest::showsASubtree()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    const Snapshot &snapshot = *window.page.snapshot();
    Item item = window.tree().currentItem();
    while (snapshot.children(item).empty())
        item = snapshot.parent(item);
    QVERIFY(window.tree().reveal(item));
    auto *inspector = window.page.findChild<ItemInspector *>();
    for (auto *button : inspector->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Show subtree"))
            button->click();
    }
    window.settle();
    QCOMPARE(window.model().itemAt(window.model().index(0, 0, window.model().index(0, 0))), item);
    QVERIFY(window.strip().startsWith(QStringLiteral("Subtree of ")));
    QTest::keyClick(&window.tree(), Qt::Key_Escape);
    window.settle();
    QVERIFY(!window.strip().startsWith(QStringLiteral("Subtree of ")));
    QCOMPARE(window.model().rowCount(), 3);
}

void HierarchyPageTest::keepsTheSelectionThroughAScan()
{
    const auto info =
        m_place->database(QStringLiteral("again"),
                          ScannedTable::definition("items") + ScannedTable::forest("items", 600));
    HierarchyWindow window(info);
    window.scan();
    const QString id = window.page.snapshot()->idText(window.tree().currentItem());
    // Rewritten rows stand elsewhere in the table, so every item gets another number.
    m_place->cluster->psql(QStringLiteral("again"), "UPDATE items SET position = position + 1 "
                                                    "WHERE id % 2 = 0; VACUUM FULL items;");
    window.scan();
    QCOMPARE(window.page.snapshot()->idText(window.tree().currentItem()), id);
    QVERIFY(window.tree().visualRect(window.tree().currentIndex()).isValid());
}

void HierarchyPageTest::exportsFindings()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    auto *jobs = window.page.findChild<HierarchyJobs *>();
    QSignalSpy exported(jobs, &HierarchyJobs::exported);
    QSignalSpy failed(jobs, &HierarchyJobs::exportFailed);
    const QString file = m_place->file(QStringLiteral("findings.csv"));
    jobs->exportFindings(window.page.snapshot(), std::nullopt, file);
    QTRY_COMPARE(exported.size(), 1);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count('\n'), 1 + int(window.page.snapshot()->findings().size()));
    jobs->exportFindings(window.page.snapshot(), std::nullopt,
                         QStringLiteral("/nonexistent/findings.csv"));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(window.strip().contains(QStringLiteral("/nonexistent/findings.csv")));
}

void HierarchyPageTest::choosesBetweenHierarchies()
{
    HierarchyWindow window(m_place->database(
        QStringLiteral("two"),
        ScannedTable::definition("items") + ScannedTable::forest("items", 60) +
            ScannedTable::definition("folders") + ScannedTable::forest("folders", 30)));
    auto *combo = window.page.findChild<QComboBox *>(QStringLiteral("hierarchyCombo"));
    QVERIFY(combo->isVisible());
    QCOMPARE(combo->count(), 2);
    window.scan();
    const qsizetype size = window.page.snapshot()->size();
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Down);
    window.settle();
    QVERIFY(!window.page.snapshot());
    QCOMPARE(window.status(), QStringLiteral("Not scanned yet"));
    window.scan();
    QCOMPARE(window.page.snapshot()->size(), 90 - size);
}

QTEST_MAIN(HierarchyPageTest)
#include "hierarchy_page_test.moc"
