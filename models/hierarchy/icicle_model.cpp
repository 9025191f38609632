// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/icicle_model.h"

#include "models/hierarchy/item_text.h"
#include "services/core/error.h"
#include <QLocale>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kChunk = 500;
constexpr size_t kLongestTrail = 8;

} // namespace

IcicleModel::IcicleModel(DetailsCache &details, QObject *parent)
    : QAbstractTableModel(parent),
      m_details(details)
{
    connect(&details, &DetailsCache::changed, this, [this] {
        if (!m_nodes.empty())
            Q_EMIT dataChanged(index(0, TitleColumn), index(rowCount() - 1, TitleColumn));
        Q_EMIT titlesChanged();
    });
}

void IcicleModel::setFocus(TreeShapePtr shape, Node focus)
{
    beginResetModel();
    m_shape = std::move(shape);
    m_focus = focus;
    m_narrowed = false;
    const bool everything = focus == TreeShape::kNoNode;
    m_range = !m_shape     ? IcicleRange{}
              : everything ? IcicleRange{0, m_shape->size()}
                           : IcicleRange{focus, m_shape->end(focus)};
    show(everything || !m_shape ? m_range.first : m_range.first + 1);
    endResetModel();
}

void IcicleModel::narrow(IcicleRange siblings)
{
    beginResetModel();
    m_range = siblings;
    m_narrowed = true;
    show(siblings.first);
    endResetModel();
}

void IcicleModel::show(Node first)
{
    m_nodes.clear();
    m_first = m_next = first;
    append(kChunk);
}

qint64 IcicleModel::itemCount() const
{
    if (!m_shape)
        return 0;
    // Organizations stand beside each other, so only the outermost nodes can be some.
    qint64 organizations = 0;
    for (Node node = m_range.first; node < m_range.last && m_shape->isOrganization(node);
         node = m_shape->end(node))
        ++organizations;
    return qint64(m_range.last) - m_range.first - organizations;
}

std::vector<IcicleModel::Node> IcicleModel::trail() const
{
    std::vector<Node> nodes;
    for (Node node = m_focus; node != TreeShape::kNoNode; node = m_shape->parent(node))
        nodes.push_back(node);
    nodes.push_back(TreeShape::kNoNode);
    std::ranges::reverse(nodes);
    if (nodes.size() > kLongestTrail)
        nodes.erase(nodes.begin() + 2, nodes.end() - qsizetype(kLongestTrail - 2));
    return nodes;
}

QString IcicleModel::title(Node node) const
{
    if (node == TreeShape::kNoNode)
        return tr("All organizations");
    const Snapshot &snapshot = *m_shape->snapshot();
    const Item item = m_shape->itemAt(node);
    if (item != kNoItem)
        return ItemText(snapshot, m_details, item).display(TreeColumn::Title);
    const auto &about = snapshot.organizations()[m_shape->organizationAt(node)];
    if (!about.name.isEmpty())
        return about.name;
    return snapshot.mapping().organization.isEmpty() ? snapshot.mapping().qualifiedName()
                                                     : tr("No organization");
}

QString IcicleModel::kinds(Node node) const
{
    const Item item = m_shape->itemAt(node);
    return item == kNoItem ? QString() : kindIds(*m_shape->snapshot(), item);
}

qint64 IcicleModel::items(Node node) const
{
    return m_shape->below(node);
}

qint64 IcicleModel::drifted(Node node) const
{
    return m_shape->drifted(node, m_shape->end(node));
}

QString IcicleModel::inWords(Severity severity)
{
    switch (severity) {
    case Severity::None:
        return tr("No drift");
    case Severity::Data:
        return tr("Data");
    case Severity::Derived:
        return tr("Derived values");
    case Severity::Structure:
        return tr("Structure");
    }
    return {};
}

QString IcicleModel::inWords(const IcicleCell &cell) const
{
    const auto number = [](qint64 value) { return QLocale().toString(value); };
    const Node end = cell.node + cell.nodes;
    const qint64 drifted = m_shape->drifted(cell.node, end);
    if (cell.merged) {
        return tr("%1 items too small to be shown, %2 of them drifted")
            .arg(number(cell.nodes), number(drifted));
    }
    QString words = tr("%1: %2 items below").arg(title(cell.node), number(items(cell.node)));
    const qint64 under = drifted - (cell.own != Severity::None ? 1 : 0);
    if (under > 0)
        words += tr(", %1 of them drifted").arg(number(under));
    const Item item = m_shape->itemAt(cell.node);
    if (item == kNoItem)
        return words;
    const QString findings =
        ItemText(*m_shape->snapshot(), m_details, item).toolTip(TreeColumn::Drift);
    return words + u'\n' + (findings.isEmpty() ? tr("No drift of its own") : findings);
}

TableWriter IcicleModel::writer() const
{
    if (!m_shape)
        return [](QIODevice &, const std::stop_token &) {};
    const IcicleRange all = range();
    const Node first = m_focus == TreeShape::kNoNode ? all.first : all.first + 1;
    return
        [shape = m_shape, first, last = all.last](QIODevice &device, const std::stop_token &stop) {
            const Snapshot &snapshot = *shape->snapshot();
            writeLine(device,
                      {QStringLiteral("id"), QStringLiteral("organization"),
                       QStringLiteral("items_below"), QStringLiteral("drifted"),
                       QStringLiteral("kinds")},
                      TableFormat::Csv);
            for (Node node = first; node < last; node = shape->end(node)) {
                if (stop.stop_requested())
                    throw Error::cancelled();
                const Item item = shape->itemAt(node);
                const auto &about = snapshot.organizations()[shape->organizationAt(node)];
                writeLine(device,
                          {item == kNoItem ? QString() : snapshot.idText(item), about.id,
                           QString::number(shape->below(node)),
                           QString::number(shape->drifted(node, shape->end(node))),
                           item == kNoItem ? QString() : kindIds(snapshot, item)},
                          TableFormat::Csv);
            }
        };
}

void IcicleModel::append(int most)
{
    const Node last = range().last;
    for (; most > 0 && m_next < last; --most) {
        m_nodes.push_back(m_next);
        m_next = m_shape->end(m_next);
    }
}

int IcicleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_nodes.size());
}

int IcicleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

bool IcicleModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next < range().last;
}

void IcicleModel::fetchMore(const QModelIndex &)
{
    // The rows have to be announced before they are there, so they are counted first.
    const int most = std::max(kChunk, rowCount());
    int more = 0;
    for (Node node = m_next; more < most && node < range().last; node = m_shape->end(node))
        ++more;
    if (more == 0)
        return;
    beginInsertRows({}, rowCount(), rowCount() + more - 1);
    append(more);
    endInsertRows();
}

QVariant IcicleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Node node = m_nodes[size_t(index.row())];
    const int column = index.column();
    if (role == ItemRole)
        return m_shape->itemAt(node);
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (column) {
    case TitleColumn:
        return title(node);
    case KindsColumn:
        return kinds(node);
    case WorstColumn:
        return inWords(std::max(m_shape->own(node), m_shape->under(node)));
    default:
        break;
    }
    const qint64 number = column == ItemsColumn ? items(node) : drifted(node);
    return role == SortRole ? QVariant(number) : QVariant(QLocale().toString(number));
}

QVariant IcicleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == ItemsColumn || section == DriftedColumn;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Title");
    case ItemsColumn:
        return tr("Items below");
    case DriftedColumn:
        return tr("Drifted");
    case WorstColumn:
        return tr("Worst drift");
    default:
        return tr("Kinds");
    }
}

} // namespace arborist
