// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/data/data_loader.h"
#include "ui/data/data_page.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/table_view.h"
#include <QLabel>
#include <QLineEdit>
#include <QTest>

namespace arborist {

inline constexpr int kDataPatience = 60'000;

/// The real window on its Data page.
class DataWindow : public WindowFixture
{
public:
    explicit DataWindow(const QString &place, const QString &stage = {})
    {
        open(place);
        if (!stage.isEmpty())
            session.setTarget(stage);
        waitForChecks();
        window->showPage(page().key());
        settle();
    }

    DataPage &page() { return *window->findChild<DataPage *>(); }
    QString status() { return page().findChild<PageHeader *>()->status(); }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !page().isBusy(); }, kDataPatience));
    }
    /// The rows of the view, as they stand: "public.items".
    QStringList shown()
    {
        QStringList titles;
        const QAbstractItemModel *model = page().table().model();
        for (int row = 0; row < model->rowCount(); ++row)
            titles << model->index(row, 0).data().toString();
        return titles;
    }
    QString cell(const QString &table, int column)
    {
        const QAbstractItemModel *model = page().table().model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data() == table)
                return model->index(row, column).data().toString();
        }
        return QStringLiteral("not there");
    }
    PlanDialog *plan() { return planOf(page().flow()); }
    PlanDialog *planOf(OperationFlow &flow)
    {
        (void)QTest::qWaitFor([&] { return flow.dialog() || !flow.isBusy(); }, kDataPatience);
        return flow.dialog();
    }
    void agree()
    {
        PlanDialog *dialog = plan();
        QVERIFY2(dialog, qPrintable(note()));
        if (dialog->shown().requirement == stages::Requirement::TypeName)
            QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                             dialog->shown().nameToType);
        dialog->accept();
        settle();
    }
    /// All that the note above the tables says.
    QString note() { return page().note().isVisible() ? textIn(page().note()) : QString(); }
};

} // namespace arborist
