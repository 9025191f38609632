// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/backups/backup_dialog.h"
#include "ui/backups/backups_loader.h"
#include "ui/backups/backups_page.h"
#include "ui/backups/restore_dialog.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/table_view.h"
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTest>

namespace arborist {

inline constexpr int kBackupPatience = 120'000;

/// The real window on its Backups page.
class BackupsWindow : public WindowFixture
{
public:
    explicit BackupsWindow(const QString &place, const QString &stage = {})
    {
        open(place);
        if (!stage.isEmpty())
            session.setTarget(stage);
        waitForChecks();
        window->showPage(page().key());
        settle();
    }

    BackupsPage &page() { return *window->findChild<BackupsPage *>(); }
    QString status() { return page().findChild<PageHeader *>()->status(); }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !page().isBusy(); }, kBackupPatience));
    }
    /// A column of the view, as it stands.
    QStringList column(int column)
    {
        QStringList texts;
        const QAbstractItemModel *model = page().table().model();
        for (int row = 0; row < model->rowCount(); ++row)
            texts << model->index(row, column).data().toString();
        return texts;
    }
    /// Selects the one in that row.
    void select(int row)
    {
        page().table().clearSelection();
        page().table().selectRow(row);
    }
    /// Path of the one in that row.
    QString path(int row)
    {
        return page()
            .table()
            .model()
            ->index(row, BackupTableModel::NameColumn)
            .data(Qt::ToolTipRole)
            .toString();
    }
    PlanDialog *plan()
    {
        (void)QTest::qWaitFor([&] { return page().flow().dialog() || !page().flow().isBusy(); },
                              kBackupPatience);
        return page().flow().dialog();
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
    /// Backs up the target as the dialog proposes it.
    void backUp(backup::Form form = backup::Form::Custom)
    {
        BackupDialog *dialog = page().askBackup();
        QVERIFY(dialog);
        dialog->form().setCurrentIndex(dialog->form().findData(int(form)));
        dialog->accept();
        agree();
        QVERIFY2(note().contains(QStringLiteral("Backed up")), qPrintable(note()));
    }
    /// The dialog once the dump has been looked through, or could not be.
    RestoreDialog *restore(const QString &file = {})
    {
        RestoreDialog *dialog = page().askRestore(file);
        if (dialog)
            waitFor(*dialog);
        return dialog;
    }
    static void waitFor(RestoreDialog &dialog)
    {
        QVERIFY(QTest::qWaitFor(
            [&] {
                return dialog.hindrance() != QStringLiteral("Reading…") &&
                       !dialog.hindrance().startsWith(QStringLiteral("Press Return"));
            },
            kBackupPatience));
    }
    /// All that the note above the list says.
    QString note() { return page().note().isVisible() ? textIn(page().note()) : QString(); }
};

} // namespace arborist
