// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/view_tools.h"

#include "models/common/roles.h"
#include "services/core/data_folder.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/exportable.h"
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFontMetrics>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTimer>
#include <QTreeView>
#include <algorithm>
#include <memory>

namespace arborist {

namespace {

std::unique_ptr<QSettings> g_settings;

const QHeaderView *headerOf(const QAbstractItemView &view)
{
    if (const auto *table = qobject_cast<const QTableView *>(&view)) {
        return table->horizontalHeader();
    }
    if (const auto *tree = qobject_cast<const QTreeView *>(&view)) {
        return tree->header();
    }
    return nullptr;
}

QList<int> visibleColumns(const QAbstractItemView &view)
{
    QList<int> columns;
    const QHeaderView *header = headerOf(view);
    const int count = view.model()->columnCount(view.rootIndex());
    for (int visual = 0; visual < count; ++visual) {
        const int column = header ? header->logicalIndex(visual) : visual;
        if (!header || !header->isSectionHidden(column)) {
            columns.append(column);
        }
    }
    return columns;
}

QString cellText(const QModelIndex &index)
{
    const QVariant full = index.data(FullTextRole);
    QString text = full.isValid() ? full.toString() : index.data(Qt::DisplayRole).toString();
    const QString second = index.data(SecondLineRole).toString();
    if (!full.isValid() && !second.isEmpty()) {
        text += QStringLiteral(", ") + second;
    }
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

} // namespace

QSettings &settings()
{
    if (!g_settings) {
        useSettingsFile(dataFolder() + QStringLiteral("/arborist.ini"));
    }
    return *g_settings;
}

void useSettingsFile(const QString &file)
{
    g_settings = std::make_unique<QSettings>(file, QSettings::IniFormat);
}

QString toTsv(const QAbstractItemView &view, int limit)
{
    const QAbstractItemModel *model = view.model();
    if (!model) {
        return {};
    }
    QModelIndexList rows;
    if (view.selectionModel()) {
        rows = view.selectionModel()->selectedRows();
    }
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        const int count = std::min(limit, model->rowCount(view.rootIndex()));
        for (int row = 0; row < count; ++row) {
            rows.append(model->index(row, 0, view.rootIndex()));
        }
    }
    const QList<int> columns = visibleColumns(view);
    QStringList lines;
    QStringList cells;
    for (const int column : columns) {
        cells.append(model->headerData(column, Qt::Horizontal).toString());
    }
    lines.append(cells.join(u'\t'));
    for (const QModelIndex &row : std::as_const(rows)) {
        cells.clear();
        for (const int column : columns) {
            cells.append(cellText(row.siblingAtColumn(column)));
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

void copyAsTsv(const QAbstractItemView &view)
{
    QApplication::clipboard()->setText(toTsv(view));
}

void setUpView(QAbstractItemView &view)
{
    view.setFrameShape(QFrame::NoFrame);
    view.setFont(fontFor(FontRole::Table));
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setMouseTracking(true);
    view.setTabKeyNavigation(false);
    view.viewport()->setAttribute(Qt::WA_Hover);
    auto *copy =
        new QAction(icon(QStringLiteral("edit-copy")), QAbstractItemView::tr("Copy rows"), &view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copy, &QAction::triggered, &view, [&view] { copyAsTsv(view); });
    view.addAction(copy);
    auto *save = new QAction(icon(QStringLiteral("document-export")),
                             QAbstractItemView::tr("Export…"), &view);
    QObject::connect(save, &QAction::triggered, &view,
                     [&view] { requestExport(view, exportableView(view)); });
    view.addAction(save);
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

ExportableView exportableView(QAbstractItemView &view)
{
    ExportableView exportable = pictureOf(view, view.accessibleName().toLower());
    // What a tree shows depends on what is open, and may be endless: only a picture of it.
    if (view.model() && !exportable.table && !qobject_cast<QTreeView *>(&view))
        exportable.table = tableWriter(*view.model());
    return exportable;
}

void layOutColumns(QHeaderView &header, const QList<int> &widths, int stretch)
{
    const QFontMetrics metrics(header.font());
    for (int column = 0; column < widths.size(); ++column) {
        const QString head = header.model()->headerData(column, header.orientation()).toString();
        header.resizeSection(
            column, std::max(px(widths[column]), metrics.horizontalAdvance(head) + px(17)));
    }
    header.setSectionResizeMode(stretch, QHeaderView::Stretch);
}

void rememberHeader(QHeaderView &header, const QString &key, int version)
{
    const QString path = QStringLiteral("headers/%1.%2").arg(key).arg(version);
    const QByteArray state = settings().value(path).toByteArray();
    if (!state.isEmpty()) {
        header.restoreState(state);
    }
    // Dragging a column sends many signals; one write after the last is enough.
    auto *timer = new QTimer(&header);
    timer->setSingleShot(true);
    timer->setInterval(300);
    const auto save = [&header, path] { settings().setValue(path, header.saveState()); };
    QObject::connect(timer, &QTimer::timeout, &header, save);
    const auto later = [timer] { timer->start(); };
    QObject::connect(&header, &QHeaderView::sectionResized, timer, later);
    QObject::connect(&header, &QHeaderView::sectionMoved, timer, later);
    QObject::connect(&header, &QHeaderView::sortIndicatorChanged, timer, later);
}

} // namespace arborist
