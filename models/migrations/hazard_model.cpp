// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/hazard_model.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <algorithm>

namespace arborist {

using migrations::Hazard;

namespace {

QVariant display(const Hazard &hazard, int column)
{
    switch (column) {
    case HazardModel::TitleColumn:
        return hazard.title;
    case HazardModel::MigrationColumn:
        return hazard.migration;
    case HazardModel::LineColumn:
        return QString::number(hazard.line);
    case HazardModel::DetailColumn:
        return hazard.detail;
    case HazardModel::SaferColumn:
        return hazard.safer;
    default:
        return hazard.rule;
    }
}

QString toolTip(const Hazard &hazard)
{
    QStringList lines{hazard.title, hazard.detail, hazard.safer,
                      HazardModel::tr("Rule %1").arg(hazard.rule)};
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace

void HazardModel::setHazards(std::vector<Hazard> hazards)
{
    beginResetModel();
    m_hazards = std::move(hazards);
    endResetModel();
}

QString HazardModel::summary(const std::vector<Hazard> &hazards)
{
    const auto serious =
        std::ranges::count(hazards, migrations::Severity::Error, &Hazard::severity);
    const auto others = qint64(hazards.size()) - serious;
    QStringList parts;
    if (serious > 0)
        parts << tr("%1 serious").arg(format::count(serious));
    if (others > 0)
        parts << tr("%1 to note").arg(format::count(others));
    return parts.join(QStringLiteral(", "));
}

int HazardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_hazards.size());
}

int HazardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant HazardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == LineColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Hazard");
    case MigrationColumn:
        return tr("Migration");
    case LineColumn:
        return tr("Line");
    case DetailColumn:
        return tr("What happens");
    case SaferColumn:
        return tr("Safer");
    case RuleColumn:
        return tr("Rule");
    default:
        return {};
    }
}

QVariant HazardModel::data(const QModelIndex &index, int role) const
{
    const Hazard &hazard = m_hazards[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(hazard, column);
    case DetailRole:
        return hazard.detail;
    case FullTextRole:
        return display(hazard, column);
    case GlyphRole:
        return column == TitleColumn ? QVariant(int(state_look::glyph(hazard.severity)))
                                     : QVariant();
    case ToneRole:
        return column == TitleColumn ? QVariant(int(state_look::tone(hazard.severity)))
                                     : QVariant();
    case LineTextRole:
        return tr("Line %1").arg(hazard.line);
    case SortRole:
        return column == LineColumn ? QVariant(hazard.line) : display(hazard, column);
    case Qt::TextAlignmentRole:
        return int((column == LineColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTip(hazard);
    case Qt::AccessibleTextRole:
        return column == TitleColumn
                   ? tr("%1, line %2: %3")
                         .arg(hazard.title, QString::number(hazard.line), hazard.detail)
                   : display(hazard, column).toString();
    default:
        return {};
    }
}

} // namespace arborist
