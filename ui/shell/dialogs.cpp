// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dialogs.h"

#include "ui/style/arborist_style.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

namespace {

/// The translation context of this file.
class Dialogs
{
    Q_DECLARE_TR_FUNCTIONS(Dialogs)
};

struct Frame {
    QDialog *dialog;
    QVBoxLayout *column;
    QDialogButtonBox *buttons;
};

/// A dialog with title and text; what is added to `column` stands between text and buttons.
Frame makeDialog(QWidget *parent, const QString &title, const QString &text,
                 QDialogButtonBox::StandardButtons standard)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setMinimumWidth(px(480));
    auto *outer = new QVBoxLayout(dialog);
    outer->setContentsMargins(px(16), px(16), px(16), px(16));
    outer->setSpacing(px(12));
    auto *head = new Label(FontRole::Title);
    head->setText(title);
    outer->addWidget(head);
    if (!text.isEmpty()) {
        auto *body = new Label(FontRole::Body, Tone::Muted);
        body->setText(text);
        body->setWordWrap(true);
        outer->addWidget(body);
    }
    auto *column = new QVBoxLayout;
    column->setSpacing(px(8));
    outer->addLayout(column);
    auto *buttons = new QDialogButtonBox(standard);
    outer->addSpacing(px(4));
    outer->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return {dialog, column, buttons};
}

} // namespace

void showAbout(QWidget *parent)
{
    const Frame frame = makeDialog(
        parent, Dialogs::tr("Arborist %1").arg(QCoreApplication::applicationVersion()),
        Dialogs::tr(
            "Looks after staged PostgreSQL databases and the trees of work items in them.\n\n"
            "Free software under the GNU General Public License, version 3 or later. "
            "Qt %1.")
            .arg(QString::fromLatin1(qVersion())),
        QDialogButtonBox::Close);
    frame.dialog->open();
}

void showShortcuts(QWidget *parent, const QStringList &pages)
{
    const Frame frame =
        makeDialog(parent, Dialogs::tr("Keyboard shortcuts"), {}, QDialogButtonBox::Close);
    auto *table = new InspectorTable(Dialogs::tr("Does"), Dialogs::tr("Keys"), {});
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &does, const QString &keys) {
        rows.push_back({does, keys, {}, Tone::Plain, false});
    };
    for (int i = 0; i < pages.size(); ++i) {
        add(pages[i], QStringLiteral("Ctrl+%1").arg(i + 1));
    }
    add(Dialogs::tr("Change the target stage"), QStringLiteral("Ctrl+T"));
    add(Dialogs::tr("Read again, scan"), QStringLiteral("F5"));
    add(Dialogs::tr("Find"), QStringLiteral("Ctrl+F"));
    add(Dialogs::tr("Empty the search, leave it, close the job list"), QStringLiteral("Esc"));
    add(Dialogs::tr("Copy the selected rows"), QStringLiteral("Ctrl+C"));
    add(Dialogs::tr("Gantt strip: zoom, show all dates"), QStringLiteral("Ctrl+wheel, +, −, 0"));
    add(Dialogs::tr("Map: go into a subtree, back"), Dialogs::tr("Enter, Backspace"));
    add(Dialogs::tr("Query: run statement, run all"), QStringLiteral("Ctrl+Enter, F5"));
    add(Dialogs::tr("Query: explain, measure"), QStringLiteral("Ctrl+E, Ctrl+Shift+E"));
    add(Dialogs::tr("Query: propose words, comment lines"), QStringLiteral("Ctrl+Space, Ctrl+/"));
    add(Dialogs::tr("Query: next match, next pane"), QStringLiteral("F3, F6"));
    add(Dialogs::tr("Backups: back up, restore, delete"), QStringLiteral("Ctrl+B, Enter, Del"));
    add(Dialogs::tr("Show all jobs"), QStringLiteral("Ctrl+J"));
    add(Dialogs::tr("Open a folder"), QStringLiteral("Ctrl+O"));
    add(Dialogs::tr("Open an address"), QStringLiteral("Ctrl+Shift+O"));
    add(Dialogs::tr("Read the workspace again"), QStringLiteral("Ctrl+R"));
    add(Dialogs::tr("Quit"), QStringLiteral("Ctrl+Q"));
    table->setRows(std::move(rows));
    frame.column->addWidget(table);
    frame.dialog->open();
}

void askAddress(QWidget *parent, const std::function<void(const QString &)> &accept)
{
    const Frame frame = makeDialog(
        parent, Dialogs::tr("Open an address"),
        Dialogs::tr(
            "A URL (postgresql://user@host/database) or key=value pairs as psql takes them. "
            "A password is used for this session and not stored."),
        QDialogButtonBox::Cancel);
    auto *field = new QLineEdit;
    field->setPlaceholderText(QStringLiteral("postgresql://"));
    field->setAccessibleName(Dialogs::tr("Address"));
    frame.column->addWidget(field);
    QPushButton *open = frame.buttons->addButton(Dialogs::tr("Open"), QDialogButtonBox::AcceptRole);
    open->setProperty(variant::property, QString::fromLatin1(variant::primary));
    open->setEnabled(false);
    open->setDefault(true);
    QObject::connect(field, &QLineEdit::textChanged, open,
                     [open](const QString &text) { open->setEnabled(!text.trimmed().isEmpty()); });
    QObject::connect(frame.dialog, &QDialog::accepted, parent,
                     [field, accept] { accept(field->text().trimmed()); });
    field->setFocus();
    frame.dialog->open();
}

QDialog *askToEndJobs(QWidget *parent, const QStringList &jobs)
{
    const QString title = jobs.size() == 1 ? Dialogs::tr("A job is still running")
                                           : Dialogs::tr("Jobs are still running");
    const Frame frame = makeDialog(
        parent, title,
        Dialogs::tr("%1.\n\nTo close the window now cancels it. What it has not finished is taken "
                    "back before the window closes: nothing stays half done.")
            .arg(jobs.join(QStringLiteral(", "))),
        {});
    QPushButton *keep =
        frame.buttons->addButton(Dialogs::tr("Keep running"), QDialogButtonBox::RejectRole);
    QPushButton *end =
        frame.buttons->addButton(Dialogs::tr("Cancel and close"), QDialogButtonBox::AcceptRole);
    end->setProperty(variant::property, QString::fromLatin1(variant::danger));
    end->setAutoDefault(false);
    keep->setDefault(true);
    keep->setFocus();
    frame.dialog->open();
    return frame.dialog;
}

void askFileToWrite(QWidget *parent, const QString &title, const QString &name,
                    const QList<FileKind> &kinds,
                    const std::function<void(const QString &)> &accept)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const FileKind &kind : kinds)
        filters << QStringLiteral("%1 (*.%2)").arg(kind.name, kind.suffix);
    dialog->setNameFilters(filters);
    const auto useKind = [dialog, kinds, filters, name](const QString &filter) {
        const FileKind &kind = kinds[std::max(qsizetype(0), filters.indexOf(filter))];
        dialog->setDefaultSuffix(kind.suffix);
        QString base = QFileInfo(dialog->selectedFiles().value(0)).fileName();
        for (const FileKind &other : kinds) {
            if (base.endsWith(u'.' + other.suffix, Qt::CaseInsensitive))
                base.chop(other.suffix.size() + 1);
        }
        dialog->selectFile(QStringLiteral("%1.%2").arg(base.isEmpty() ? name : base, kind.suffix));
    };
    dialog->selectFile(name);
    useKind(filters.first());
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, useKind);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, accept);
    dialog->open();
}

} // namespace arborist
