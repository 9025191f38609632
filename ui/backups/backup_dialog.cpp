// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backup_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/label.h"
#include <QComboBox>
#include <QDir>
#include <QFormLayout>
#include <QSpinBox>
#include <QVBoxLayout>

namespace arborist {

using backup::Compression;
using backup::Form;

namespace {
constexpr int kMostJobs = 64;
constexpr int kBest = -1; ///< no compression in particular
} // namespace

BackupDialog::BackupDialog(const stages::Stage &stage, const QString &folder, QWidget *parent)
    : RequestDialog(stage, tr("Back up %1").arg(stage.name),
                    tr("Into %1, with a manifest of checksums and rows. It is verified once it is "
                       "written, and kept until somebody deletes it.")
                        .arg(QDir::toNativeSeparators(folder)),
                    parent),
      m_form(new QComboBox),
      m_compression(new QComboBox),
      m_jobs(new QSpinBox),
      m_about(new Label(FontRole::Caption, Tone::Muted))
{
    m_form->setAccessibleName(tr("Form"));
    m_form->addItem(tr("Custom: one file for pg_restore"), int(Form::Custom));
    m_form->addItem(tr("Directory: a file a table, by several jobs"), int(Form::Directory));
    m_form->addItem(tr("Plain: SQL that psql reads, gzipped"), int(Form::Plain));
    m_compression->setAccessibleName(tr("Compression"));
    m_compression->addItem(tr("The best that pg_dump can"), kBest);
    m_compression->addItem(tr("zstd"), int(Compression::Zstd));
    m_compression->addItem(tr("gzip"), int(Compression::Gzip));
    m_compression->addItem(tr("None"), int(Compression::None));
    m_jobs->setAccessibleName(tr("Jobs"));
    m_jobs->setRange(1, kMostJobs);
    m_jobs->setFixedWidth(px(96));
    m_about->setWordWrap(true);
    RequestDialog::form().addRow(tr("Form"), m_form);
    RequestDialog::form().addRow(tr("Compression"), m_compression);
    RequestDialog::form().addRow(tr("Jobs"), m_jobs);
    RequestDialog::form().addRow(QString(), m_about);
    content().addStretch(1);
    connect(m_form, &QComboBox::currentIndexChanged, this, &BackupDialog::formChosen);
    formChosen();
    resize(px(560), px(320));
}

void BackupDialog::formChosen()
{
    const Form form = wish().form;
    m_compression->setEnabled(form != Form::Plain);
    m_jobs->setEnabled(form == Form::Directory);
    m_about->setText(form == Form::Directory
                         ? tr("Each job reads a table at a time, over a connection of its own.")
                     : form == Form::Plain
                         ? tr("Can be read by anything, but is restored by one job only.")
                         : tr("Can be restored by several jobs."));
}

BackupWish BackupDialog::wish() const
{
    BackupWish wish;
    wish.form = Form(m_form->currentData().toInt());
    if (const int chosen = m_compression->currentData().toInt();
        chosen != kBest && wish.form != Form::Plain)
        wish.compression = Compression(chosen);
    wish.jobs = wish.form == Form::Directory ? m_jobs->value() : 1;
    return wish;
}

} // namespace arborist
