// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/gantt_model.h"

#include "models/hierarchy/item_text.h"
#include "services/core/error.h"
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kChunk = 500;
constexpr int kMostFetched = 16'000; ///< at a time

struct Cell {
    Field field;
    bool expected;
};

/// Which value a column shows; nothing for titles and badges.
std::optional<Cell> cellAt(const Snapshot &snapshot, int column)
{
    switch (column) {
    case GanttModel::StoredStartColumn:
        return Cell{startField(snapshot), false};
    case GanttModel::StoredEndColumn:
        return Cell{endField(snapshot), false};
    case GanttModel::ExpectedStartColumn:
        return Cell{startField(snapshot), true};
    case GanttModel::ExpectedEndColumn:
        return Cell{endField(snapshot), true};
    case GanttModel::OwnStartColumn:
        return Cell{Field::Start, false};
    case GanttModel::OwnEndColumn:
        return Cell{Field::End, false};
    default:
        return std::nullopt;
    }
}

/// kNull on organizations and where there is no such column.
qint64 valueAt(const Snapshot &snapshot, Item item, Cell cell)
{
    if (item == kNoItem || !snapshot.hasField(cell.field))
        return kNull;
    return cell.expected ? snapshot.expected(item, cell.field) : snapshot.stored(item, cell.field);
}

} // namespace

GanttModel::GanttModel(DetailsCache &details, QObject *parent)
    : QAbstractTableModel(parent),
      m_details(details)
{
    connect(&details, &DetailsCache::changed, this, &GanttModel::updateTitles);
}

void GanttModel::setScope(TreeShapePtr shape, Node scope, bool differing)
{
    beginResetModel();
    m_shape = std::move(shape);
    m_scope = m_shape ? scope : TreeShape::kNoNode;
    m_differing = differing;
    m_rows = 0;
    if (m_scope != TreeShape::kNoNode) {
        const Node end = m_shape->end(m_scope);
        m_rows = int(differing ? m_shape->dateDrift(m_scope, end).size() : end - m_scope);
    }
    m_fetched = std::min(m_rows, kChunk);
    endResetModel();
}

bool GanttModel::hasDates() const
{
    return m_shape && (snapshot().hasField(startField(snapshot())) ||
                       snapshot().hasField(endField(snapshot())));
}

GanttModel::Node GanttModel::nodeAt(int row) const
{
    return m_differing ? m_shape->dateDrift(m_scope, m_shape->end(m_scope))[size_t(row)]
                       : m_scope + Node(row);
}

int GanttModel::rowOf(Node node) const
{
    if (m_rows == 0 || node == TreeShape::kNoNode || node < m_scope ||
        node >= m_shape->end(m_scope))
        return -1;
    if (!m_differing)
        return int(node - m_scope);
    const auto drifted = m_shape->dateDrift(m_scope, m_shape->end(m_scope));
    const auto found = std::ranges::lower_bound(drifted, node);
    return found == drifted.end() || *found != node ? -1 : int(found - drifted.begin());
}

QString GanttModel::title(int row) const
{
    const Node node = nodeAt(row);
    if (m_shape->isOrganization(node)) {
        const auto &about = snapshot().organizations()[m_shape->organizationAt(node)];
        return about.name.isEmpty() ? tr("All items") : about.name;
    }
    return ItemText(snapshot(), m_details, itemAt(row)).display(TreeColumn::Title);
}

int GanttModel::indent(int row) const
{
    return m_differing ? 0 : int(m_shape->level(nodeAt(row)) - m_shape->level(m_scope));
}

DayRange GanttModel::expected(int row) const
{
    return gantt_dates::rolled(snapshot(), itemAt(row), true);
}

DayRange GanttModel::stored(int row) const
{
    return gantt_dates::rolled(snapshot(), itemAt(row), false);
}

DayRange GanttModel::own(int row) const
{
    return gantt_dates::own(snapshot(), itemAt(row));
}

bool GanttModel::differs(int row) const
{
    const Item item = itemAt(row);
    return item != kNoItem &&
           ItemText(snapshot(), m_details, item).state(TreeColumn::Dates) != DriftState::None;
}

DayRange GanttModel::extent() const
{
    return m_rows == 0 ? gantt_dates::kUnknown : gantt_dates::extent(*m_shape, m_scope);
}

QString GanttModel::inWords(int row) const
{
    const Item item = itemAt(row);
    if (item == kNoItem)
        return title(row);
    const ItemText text(snapshot(), m_details, item);
    const auto dates = [&](const ItemText &of) { return of.toolTip(TreeColumn::Dates); };
    QString words = tr("%1: %2").arg(title(row), dates(text));
    if (own(row).isKnown()) {
        words +=
            u'\n' + tr("Own dates %1 to %2")
                        .arg(snapshot().text(Field::Start, snapshot().stored(item, Field::Start)),
                             snapshot().text(Field::End, snapshot().stored(item, Field::End)));
    }
    const QString findings = text.toolTip(TreeColumn::Drift);
    return findings.isEmpty() ? words : words + u'\n' + findings;
}

TableWriter GanttModel::writer() const
{
    if (m_rows == 0)
        return [](QIODevice &, const std::stop_token &) {};
    std::vector<Node> nodes;
    if (m_differing) {
        const auto drifted = m_shape->dateDrift(m_scope, m_shape->end(m_scope));
        nodes.assign(drifted.begin(), drifted.end());
    }
    return [shape = m_shape, scope = m_scope, count = Node(m_rows),
            nodes = std::move(nodes)](QIODevice &device, const std::stop_token &stop) {
        const Snapshot &all = *shape->snapshot();
        writeLine(device,
                  {QStringLiteral("id"), QStringLiteral("level"), QStringLiteral("stored_start"),
                   QStringLiteral("stored_end"), QStringLiteral("expected_start"),
                   QStringLiteral("expected_end"), QStringLiteral("own_start"),
                   QStringLiteral("own_end"), QStringLiteral("kinds")},
                  TableFormat::Csv);
        for (Node row = 0; row < count; ++row) {
            const Node node = nodes.empty() ? scope + row : nodes[row];
            const Item item = shape->itemAt(node);
            if (item == kNoItem)
                continue;
            if (stop.stop_requested())
                throw Error::cancelled();
            QStringList values{all.idText(item), QString::number(shape->level(node) - 1)};
            for (int column = StoredStartColumn; column <= OwnEndColumn; ++column) {
                const Cell cell = *cellAt(all, column);
                values << (all.hasField(cell.field)
                               ? all.plainText(cell.field, valueAt(all, item, cell))
                               : QString());
            }
            writeLine(device, values << kindIds(all, item), TableFormat::Csv);
        }
    };
}

int GanttModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_fetched;
}

int GanttModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

bool GanttModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_fetched < m_rows;
}

void GanttModel::fetchMore(const QModelIndex &)
{
    const int more = std::min({m_rows - m_fetched, std::max(kChunk, m_fetched), kMostFetched});
    if (more <= 0)
        return;
    beginInsertRows({}, m_fetched, m_fetched + more - 1);
    m_fetched += more;
    endInsertRows();
}

QVariant GanttModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Item item = itemAt(index.row());
    if (role == ItemRole)
        return item;
    if (role == Qt::ToolTipRole)
        return inWords(index.row());
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    if (index.column() == TitleColumn)
        return title(index.row());
    if (item == kNoItem)
        return {};
    if (index.column() == DriftColumn)
        return kindIds(snapshot(), item);
    const Cell cell = *cellAt(snapshot(), index.column());
    const qint64 value = valueAt(snapshot(), item, cell);
    if (role == SortRole)
        return value;
    return value == kNull ? QString(u'–') : snapshot().text(cell.field, value);
}

QVariant GanttModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Title");
    case StoredStartColumn:
        return tr("Stored start");
    case StoredEndColumn:
        return tr("Stored end");
    case ExpectedStartColumn:
        return tr("Expected start");
    case ExpectedEndColumn:
        return tr("Expected end");
    case OwnStartColumn:
        return tr("Own start");
    case OwnEndColumn:
        return tr("Own end");
    default:
        return tr("Drift");
    }
}

void GanttModel::updateTitles(const std::vector<Item> &items)
{
    if (!m_shape)
        return;
    for (const Item item : items) {
        const int row = rowOf(m_shape->nodeOf(item));
        if (row >= 0 && row < m_fetched)
            Q_EMIT dataChanged(index(row, TitleColumn), index(row, TitleColumn));
    }
    Q_EMIT titlesChanged();
}

} // namespace arborist
