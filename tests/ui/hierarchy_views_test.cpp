// SPDX-License-Identifier: GPL-3.0-or-later
// The Gantt strip, the map, the change since the last scan, and files of all of them, on a real
// database.
#include "tests/ui/hierarchy_window.h"
#include "ui/hierarchy/gantt_view.h"
#include "ui/hierarchy/hierarchy_charts.h"
#include "ui/hierarchy/icicle_view.h"
#include "ui/shell/view_export.h"
#include "ui/widgets/breadcrumb.h"
#include "ui/widgets/chart_canvas.h"
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <QXmlStreamReader>

using namespace arborist;
using namespace arborist::hierarchy;
using Node = TreeShape::Node;

namespace {

/// Dates that follow from the items, but for some that end too late.
constexpr auto kDates =
    "UPDATE items i SET (min_start, max_end) = (SELECT min(d.start_date), max(d.end_date)"
    "  FROM items d WHERE d.child_count = 0 AND d.path || '/' LIKE i.path || '/%');"
    "UPDATE items SET max_end = max_end + 30 WHERE id % 41 = 0;";

/// The page with its views at hand.
class Views : public HierarchyWindow
{
public:
    using HierarchyWindow::HierarchyWindow;
    HierarchyCharts &charts() { return *page.findChild<HierarchyCharts *>(); }
    GanttView &gantt() { return *page.findChild<GanttView *>(); }
    IcicleView &map() { return *page.findChild<IcicleView *>(); }
    const TreeShape &shape() { return *map().model().shape(); }

    void show(HierarchyCharts::Chart chart)
    {
        charts().setCurrentChart(chart);
        charts().setEnlarged(true);
        settle();
    }
    void clickCell(const IcicleCell &cell, bool twice = false)
    {
        const QPoint at = map().placeOf(cell).center().toPoint();
        if (twice)
            QTest::mouseDClick(&map(), Qt::LeftButton, {}, at);
        else
            QTest::mouseClick(&map(), Qt::LeftButton, {}, at);
        settle();
    }
    /// The top level item with the largest subtree among those that the tree shows.
    Item largestRoot()
    {
        Item largest = kNoItem;
        for (const Organization &each : page.snapshot()->organizations()) {
            for (const Item root : each.roots) {
                const bool larger = largest == kNoItem ||
                                    page.snapshot()->below(root) > page.snapshot()->below(largest);
                if (larger && model().filter()->contains(root))
                    largest = root;
            }
        }
        return largest;
    }
    /// A wide cell of that row of the map.
    IcicleCell cellInRow(int row)
    {
        IcicleCell widest;
        for (const IcicleCell &cell : map().cells()) {
            if (cell.row == row && !cell.merged && cell.width > widest.width)
                widest = cell;
        }
        return widest;
    }
};

} // namespace

class HierarchyViewsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void showsTheSelectedSubtreeOverTime();
    void followsANewScan();
    void zoomsTime();
    void tellsWhenThereAreNoDates();
    void mapsTheTree();
    void zoomsInBetweenMany();
    void walksTheMapByKeyboard();
    void tellsTheChangeSinceTheLastScan();
    void marksRepairs();
    void writesPicturesAndTables();
    void asksForAFile();
    void writesAllRowsOfATable();

private:
    std::unique_ptr<HierarchyPlace> m_place;
    postgres::ConnectionInfo m_tracker;
};

void HierarchyViewsTest::initTestCase()
{
    m_place = std::make_unique<HierarchyPlace>();
    m_tracker = m_place->tracker(QStringLiteral("tracker"), 3'000, kDates);
}

void HierarchyViewsTest::showsTheSelectedSubtreeOverTime()
{
    Views window(m_tracker);
    window.scan();
    QVERIFY(!window.gantt().model().shape()); // nothing is laid out before it is looked at
    window.show(HierarchyCharts::Gantt);
    const GanttModel &model = window.gantt().model();
    const Snapshot &snapshot = *window.page.snapshot();
    QVERIFY(model.hasDates());

    const Item root = window.largestRoot();
    QVERIFY(window.tree().reveal(root));
    QCOMPARE(model.scope(), window.shape().nodeOf(root));
    QCOMPARE(qint64(model.rows()), 1 + snapshot.below(root));

    // A click selects the item in the tree and leaves the strip as it is.
    const Item third = window.shape().itemAt(model.nodeAt(3));
    QTest::mouseClick(window.gantt().viewport(), Qt::LeftButton, {},
                      window.gantt().rowRect(3).center());
    window.settle();
    QCOMPARE(window.tree().currentItem(), third);
    QCOMPARE(model.scope(), window.shape().nodeOf(root));
    QCOMPARE(window.gantt().marked(), window.shape().nodeOf(third));

    // The same by keyboard, and from there to what is around.
    QTest::keyClick(&window.gantt(), Qt::Key_Down);
    QVERIFY(window.gantt().accessibleDescription().contains(model.title(4)));
    QTest::keyClick(&window.gantt(), Qt::Key_Return);
    window.settle();
    QCOMPARE(window.tree().currentItem(), window.shape().itemAt(model.nodeAt(4)));
    QTest::keyClick(&window.gantt(), Qt::Key_Backspace);
    QVERIFY(window.shape().isOrganization(model.scope()));

    // Only what differs.
    auto *differing = window.gantt().findChild<QToolButton *>(QStringLiteral("onlyDiffering"));
    differing->click();
    QVERIFY(model.rows() > 0);
    for (int row = 0; row < model.rows(); ++row)
        QVERIFY(model.differs(row));
    differing->click();

    // A leaf is shown among its siblings.
    Node leaf = 1;
    while (window.shape().below(leaf) > 0 || window.shape().level(leaf) < 2)
        ++leaf;
    window.page.showView(0);
    window.charts().setCurrentChart(HierarchyCharts::Gantt);
    Q_EMIT window.charts().itemChosen(window.shape().itemAt(leaf));
    window.settle();
    QCOMPARE(model.scope(), window.shape().parent(leaf));
}

void HierarchyViewsTest::followsANewScan()
{
    const QString name = QStringLiteral("shrinking");
    const auto info = m_place->cluster->createDatabase(name);
    m_place->cluster->psql(name,
                           ScannedTable::definition("items") + ScannedTable::forest("items", 900));
    Views window(info);
    window.scan();
    window.show(HierarchyCharts::Gantt);
    QVERIFY(window.tree().reveal(window.largestRoot()));
    // Item numbers mean other items now, and most of them none at all.
    m_place->cluster->psql(name, "DELETE FROM items WHERE id > 60");
    window.scan();
    const TreeShapePtr &shape = window.gantt().model().shape();
    QCOMPARE(shape->snapshot(), window.page.snapshot());
    const Node current = shape->nodeOf(window.tree().currentItem());
    QCOMPARE(window.gantt().marked(), current);
    QVERIFY(window.gantt().model().rowOf(current) >= 0);
    window.show(HierarchyCharts::Map);
    QCOMPARE(window.map().model().itemCount(), 60);
}

void HierarchyViewsTest::zoomsTime()
{
    Views window(m_tracker);
    window.scan();
    window.show(HierarchyCharts::Gantt);
    QVERIFY(window.tree().reveal(window.largestRoot()));
    GanttView &gantt = window.gantt();
    QCOMPARE(gantt.zoom(), 1.0);
    QCOMPARE(gantt.horizontalScrollBar()->maximum(), 0);
    const QPointF at(gantt.viewport()->width() * 0.75, 60);
    QWheelEvent wheel(at, gantt.viewport()->mapToGlobal(at), {}, {0, 240}, Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(gantt.viewport(), &wheel);
    QVERIFY(gantt.zoom() > 1.5);
    QVERIFY(gantt.horizontalScrollBar()->value() > 0);
    QTest::keyClick(&gantt, Qt::Key_Plus);
    QVERIFY(gantt.zoom() > 1.9);
    for (int step = 0; step < 40; ++step)
        QTest::keyClick(&gantt, Qt::Key_Plus);
    const double most = gantt.zoom();
    QTest::keyClick(&gantt, Qt::Key_Plus);
    QCOMPARE(gantt.zoom(), most);
    QTest::keyClick(&gantt, Qt::Key_0);
    QCOMPARE(gantt.zoom(), 1.0);
}

void HierarchyViewsTest::tellsWhenThereAreNoDates()
{
    const QString name = QStringLiteral("dateless");
    const auto info = m_place->cluster->createDatabase(name);
    m_place->cluster->psql(name, "CREATE TABLE folders (id bigint PRIMARY KEY, parent_id bigint"
                                 " REFERENCES folders, title text);"
                                 "INSERT INTO folders SELECT i, nullif(i / 3, 0), 'Folder ' || i"
                                 " FROM generate_series(1, 40) i");
    Views window(info);
    window.scan();
    window.show(HierarchyCharts::Gantt);
    QVERIFY(!window.gantt().model().hasDates());
    QCOMPARE(window.gantt().rowAt(QPoint(20, 60)), -1);
    QImage shown(window.gantt().size(), QImage::Format_RGB32);
    window.gantt().render(&shown);
    window.show(HierarchyCharts::Map);
    QCOMPARE(window.map().model().itemCount(), 40);
}

void HierarchyViewsTest::mapsTheTree()
{
    Views window(m_tracker);
    window.scan();
    window.show(HierarchyCharts::Map);
    IcicleView &map = window.map();
    QCOMPARE(map.model().focus(), TreeShape::kNoNode);
    QCOMPARE(map.model().itemCount(), 3'000);
    QVERIFY(map.cells().size() > 50);

    const IcicleCell cell = window.cellInRow(2);
    window.clickCell(cell);
    QCOMPARE(window.tree().currentItem(), window.shape().itemAt(cell.node));
    window.clickCell(cell, true);
    QCOMPARE(map.model().focus(), cell.node);
    QCOMPARE(map.cells().front().node, cell.node);
    QVERIFY(map.cells().front().width > cell.width);

    // Back by the keyboard, then by the trail.
    QTest::keyClick(&map, Qt::Key_Escape);
    QCOMPARE(map.model().focus(), window.shape().parent(cell.node));
    auto *trail = map.findChild<Breadcrumb *>();
    QTest::mouseClick(trail, Qt::LeftButton, {}, trail->stepRect(0).center());
    QCOMPARE(map.model().focus(), TreeShape::kNoNode);

    // An organization has a row of its own, and the page's filter leads into it.
    window.clickCell(window.cellInRow(0));
    QVERIFY(window.tree().currentIndex().data(GroupRole).toBool());
    FilterList &organizations = window.list(QStringLiteral("Organizations"));
    window.click(organizations, organizations.model()->index(1, 0));
    window.settle();
    QVERIFY(window.shape().isOrganization(map.model().focus()));
}

void HierarchyViewsTest::zoomsInBetweenMany()
{
    const QString name = QStringLiteral("wide");
    const auto info = m_place->cluster->createDatabase(name);
    m_place->cluster->psql(
        name, "CREATE TABLE folders (id bigint PRIMARY KEY, parent_id bigint"
              " REFERENCES folders, title text);"
              "INSERT INTO folders SELECT i, CASE WHEN i > 1 THEN 1 END, 'Folder ' || i"
              " FROM generate_series(1, 20000) i");
    Views window(info);
    window.scan();
    window.show(HierarchyCharts::Map);
    IcicleView &map = window.map();
    IcicleCell rest = map.cells().back();
    QVERIFY(rest.merged);
    QCOMPARE(rest.nodes, 19'999U);
    window.clickCell(rest); // selects what is right under the pointer
    const Node chosen = window.shape().nodeOf(window.tree().currentItem());
    QVERIFY(chosen > 9'000 && chosen < 11'000);
    window.clickCell(rest, true);
    QVERIFY(map.model().isNarrowed());
    QVERIFY(map.cells().size() > 50);
    QVERIFY(!map.cells().front().merged);
    QVERIFY(map.model().range().first <= chosen && chosen < map.model().range().last);
    window.clickCell(map.cells().front(), true); // a leaf: nothing to go into
    QVERIFY(map.model().isNarrowed());
    QTest::keyClick(&map, Qt::Key_Escape);
    QVERIFY(!map.model().isNarrowed());
    QTest::keyClick(&map, Qt::Key_Down);
    QTest::keyClick(&map, Qt::Key_Return);
    QVERIFY(map.model().isNarrowed());
    QCOMPARE(map.model().range().first, Node(2));
}

void HierarchyViewsTest::walksTheMapByKeyboard()
{
    Views window(m_tracker);
    window.scan();
    window.show(HierarchyCharts::Map);
    IcicleView &map = window.map();
    map.setFocus();
    QTest::keyClick(&map, Qt::Key_Right);
    const QString second = map.accessibleDescription();
    QVERIFY(second.contains(QStringLiteral("items below")));
    QTest::keyClick(&map, Qt::Key_Left);
    QVERIFY(map.accessibleDescription() != second);
    QTest::keyClick(&map, Qt::Key_Right);
    QTest::keyClick(&map, Qt::Key_Down);
    QVERIFY(map.accessibleDescription() != second);
    while (map.accessibleDescription().contains(QStringLiteral("too small")))
        QTest::keyClick(&map, Qt::Key_Right);
    QTest::keyClick(&map, Qt::Key_Space);
    window.settle();
    const Item item = window.tree().currentItem();
    QVERIFY(item != kNoItem);
    QCOMPARE(window.shape().level(window.shape().nodeOf(item)), 1U);
    QTest::keyClick(&map, Qt::Key_Return);
    QCOMPARE(map.model().focus(), window.shape().nodeOf(item));
    QTest::keyClick(&map, Qt::Key_Backspace);
    QTest::keyClick(&map, Qt::Key_Up);
    QVERIFY(window.shape().isOrganization(map.model().focus()));
    QTest::keyClick(&map, Qt::Key_Home);
    QCOMPARE(map.model().focus(), TreeShape::kNoNode);
}

void HierarchyViewsTest::tellsTheChangeSinceTheLastScan()
{
    const QString name = QStringLiteral("changing");
    const auto info = m_place->cluster->createDatabase(name);
    m_place->cluster->psql(name,
                           ScannedTable::definition("items") + ScannedTable::forest("items", 600));
    Views window(info);
    window.scan();
    QVERIFY(!window.status().contains(QStringLiteral("since")));
    m_place->cluster->psql(name,
                           "UPDATE items SET done_count = done_count + 3 WHERE id IN (101, 103);"
                           "UPDATE items SET updated_at = now() - interval '1 day'");
    window.scan();
    const auto difference = window.charts().difference();
    QVERIFY(difference);
    QCOMPARE(difference->items(Kind::R3), 2);
    QTRY_VERIFY(window.status().contains(difference->total()));
    window.scan();
    QTRY_VERIFY(window.status().contains(QStringLiteral("unchanged since")));
}

void HierarchyViewsTest::marksRepairs()
{
    Views window(m_tracker);
    window.scan();
    window.scan();
    window.show(HierarchyCharts::OverTime);
    QTRY_VERIFY(window.charts().difference()); // the history has been read
    const auto picture = [&] {
        QWidget &chart = *window.charts().findChild<ChartCanvas *>();
        QImage image(chart.size(), QImage::Format_RGB32);
        chart.render(&image);
        return image;
    };
    const QImage before = picture();
    const QDateTime now = QDateTime::currentDateTime();
    window.charts().setRepairs({{now.addSecs(-1), QStringLiteral("Repair, run 41"),
                                 QStringLiteral("2,398 findings repaired")},
                                {now, QStringLiteral("Undo, run 42"), QString()}});
    QVERIFY(picture() != before);
}

void HierarchyViewsTest::writesPicturesAndTables()
{
    Views window(m_tracker);
    window.scan();
    QSignalSpy finished(&window.session().jobs(), &JobRunner::finished);
    QStringList problems;
    const auto write = [&](const ExportableView &view, const char *ending) {
        const QString file = m_place->file(view.name + QLatin1String(ending));
        finished.clear();
        exportTo(window.session(), &window.page, file, view,
                 [&](const Error &error) { problems << error.message(); });
        [&] { QTRY_VERIFY(!finished.isEmpty()); }();
        QFile written(file);
        written.open(QIODevice::ReadOnly);
        return written.readAll();
    };
    window.show(HierarchyCharts::Gantt);
    window.show(HierarchyCharts::Map);
    QVERIFY(window.tree().reveal(window.largestRoot()));
    for (auto *widget : std::initializer_list<QWidget *>{&window.gantt(), &window.map(),
                                                         window.charts().findChild<ChartCanvas *>(),
                                                         &window.tree()}) {
        const ExportableView view = pictureOf(*widget, QStringLiteral("view"));
        QImage image;
        QVERIFY(image.loadFromData(write(view, ".png"), "PNG"));
        QCOMPARE(image.size(), view.size * 2);
        QXmlStreamReader svg(write(view, ".svg"));
        QVERIFY(svg.readNextStartElement());
        QCOMPARE(svg.name(), u"svg");
        while (!svg.atEnd())
            svg.readNext();
        QVERIFY(!svg.hasError());
    }
    // The strip's picture shows rows beyond the screen, its table all of them.
    const ExportableView strip = window.gantt().exportable();
    QVERIFY(strip.size.height() > window.gantt().height());
    QCOMPARE(write(strip, ".csv").count('\n'), 1 + window.gantt().model().rows());
    QCOMPARE(write(window.map().exportable(), ".csv").count('\n'), 1 + 3);
    QVERIFY(problems.isEmpty());

    finished.clear();
    window.page.exportView(strip);
    exportTo(window.session(), &window.page, QStringLiteral("/nonexistent/gantt.png"), strip,
             [&](const Error &error) { problems << error.message(); });
    QTRY_COMPARE(problems.size(), 1);
    QVERIFY(problems.first().contains(QStringLiteral("/nonexistent/gantt.png")));
}

void HierarchyViewsTest::asksForAFile()
{
    Views window(m_tracker);
    window.scan();
    auto *button = window.charts().findChild<QToolButton *>(QStringLiteral("exportChart"));
    button->click();
    auto *dialog = window.page.findChild<QFileDialog *>();
    QVERIFY(dialog);
    QVERIFY(dialog->selectedFiles().value(0).endsWith(QStringLiteral("by-kind.png")));
    dialog->selectNameFilter(dialog->nameFilters().last());
    Q_EMIT dialog->filterSelected(dialog->nameFilters().last());
    QVERIFY(dialog->selectedFiles().value(0).endsWith(QStringLiteral("by-kind.csv")));
    const QString file = m_place->file(QStringLiteral("kinds.csv"));
    Q_EMIT dialog->fileSelected(file);
    dialog->close();
    QTRY_VERIFY(QFile::exists(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readLine().startsWith("Id,Kind,Items,Origins,Repairable"));

    Q_EMIT window.charts().currentChartChanged(0);
    button->click();
    dialog = window.page.findChild<QFileDialog *>();
    Q_EMIT dialog->fileSelected(QStringLiteral("/nonexistent/kinds.csv"));
    dialog->close();
    QTRY_VERIFY(window.strip().contains(QStringLiteral("/nonexistent/kinds.csv")));
}

void HierarchyViewsTest::writesAllRowsOfATable()
{
    Views window(m_tracker);
    window.scan();
    window.show(HierarchyCharts::Gantt);
    Q_EMIT window.charts().organizationSelected(0);
    QTRY_VERIFY(window.gantt().model().rows() > 900);
    QVERIFY(window.gantt().model().rowCount({}) < window.gantt().model().rows());
    window.charts().setTableShown(true);
    auto *button = window.charts().findChild<QToolButton *>(QStringLiteral("exportChart"));
    button->click();
    auto *dialog = window.page.findChild<QFileDialog *>();
    const QString file = m_place->file(QStringLiteral("all.csv"));
    Q_EMIT dialog->fileSelected(file);
    dialog->close();
    QTRY_VERIFY(QFile::exists(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count('\n'), window.gantt().model().rows()); // head, no group row
}

QTEST_MAIN(HierarchyViewsTest)
#include "hierarchy_views_test.moc"
