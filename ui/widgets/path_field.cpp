// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/path_field.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace arborist {

PathField::PathField(const QString &name, const QString &title, Kind kind, QWidget *parent)
    : QWidget(parent),
      m_edit(new QLineEdit)
{
    m_edit->setAccessibleName(name);
    auto *browse = plainButton(tr("Browse…"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(metrics::gap));
    row->addWidget(m_edit, 1);
    row->addWidget(browse);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PathField::pathChanged);
    connect(m_edit, &QLineEdit::editingFinished, this, &PathField::pathChosen);
    connect(browse, &QPushButton::clicked, this,
            [this, title, kind] { this->browse(title, kind); });
}

QString PathField::path() const
{
    QString text = m_edit->text().trimmed();
    if (text.isEmpty())
        return {};
    if (text == QStringLiteral("~") || text.startsWith(QStringLiteral("~/")))
        text.replace(0, 1, QDir::homePath());
    return QDir::cleanPath(QDir::current().absoluteFilePath(text));
}

void PathField::setPath(const QString &path)
{
    m_edit->setText(path);
    m_edit->setCursorPosition(0);
}

void PathField::browse(const QString &title, Kind kind)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const bool isFile = kind == Kind::File;
    dialog->setFileMode(isFile ? QFileDialog::ExistingFile : QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, !isFile);
    dialog->setAcceptMode(kind == Kind::NewFolder ? QFileDialog::AcceptSave
                                                  : QFileDialog::AcceptOpen);
    // The default place of exports is a hidden folder.
    const QDir::Filters files = isFile ? QDir::Files : QDir::Filters();
    dialog->setFilter(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | files);
    dialog->setDirectory(isFile ? QFileInfo(path()).path() : path());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        setPath(chosen);
        Q_EMIT pathChosen();
    });
    dialog->open();
}

} // namespace arborist
