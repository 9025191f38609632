// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/explain_model.h"

#include "models/common/format.h"
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace arborist {

using query::PlanNode;

namespace {

double allRows(const PlanNode &node)
{
    return node.actualRows < 0 ? -1 : node.actualRows * std::max(1.0, node.loops);
}

/// The cost that the node adds to those under it.
double ownCost(const PlanNode &node)
{
    double below = 0;
    for (const PlanNode &child : node.children)
        below += child.totalCost;
    return std::max(0.0, node.totalCost - below);
}

QString number(double value)
{
    return value < 0 ? QString(format::dash) : format::count(std::llround(value));
}

QString time(double ms)
{
    return ms < 0 ? QString(format::dash) : format::milliseconds(ms);
}

QString titleOf(const PlanNode &node)
{
    QString title = node.detail.isEmpty() ? node.type : node.type + u' ' + node.detail;
    if (!node.relation.isEmpty())
        title += QStringLiteral("  ") + node.relation;
    if (!node.alias.isEmpty())
        title += u' ' + node.alias;
    if (!node.index.isEmpty())
        title += QStringLiteral(" (%1)").arg(node.index);
    return title;
}

} // namespace

void ExplainModel::setPlan(PlanNode plan)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_hasPlan = true;
    m_places.clear();
    m_mostRows = m_mostCost = m_mostTime = 0;
    m_off = 0;
    m_places.insert(&m_plan, {});
    place(m_plan);
    endResetModel();
}

void ExplainModel::place(const PlanNode &node)
{
    m_mostRows = std::max(m_mostRows, allRows(node));
    m_mostCost = std::max(m_mostCost, ownCost(node));
    m_mostTime = std::max(m_mostTime, node.ownMs);
    m_off += isOff(node);
    for (size_t i = 0; i < node.children.size(); ++i) {
        m_places.insert(&node.children[i], {&node, int(i)});
        place(node.children[i]);
    }
}

const PlanNode *ExplainModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const PlanNode *>(index.constInternalPointer()) : nullptr;
}

bool ExplainModel::isOff(const PlanNode &node) const
{
    return node.misestimate() >= misestimate;
}

QString ExplainModel::summary() const
{
    if (!m_hasPlan)
        return {};
    if (!isMeasured())
        return tr("Estimated cost %1; nothing was run").arg(number(m_plan.totalCost));
    QString text =
        tr("Planned in %1, ran in %2").arg(time(m_plan.planningMs), time(m_plan.executionMs));
    if (m_off > 0)
        text += QStringLiteral("; ") +
                (m_off == 1 ? tr("1 estimate is off by 10 times or more")
                            : tr("%1 estimates are off by 10 times or more").arg(m_off));
    return text;
}

QString ExplainModel::warning(const QModelIndex &index) const
{
    const PlanNode *shown = node(index);
    if (!shown || !isOff(*shown))
        return {};
    const QString times = QLocale().toString(shown->misestimate(), 'f', 0);
    const QString numbers = tr("%1 expected, %2 came, in each loop.")
                                .arg(number(shown->estimatedRows), number(shown->actualRows));
    return (shown->actualRows > shown->estimatedRows ? tr("%1 times more rows than expected: %2")
                                                     : tr("%1 times fewer rows than expected: %2"))
        .arg(times, numbers);
}

std::vector<std::pair<QString, QString>> ExplainModel::details(const QModelIndex &index) const
{
    const PlanNode *shown = node(index);
    if (!shown)
        return {};
    std::vector<std::pair<QString, QString>> rows = shown->conditions;
    const auto add = [&rows](const QString &name, const QString &value) {
        rows.emplace_back(name, value);
    };
    if (shown->loops > 1)
        add(tr("Loops"), number(shown->loops));
    if (shown->removedRows > 0)
        add(tr("Rows removed"), number(shown->removedRows));
    add(tr("Startup cost"), QLocale().toString(shown->startupCost, 'f', 2));
    add(tr("Total cost"), QLocale().toString(shown->totalCost, 'f', 2));
    const query::PlanBuffers &buffers = shown->buffers;
    const std::pair<QString, qint64> blocks[] = {
        {tr("Found in cache"), buffers.sharedHit}, {tr("Read"), buffers.sharedRead},
        {tr("Dirtied"), buffers.sharedDirtied},    {tr("Written"), buffers.sharedWritten},
        {tr("Temporary, read"), buffers.tempRead}, {tr("Temporary, written"), buffers.tempWritten}};
    for (const auto &[name, count] : blocks) {
        if (count > 0)
            add(name, format::bytes(count * 8192));
    }
    rows.insert(rows.end(), shown->details.begin(), shown->details.end());
    return rows;
}

QModelIndex ExplainModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const PlanNode *above = node(parent);
    return createIndex(row, column, above ? &above->children[size_t(row)] : &m_plan);
}

QModelIndex ExplainModel::parent(const QModelIndex &child) const
{
    const PlanNode *shown = node(child);
    const PlanNode *above = shown ? m_places.value(shown).parent : nullptr;
    return above ? createIndex(m_places.value(above).row, 0, above) : QModelIndex();
}

int ExplainModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const PlanNode *above = node(parent);
    return above ? int(above->children.size()) : int(m_hasPlan);
}

int ExplainModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString ExplainModel::text(const PlanNode &node, int column) const
{
    switch (column) {
    case NodeColumn:
        return titleOf(node);
    case RowsColumn:
        return number(allRows(node));
    case ExpectedColumn:
        return number(node.estimatedRows * std::max(1.0, node.loops));
    case OwnTimeColumn:
        return time(node.ownMs);
    case TimeColumn:
        return time(node.totalMs);
    default:
        return number(node.totalCost);
    }
}

double ExplainModel::share(const PlanNode &node, int column) const
{
    const auto of = [](double part, double most) {
        return most > 0 && part > 0 ? part / most : 0.0;
    };
    switch (column) {
    case RowsColumn:
        return of(allRows(node), m_mostRows);
    case OwnTimeColumn:
        return of(node.ownMs, m_mostTime);
    case CostColumn:
        return isMeasured() ? 0 : of(ownCost(node), m_mostCost);
    default:
        return 0;
    }
}

QVariant ExplainModel::data(const QModelIndex &index, int role) const
{
    const PlanNode *shown = node(index);
    if (!shown)
        return {};
    const int column = index.column();
    const bool off = column == RowsColumn && isOff(*shown);
    switch (role) {
    case Qt::DisplayRole:
        return text(*shown, column);
    case Qt::TextAlignmentRole:
        return int((column == NodeColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return off ? warning(index) : column == NodeColumn ? titleOf(*shown) : QVariant();
    case Qt::AccessibleTextRole:
        return off ? text(*shown, column) + QStringLiteral(", ") + warning(index) : QVariant();
    case GlyphRole:
        return int(off ? Glyph::Drift : Glyph::None);
    case ToneRole:
        return int(off ? Tone::Drift : column == ExpectedColumn ? Tone::Muted : Tone::Plain);
    case BarShareRole:
        return share(*shown, column);
    default:
        return {};
    }
}

QVariant ExplainModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NodeColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NodeColumn:
        return tr("Step");
    case RowsColumn:
        return tr("Rows");
    case ExpectedColumn:
        return tr("Expected rows");
    case OwnTimeColumn:
        return tr("Own time");
    case TimeColumn:
        return tr("Time");
    default:
        return tr("Cost");
    }
}

} // namespace arborist
