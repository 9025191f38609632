// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backups_page.h"

#include "models/backups/backup_text.h"
#include "models/common/filter_proxy.h"
#include "models/common/format.h"
#include "ui/backups/backup_size_chart.h"
#include "ui/backups/backups_inspector.h"
#include "ui/backups/backups_loader.h"
#include "ui/backups/kept_pane.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/widgets/chart_pane.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include <QAction>
#include <QDir>
#include <QItemSelectionModel>
#include <algorithm>

namespace arborist {

using backup::ListedBackup;

void BackupsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_wanted && session().workspace())
        refresh();
}

void BackupsPage::refresh()
{
    m_wanted = true;
    m_loader->load();
}

void BackupsPage::readAgain()
{
    if (m_wanted)
        m_loader->load();
}

void BackupsPage::retarget()
{
    if (!session().workspace())
        return;
    const QString target = session().key() + u'\n' + session().targetName();
    if (m_shownTarget != target) {
        m_shownTarget = target;
        m_desk->reset();
        m_loader->reset();
        fillWhich();
        show();
    }
    m_wanted = isVisible();
    if (m_wanted)
        m_loader->load();
    updateActions();
}

bool BackupsPage::isBusy() const
{
    return m_loader->isBusy() || m_loader->isComparing() || m_desk->isBusy() || isVerifying();
}

void BackupsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

std::vector<size_t> BackupsPage::selected() const
{
    std::vector<size_t> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows.push_back(size_t(m_proxy->mapToSource(index).row()));
    std::ranges::sort(rows);
    return rows;
}

QStringList BackupsPage::selectedPaths() const
{
    QStringList paths;
    for (const size_t row : selected())
        paths << m_model.at(int(row)).path;
    return paths;
}

void BackupsPage::select(const QString &path)
{
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex index = m_proxy->index(row, BackupTableModel::NameColumn);
        if (m_model.at(m_proxy->mapToSource(index).row()).path != path)
            continue;
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                              QItemSelectionModel::Rows);
        m_table->scrollTo(index);
        return;
    }
}

/// What the loader has read, or why it has not. What was selected stays so by its path.
void BackupsPage::show()
{
    if (m_loader->reading() != m_model.reading()) {
        const QStringList paths = selectedPaths();
        m_isSelecting = true;
        m_model.setReading(m_loader->reading());
        applyFilter();
        for (const QString &path : paths)
            select(path);
        m_isSelecting = false;
        showSelected();
    }
    showInsteadOfTable();
    showStatus();
    updateActions();
}

void BackupsPage::showKept()
{
    const auto &kept = m_loader->kept();
    const int days = session().workspace() ? session().workspace()->backup().keepAutomaticDays : 0;
    m_kept->setDatabases(kept, days, session().targetName());
    m_charts->setTitle(m_keptTab,
                       kept.empty() ? tr("Put aside") : tr("Put aside: %1").arg(kept.size()));
    showStatus();
    updateOutOfDate();
}

void BackupsPage::showSelected()
{
    if (m_isSelecting)
        return;
    m_loader->cancelComparison();
    const std::vector<size_t> rows = selected();
    const qsizetype one = rows.size() == 1 ? qsizetype(rows.front()) : -1;
    m_inspector->show(m_model.reading(), one);
    m_sizes->setSelected(one);
    updateActions();
}

void BackupsPage::showStatus()
{
    const BackupsReading &reading = m_model.reading();
    const bool reads = m_loader->isReading();
    header().setMeta(reading ? tr("%1, read %2")
                                   .arg(QDir::toNativeSeparators(reading->folder),
                                        format::ago(reading->readAt.toLocalTime()))
                             : QString());
    if (m_loader->error() && !reads)
        return setStatus(Glyph::Failed, m_loader->error()->message());
    if (!reading)
        return setStatus(reads ? Glyph::Running : Glyph::None, reads ? tr("Reading…") : QString());
    qint64 bytes = 0, count = 0;
    bool isDamaged = false;
    for (const ListedBackup &backup : reading->backups) {
        if (!isListed(backup))
            continue;
        ++count;
        bytes += backup.bytes;
        isDamaged = isDamaged || backup_text::isDamaged(backup);
    }
    QStringList parts{backup_text::backups(count)};
    if (count > 0)
        parts << format::bytes(bytes);
    if (reading->freeBytes >= 0)
        parts << tr("%1 free").arg(format::bytes(reading->freeBytes));
    if (const size_t kept = m_loader->kept().size(); kept > 0)
        parts << (kept == 1 ? tr("1 database put aside") : tr("%1 databases put aside").arg(kept));
    if (isDamaged)
        parts << tr("damaged ones among them");
    setStatus(reads       ? Glyph::Running
              : isDamaged ? Glyph::Failed
                          : Glyph::None,
              parts.join(QStringLiteral(", ")));
}

void BackupsPage::showInsteadOfTable()
{
    const BackupsReading &reading = m_model.reading();
    if (m_loader->error() && !reading) {
        m_error->setError(tr("The backups cannot be listed"), tr("Nothing was changed."),
                          *m_loader->error(), QDateTime::currentDateTime());
        return showInstead(m_error);
    }
    if (!reading)
        return showInstead(m_skeleton);
    // What was put aside is shown where no backup is, too.
    if (std::ranges::any_of(reading->backups,
                            [this](const ListedBackup &backup) { return isListed(backup); }) ||
        which() != Which::Target || !m_loader->kept().empty())
        return showInstead(nullptr);
    m_empty->setTexts(tr("No backups of %1 yet").arg(session().targetName()),
                      tr("They go to %1. Operations that could lose something make one by "
                         "themselves first; one that you ask for is kept for ever.")
                          .arg(QDir::toNativeSeparators(reading->folder)));
    m_empty->setButtons(tr("Back up now…"));
    showInstead(m_empty);
}

void BackupsPage::updateActions()
{
    const bool free = session().target() && !m_desk->isBusy() && !isVerifying();
    const bool answers = free && !isTargetLost();
    const std::vector<size_t> rows = selected();
    const bool one = rows.size() == 1;
    const bool ours = one && m_model.at(int(rows.front())).manifest;
    m_backup->setEnabled(answers);
    m_restore->setEnabled(answers && one);
    m_addFile->setEnabled(answers);
    m_verify->setEnabled(free && !rows.empty());
    m_rehearse->setEnabled(free && !rows.empty());
    m_compare->setEnabled(ours && !isTargetLost() && !m_loader->isComparing());
    m_clean->setEnabled(free && m_model.reading());
    m_reveal->setEnabled(m_model.reading() != nullptr);
    m_copyPath->setEnabled(!rows.empty());
    m_delete->setEnabled(free && !rows.empty());
    m_inspector->setButtonsEnabled(m_restore->isEnabled(), m_compare->isEnabled());
    m_kept->setButtonsEnabled(answers);
}

bool BackupsPage::showsAnswers() const
{
    return !m_loader->kept().empty();
}

void BackupsPage::lostChanged()
{
    updateActions();
}

} // namespace arborist
