// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the backups are listed, and drawn.
#include "models/backups/backup_text.h"
#include "models/common/filter_proxy.h"
#include "ui/backups/backup_size_chart.h"
#include "ui/backups/backups_page.h"
#include "ui/shell/session.h"
#include "ui/widgets/chart_pane.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include <QComboBox>
#include <QHash>
#include <algorithm>

namespace arborist {

using backup::ListedBackup;

BackupsPage::Which BackupsPage::which() const
{
    return Which(m_which->currentData().toInt());
}

void BackupsPage::showWhich(Which which)
{
    m_which->setCurrentIndex(m_which->findData(int(which)));
}

bool BackupsPage::isOfTarget(const ListedBackup &backup) const
{
    return !backup.manifest ||
           backup.manifest->stage == const_cast<BackupsPage *>(this)->session().targetName();
}

bool BackupsPage::isListed(const ListedBackup &backup) const
{
    switch (which()) {
    case Which::Target:
        return isOfTarget(backup);
    case Which::Foreign:
        return !backup.manifest;
    case Which::All:
        break;
    }
    return true;
}

void BackupsPage::fillWhich()
{
    const int before = std::max(0, m_which->currentIndex());
    const QSignalBlocker blocker(m_which);
    m_which->clear();
    m_which->addItem(tr("Of %1").arg(session().targetName()), int(Which::Target));
    m_which->addItem(tr("Of all stages"), int(Which::All));
    m_which->addItem(tr("Not by Arborist"), int(Which::Foreign));
    m_which->setCurrentIndex(before);
    applyFilter();
}

void BackupsPage::applyFilter()
{
    const QString text = m_search->text().trimmed();
    const auto keeps = [this, text](size_t row) {
        const ListedBackup &backup = m_model.at(int(row));
        return isListed(backup) &&
               (text.isEmpty() || backup_text::name(backup).contains(text, Qt::CaseInsensitive) ||
                backup_text::origin(backup).contains(text, Qt::CaseInsensitive) ||
                (backup.manifest && backup.manifest->stage.contains(text, Qt::CaseInsensitive)));
    };
    m_proxy->setPredicate([keeps](const QModelIndex &index) { return keeps(size_t(index.row())); });
    m_table->setColumnHidden(BackupTableModel::StageColumn, which() != Which::All);
    std::vector<size_t> shown;
    QHash<QString, QString> colours;
    if (const BackupsReading &reading = m_model.reading()) {
        for (size_t row = 0; row < reading->backups.size(); ++row) {
            if (!keeps(row))
                continue;
            shown.push_back(row);
            if (const auto &manifest = reading->backups[row].manifest) {
                const stages::Stage *stage = session().workspace()->stage(manifest->stage);
                colours.insert(manifest->stage, stage ? stage->colour : QString());
            }
        }
    }
    m_sizes->setBackups(m_model.reading(), shown, colours);
    m_charts->setLegend(m_sizeTab, m_sizes->legend());
    showInsteadOfTable();
    showStatus();
}

} // namespace arborist
