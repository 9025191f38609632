// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/scanned_table.h"
#include "ui/hierarchy/filter_list.h"
#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/hierarchy/item_inspector.h"
#include "ui/hierarchy/item_tree_view.h"
#include "ui/shell/session.h"
#include "ui/style/arborist_style.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <functional>
#include <memory>

namespace arborist {

inline constexpr int kPatience = 60'000;

/// The servers and files of a test of the page: a cluster, and a data folder of its own.
class HierarchyPlace
{
public:
    HierarchyPlace()
    {
        qputenv("ARBORIST_DATA_DIR", file(QStringLiteral("data")).toUtf8());
        setUpLook();
        cluster = std::make_unique<TestCluster>();
    }

    QString file(const QString &name) const { return m_folder.filePath(name); }
    postgres::ConnectionInfo database(const QString &name, const QByteArray &script)
    {
        const auto info = cluster->createDatabase(name);
        cluster->psql(name, script);
        return info;
    }
    /// With a table of items, about one in fifteen of them drifted.
    postgres::ConnectionInfo tracker(const QString &name, int items = 3'000,
                                     const QByteArray &more = {})
    {
        return database(name, ScannedTable::definition("items") +
                                  ScannedTable::forest("items", items) + more);
    }

    std::unique_ptr<TestCluster> cluster;

private:
    QTemporaryDir m_folder;
};

/// A window with the page on one database.
class HierarchyWindow
{
public:
    explicit HierarchyWindow(const postgres::ConnectionInfo &info)
        : HierarchyWindow([info] { return stages::Workspace::ofUrl(info.toUrl()); },
                          info.database())
    {
    }

    /// On the default stage of any workspace.
    HierarchyWindow(const std::function<stages::Workspace()> &workspace, const QString &key)
        : page(m_session)
    {
        QObject::connect(&m_session, &Session::workspaceChanged, &page, &HierarchyPage::retarget);
        page.resize(1200, 700);
        page.show();
        Opening opening;
        opening.title = QStringLiteral("Opening");
        opening.work = [workspace, key](OperationContext &) {
            OpenedWorkspace opened;
            opened.workspace = std::make_shared<stages::Workspace>(workspace());
            opened.key = key;
            return opened;
        };
        m_session.open(opening);
        settle();
    }

    /// Until a session is open and the page reads nothing any more.
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return m_session.state() == Session::State::Open; },
                                kPatience));
        QTest::qWait(20);
        QVERIFY(QTest::qWaitFor([this] { return !page.isBusy(); }, kPatience));
        QTest::qWait(30);
        QVERIFY(QTest::qWaitFor([this] { return !page.isBusy(); }, kPatience));
    }

    void scan()
    {
        QSignalSpy scanned(&page, &HierarchyPage::scanned);
        page.scan();
        QVERIFY(QTest::qWaitFor([&] { return !scanned.isEmpty(); }, kPatience));
        settle();
    }

    Session &session() { return m_session; }
    ItemTreeView &tree() { return *page.findChild<ItemTreeView *>(); }
    ItemTreeModel &model() { return *static_cast<ItemTreeModel *>(tree().model()); }
    FilterList &list(const QString &name)
    {
        for (auto *each : page.findChildren<FilterList *>()) {
            if (each->accessibleName() == name)
                return *each;
        }
        qFatal("no such list");
    }
    void click(QAbstractItemView &view, const QModelIndex &index)
    {
        view.scrollTo(index);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(index).center());
    }
    QString status() { return page.findChild<PageHeader *>()->status(); }
    /// Clicks a button that is to be seen, by its text.
    void press(QWidget *where, const QString &text)
    {
        for (auto *button : where->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == text) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(QStringLiteral("no button ") + text));
    }
    QString strip() { return page.findChild<FilterStrip *>()->text(); }
    SearchField &search() { return *page.findChild<SearchField *>(); }
    const InspectorRow *field(const QString &name)
    {
        for (auto *table : page.findChild<ItemInspector *>()->findChildren<InspectorTable *>()) {
            for (const InspectorRow &row : table->rows()) {
                if (row.field == name)
                    return &row;
            }
        }
        return nullptr;
    }
    bool says(QWidget *where, const QString &text)
    {
        for (auto *label : where->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }

private:
    Session m_session;

public:
    HierarchyPage page;
};

} // namespace arborist
