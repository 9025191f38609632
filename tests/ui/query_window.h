// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_page.h"
#include "ui/query/result_table.h"
#include "ui/query/results_pane.h"
#include "ui/widgets/page_header.h"
#include <QPushButton>
#include <QTest>

namespace arborist {

inline constexpr int kQueryPatience = 60'000;

/// The real window on its query page.
class QueryWindow : public WindowFixture
{
public:
    explicit QueryWindow(const QString &place, const QString &stage = {})
    {
        open(place);
        if (!stage.isEmpty())
            session.setTarget(stage);
        waitForChecks();
        window->showPage(page().key());
    }

    QueryPage &page() { return *window->findChild<QueryPage *>(); }
    ResultsPane &results() { return page().results(); }
    SqlEditor &editor() { return page().editor(); }
    QString status() { return page().findChild<PageHeader *>()->status(); }

    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !page().isBusy(); }, kQueryPatience));
    }
    /// Writes the SQL, runs all of it, and waits for the answer.
    void run(const QString &sql)
    {
        editor().setText(sql);
        page().runAll();
        settle();
    }
    QString cell(int row, int column, int table = 0)
    {
        if (size_t(table) >= results().tables().size())
            return QStringLiteral("no result: ") + status();
        return results().tables()[size_t(table)]->model()->index(row, column).data().toString();
    }
    bool press(const QString &button)
    {
        for (auto *each : page().findChildren<QPushButton *>()) {
            if (each->isVisible() && each->text() == button) {
                QTest::mouseClick(each, Qt::LeftButton);
                return true;
            }
        }
        return false;
    }
};

} // namespace arborist
