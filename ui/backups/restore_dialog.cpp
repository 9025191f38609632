// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/restore_dialog.h"

#include "models/backups/backup_text.h"
#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/path_field.h"
#include <QCheckBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

namespace arborist {

namespace {

constexpr int kMostJobs = 64;

QString formText(const backup::Archive &archive)
{
    QString text;
    switch (archive.form) {
    case backup::ArchiveForm::Custom:
        text = RestoreDialog::tr("Custom form of pg_dump");
        break;
    case backup::ArchiveForm::Directory:
        text = RestoreDialog::tr("Directory form of pg_dump");
        break;
    case backup::ArchiveForm::Tar:
        text = RestoreDialog::tr("tar form of pg_dump");
        break;
    case backup::ArchiveForm::Plain:
        text = archive.packing == backup::Packing::Gzip   ? RestoreDialog::tr("SQL script, gzip")
               : archive.packing == backup::Packing::Zstd ? RestoreDialog::tr("SQL script, zstd")
                                                          : RestoreDialog::tr("SQL script");
        break;
    }
    return QStringLiteral("%1, %2").arg(text, format::bytes(archive.bytes));
}

QString originText(const InspectedDump &dump)
{
    const auto &manifest = dump.manifest;
    QString text = manifest ? RestoreDialog::tr("%1 (%2)").arg(manifest->database, manifest->stage)
                            : dump.archive.database;
    const QString version =
        manifest ? manifest->serverVersion : dump.archive.serverVersion.section(u' ', 0, 0);
    if (!version.isEmpty()) {
        const QString server = RestoreDialog::tr("PostgreSQL %1").arg(version);
        text = text.isEmpty() ? server : QStringLiteral("%1, %2").arg(text, server);
    }
    return text.isEmpty() ? RestoreDialog::tr("It does not say") : text;
}

QString contentText(const InspectedDump &dump)
{
    const auto &tables = dump.archive.tables;
    qint64 rows = dump.manifest ? dump.manifest->rows() : 0;
    bool isKnown = dump.manifest.has_value() || !tables.empty();
    for (const backup::ArchiveTable &table : tables) {
        if (!dump.manifest) {
            isKnown = isKnown && table.rows >= 0;
            rows += std::max<qint64>(0, table.rows);
        }
    }
    const QString text =
        tables.size() == 1
            ? RestoreDialog::tr("Rows of 1 table")
            : RestoreDialog::tr("Rows of %1 tables").arg(format::count(qint64(tables.size())));
    return isKnown ? QStringLiteral("%1: %2").arg(text, format::count(rows)) : text;
}

} // namespace

RestoreDialog::RestoreDialog(const stages::Stage &stage, const QString &file, int keepDays,
                             QWidget *parent)
    : RequestDialog(stage, tr("Restore a dump to %1").arg(stage.name),
                    tr("Backups of Arborist and any other dump of pg_dump: custom, directory and "
                       "tar form, or an SQL script, also packed by gzip or zstd."),
                    parent),
      m_file(new PathField(tr("Dump"), tr("Dump to restore"), PathField::Kind::File)),
      m_facts(new InspectorTable({}, {}, {})),
      m_over(new QRadioButton(tr("In the place of %1").arg(stage.name))),
      m_inPlace(new QRadioButton(tr("Into the database of %1 itself").arg(stage.name))),
      m_intoNew(new QRadioButton(tr("Into a new database"))),
      m_name(new QLineEdit),
      m_noOwner(new QCheckBox(tr("Everything in it belongs to the role that restores it"))),
      m_cascades(new QCheckBox(tr("What depends on what is replaced may go"))),
      m_jobs(new QSpinBox)
{
    m_facts->setAccessibleName(tr("What the dump is"));
    m_over->setToolTip(tr("Into a new database beside it, whose rows are compared with the dump "
                          "before the names are swapped. The old one is kept for %1 days.")
                           .arg(keepDays));
    m_inPlace->setToolTip(tr("In one transaction, behind a backup: for servers on which no "
                             "database can be made."));
    m_cascades->setToolTip(tr("Views and the like that the dump does not have, where it is "
                              "restored into the database itself. The plan names them; without "
                              "this it is refused."));
    m_name->setAccessibleName(tr("Name of the new database"));
    m_name->setPlaceholderText(tr("Name"));
    m_jobs->setAccessibleName(tr("Jobs"));
    m_jobs->setRange(0, kMostJobs);
    m_jobs->setSpecialValueText(tr("By the processors"));
    m_jobs->setFixedWidth(px(176));
    form().addRow(tr("Dump"), m_file);
    content().addWidget(m_facts);
    content().addWidget(new Line(Qt::Horizontal));
    const auto explain = [this](QRadioButton *choice) {
        auto *text = new Label(FontRole::Caption, Tone::Muted);
        text->setText(choice->toolTip());
        text->setWordWrap(true);
        text->setIndent(px(24));
        content().addWidget(choice);
        content().addWidget(text);
    };
    explain(m_over);
    explain(m_inPlace);
    auto *into = new QHBoxLayout;
    into->setSpacing(px(metrics::gap));
    into->addWidget(m_intoNew);
    into->addWidget(m_name, 1);
    content().addLayout(into);
    content().addWidget(new Line(Qt::Horizontal));
    content().addWidget(m_noOwner);
    content().addWidget(m_cascades);
    auto *jobs = new QFormLayout;
    jobs->setHorizontalSpacing(px(16));
    jobs->addRow(tr("Jobs"), m_jobs);
    content().addLayout(jobs);
    content().addStretch(1);
    m_over->setChecked(true);
    for (QRadioButton *choice : {m_over, m_inPlace, m_intoNew})
        connect(choice, &QRadioButton::toggled, this, &RestoreDialog::check);
    connect(m_name, &QLineEdit::textEdited, m_intoNew, [this] { m_intoNew->setChecked(true); });
    connect(m_name, &QLineEdit::textChanged, this, &RestoreDialog::check);
    connect(m_file, &PathField::pathChosen, this, &RestoreDialog::fileEntered);
    connect(m_file, &PathField::pathChanged, this, &RestoreDialog::check);
    m_file->setPath(file);
    // Whoever opens the dialog listens only after this.
    QTimer::singleShot(0, this, &RestoreDialog::fileEntered);
    check();
}

void RestoreDialog::fileEntered()
{
    QString file = m_file->path();
    // The one file of a directory form that a chooser of files can point to.
    if (file.endsWith(QStringLiteral("/toc.dat"))) {
        file.chop(8);
        m_file->setPath(file);
    }
    if (file.isEmpty() || file == m_looked)
        return;
    m_looked = file;
    m_problem = tr("Reading…");
    m_facts->setRows({});
    check();
    Q_EMIT fileChosen(file);
}

void RestoreDialog::setProblem(const QString &why)
{
    m_problem = why;
    m_facts->setRows({});
    check();
}

void RestoreDialog::setDump(const InspectedDump &dump)
{
    m_problem.clear();
    const QDateTime made = dump.manifest ? dump.manifest->made : dump.archive.made;
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &field, const QString &value, Tone tone = Tone::Plain) {
        rows.push_back({field, value, {}, tone, false});
    };
    add(tr("What"), formText(dump.archive));
    add(tr("Of"), originText(dump));
    add(tr("Made"), made.isValid() ? backup_text::exactly(made) : tr("It does not say"));
    add(tr("Holds"), contentText(dump));
    if (!dump.manifest)
        add(tr("Manifest"), tr("None: nothing tells whether a byte of it has changed"),
            Tone::Drift);
    if (!dump.archive.owners.isEmpty())
        add(tr("Owners"), dump.archive.owners.join(QStringLiteral(", ")));
    m_facts->setRows(std::move(rows));
    check();
}

void RestoreDialog::check()
{
    const QString file = m_file->path();
    m_jobs->setEnabled(!m_inPlace->isChecked());
    // Also for the first choice, which falls back to it where no database can be made.
    m_cascades->setEnabled(!m_intoNew->isChecked());
    setHindrance(file.isEmpty()         ? tr("Name a dump.")
                 : file != m_looked     ? tr("Press Return to look at the dump.")
                 : !m_problem.isEmpty() ? m_problem
                 : m_intoNew->isChecked() && m_name->text().trimmed().isEmpty()
                     ? tr("Name the new database.")
                     : QString());
}

RestoreWish RestoreDialog::wish() const
{
    RestoreWish wish;
    wish.file = m_looked;
    if (m_intoNew->isChecked())
        wish.into = m_name->text().trimmed();
    if (m_inPlace->isChecked())
        wish.way = backup::RestoreWay::InPlace;
    wish.jobs = m_inPlace->isChecked() ? 0 : m_jobs->value();
    wish.noOwner = m_noOwner->isChecked();
    wish.takesDependents = m_cascades->isEnabled() && m_cascades->isChecked();
    return wish;
}

} // namespace arborist
