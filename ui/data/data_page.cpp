// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_page.h"

#include "models/common/filter_proxy.h"
#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "services/postgres/connect_error.h"
#include "ui/data/data_inspector.h"
#include "ui/data/data_loader.h"
#include "ui/data/table_size_chart.h"
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
#include <QComboBox>
#include <QItemSelectionModel>
#include <algorithm>
#include <utility>

namespace arborist {

using data::DataTables;

void DataPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_wanted && session().workspace())
        refresh();
}

void DataPage::refresh()
{
    m_wanted = true;
    m_loader->load();
}

void DataPage::readAgain()
{
    if (m_wanted)
        m_loader->load();
}

void DataPage::retarget()
{
    if (!session().workspace())
        return;
    const QString target = session().key() + u'\n' + session().targetName();
    if (m_shownTarget != target) {
        m_shownTarget = target;
        m_desk->reset();
        m_loader->reset();
        show();
    }
    m_wanted = isVisible();
    if (m_wanted)
        m_loader->load();
    updateActions();
}

bool DataPage::isBusy() const
{
    return m_loader->isBusy() || m_desk->isBusy();
}

void DataPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void DataPage::countRows()
{
    const DataReading &reading = m_model.reading();
    if (!reading)
        return;
    QStringList names;
    DataTables::Set set = selected();
    for (const size_t index : set.empty() ? reading->tables.all() : set)
        names << reading->tables.at(index).sql();
    m_loader->count(names);
}

DataTables::Set DataPage::selected() const
{
    DataTables::Set set;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        set.push_back(size_t(m_proxy->mapToSource(index).row()));
    std::ranges::sort(set);
    return set;
}

void DataPage::select(const QStringList &titles)
{
    QItemSelection selection;
    QModelIndex first;
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex index = m_proxy->index(row, DataTableModel::NameColumn);
        if (!titles.contains(index.data().toString()))
            continue;
        selection.select(index, index);
        if (!first.isValid())
            first = index;
    }
    const auto whole = QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;
    m_table->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    m_table->selectionModel()->select(selection, whole);
    m_table->scrollTo(first);
}

/// What the loader has read, or why it has not. What was selected stays so by name.
void DataPage::show()
{
    if (m_loader->reading() != m_model.reading()) {
        QStringList titles;
        for (const size_t index : selected())
            titles << m_model.reading()->tables.at(index).title();
        m_isSelecting = true;
        m_model.setReading(m_loader->reading());
        m_sizes->setReading(m_loader->reading());
        fillSchemas();
        select(titles);
        m_isSelecting = false;
        showSelected();
    }
    showInsteadOfTables();
    showStatus();
    updateActions();
    updateOutOfDate();
}

void DataPage::fillSchemas()
{
    const QString before = m_schemas->currentData().toString();
    QStringList names;
    if (const DataReading &reading = m_model.reading()) {
        for (const data::DataTable &table : reading->tables.tables()) {
            if (!names.contains(table.schema))
                names << table.schema;
        }
    }
    const QSignalBlocker blocker(m_schemas);
    m_schemas->clear();
    m_schemas->addItem(tr("All schemas"));
    for (const QString &name : std::as_const(names))
        m_schemas->addItem(name, name);
    m_schemas->setCurrentIndex(std::max(0, m_schemas->findData(before)));
    m_schemas->setVisible(names.size() > 1);
    applyFilter();
}

void DataPage::applyFilter()
{
    const QString schema = m_schemas->currentData().toString();
    const QString text = m_search->text().trimmed();
    m_proxy->setPredicate([this, schema, text](const QModelIndex &index) {
        const data::DataTable &table = m_model.reading()->tables.at(size_t(index.row()));
        return (schema.isEmpty() || table.schema == schema) &&
               (text.isEmpty() || table.title().contains(text, Qt::CaseInsensitive));
    });
}

void DataPage::showSelected()
{
    if (m_isSelecting)
        return;
    const DataTables::Set set = selected();
    m_inspector->show(m_model.reading(), set);
    if (set.size() == 1)
        m_loader->details(m_model.reading()->tables.at(set.front()).oid,
                          [this, set](const auto &details, const auto &error) {
                              if (selected() == set)
                                  m_inspector->setDetails(details, error);
                          });
    updateActions();
}

void DataPage::showStatus()
{
    const DataReading &reading = m_model.reading();
    const bool reads = m_loader->isBusy();
    if (m_loader->error() && !reads) {
        setStatus(Glyph::Failed, reading
                                     ? tr("Not read again: %1").arg(m_loader->error()->message())
                                     : m_loader->error()->message());
    } else if (!reading) {
        setStatus(reads ? Glyph::Running : Glyph::None, reads ? tr("Reading…") : QString());
    } else {
        setStatus(reads ? Glyph::Running : Glyph::None,
                  reading->size() == 0 ? tr("No tables on %1").arg(session().targetName())
                                       : data_text::summary(*reading, session().targetName()));
    }
    header().setMeta(
        reading
            ? tr("%1, read %2").arg(reading->database, format::ago(reading->readAt.toLocalTime()))
            : QString());
}

void DataPage::showInsteadOfTables()
{
    const DataReading &reading = m_model.reading();
    if (reading && reading->size() > 0)
        return showInstead(nullptr);
    if (m_loader->error() && !reading) {
        const QString stage = session().targetName();
        m_error->setError(postgres::isLostConnection(*m_loader->error())
                              ? tr("%1 does not answer").arg(stage)
                              : tr("The tables of %1 could not be read").arg(stage),
                          tr("Nothing was changed."), *m_loader->error(),
                          QDateTime::currentDateTime());
        return showInstead(m_error);
    }
    if (!reading)
        return showInstead(m_skeleton);
    const bool hasProject = session().workspace() && !session().workspace()->folder().isEmpty();
    m_empty->setTexts(tr("No tables on %1 yet").arg(session().targetName()),
                      tr("%1 holds no tables of an application. Migrations make them; an import "
                         "fills them once they are there.")
                          .arg(reading->database));
    m_empty->setButtons(hasProject ? tr("Show migrations") : tr("Look again"), tr("Import…"));
    showInstead(m_empty);
}

void DataPage::updateActions()
{
    const bool known = m_model.reading() && m_model.reading()->size() > 0;
    const bool free = !m_desk->isBusy() && !isTargetLost();
    m_count->setEnabled(known && !isTargetLost() && !m_loader->isBusy());
    m_export->setEnabled(known && free);
    m_import->setEnabled(m_model.reading() && free);
    m_wipe->setEnabled(known && free);
    m_seed->setEnabled(known && free);
    m_generate->setEnabled(known && free);
    m_inspector->setButtonsEnabled(m_export->isEnabled(), m_wipe->isEnabled());
}

void DataPage::lostChanged()
{
    updateActions();
}

} // namespace arborist
