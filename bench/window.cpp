// SPDX-License-Identifier: GPL-3.0-or-later
// bench_window URL STARTED: opens the real window on a database, scans its hierarchy and walks
// through the tree; prints what it felt like as JSON, in milliseconds. STARTED is the monotonic
// clock's nanoseconds when the process was started.
#include "app/gui/openers.h"
#include "app/gui/pages.h"
#include "bench/heartbeat.h"
#include "bench/tree_walk.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/hierarchy/item_tree_view.h"
#include "ui/shell/main_window.h"
#include "ui/style/arborist_style.h"
#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <chrono>
#include <cstdio>

using namespace arborist;
using namespace arborist::bench;

namespace {

qint64 nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

/// Tells when a widget has been painted for the first time.
class FirstPaint : public QObject
{
public:
    FirstPaint(QWidget *widget, std::function<void()> painted)
        : QObject(widget),
          m_painted(std::move(painted))
    {
        widget->installEventFilter(this);
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, watched, m_painted); // after this round of painting
        }
        return false;
    }

private:
    std::function<void()> m_painted;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 3) {
        std::fputs("usage: bench_window URL STARTED\n", stderr);
        return 2;
    }
    const QString url = QString::fromLocal8Bit(argv[1]);
    const qint64 started = QByteArray(argv[2]).toLongLong();
    QApplication::setApplicationName(QStringLiteral("arborist"));
    setUpLook();
    Session session;
    MainWindow window(session, makeOpeners());
    addPages(window, session);
    window.resize(1366, 768);

    QJsonObject result;
    const auto sinceStart = [started] { return double(nowNs() - started) / 1e6; };
    new FirstPaint(&window, [&] { result[u"first_paint"] = sinceStart(); });
    window.showPage(0);
    new FirstPaint(window.pages().first(), [&] { result[u"first_page"] = sinceStart(); });

    auto *page = window.findChild<HierarchyPage *>();
    if (page == nullptr)
        qFatal("the window has no hierarchy page");
    Heartbeat heartbeat;
    qint64 scanned = 0;
    const auto begin = [&] {
        window.showPage(page->key());
        heartbeat.start();
        scanned = nowNs();
        page->scan();
    };
    const auto walk = [&] {
        result[u"longest_stall"] = heartbeat.longestMs();
        auto *tree = page->findChild<ItemTreeView *>();
        const TreeWalk steps = walkTree(*tree);
        result[u"expand_longest"] = steps.expandLongestMs;
        result[u"scroll_step"] = steps.scrollMedianMs;
        result[u"scroll_step_longest"] = steps.scrollLongestMs;
        result[u"items"] = qint64(page->snapshot()->size());
        QApplication::quit();
    };
    QObject::connect(page, &HierarchyPage::scanned, page, [&] {
        new FirstPaint(page->findChild<ItemTreeView *>()->viewport(), [&] {
            result[u"scan_shown"] = double(nowNs() - scanned) / 1e6;
            // What is loaded after the first picture (titles, charts) may stall the loop as well.
            QTimer::singleShot(2000, page, walk);
        });
        page->findChild<ItemTreeView *>()->viewport()->update();
    });
    QObject::connect(&session, &Session::stateChanged, page, [&] {
        if (session.state() == Session::State::Failed)
            qFatal("%s", session.openError()->what());
        if (session.state() == Session::State::Open)
            QTimer::singleShot(1000, page, begin); // the stages page has settled by then
    });
    window.show();
    QTimer::singleShot(0, &window, [&] { window.openPlace(url); });
    QTimer::singleShot(5 * 60'000, &app, [] { qFatal("gave up after five minutes"); });
    const int code = QApplication::exec();
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return code;
}
