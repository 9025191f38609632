// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/inspector_table.h"

#include "ui/style/theme.h"
#include "ui/widgets/row_delegate.h"
#include <QAbstractTableModel>
#include <QHeaderView>
#include <QPainter>
#include <algorithm>

namespace arborist {

class InspectorTable::Model : public QAbstractTableModel
{
public:
    Model(QStringList headings, QObject *parent)
        : QAbstractTableModel(parent),
          m_headings(std::move(headings))
    {
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_headings.size());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section >= m_headings.size()) {
            return {};
        }
        if (role == Qt::TextAlignmentRole) {
            return int((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        }
        return role == Qt::DisplayRole ? QVariant(m_headings[section]) : QVariant();
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const InspectorRow &row = rows[size_t(index.row())];
        const QString &text = index.column() == 0   ? row.field
                              : index.column() == 1 ? row.left
                                                    : row.right;
        switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return text;
        case Qt::TextAlignmentRole:
            return int((index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        case Qt::AccessibleTextRole:
            return QStringLiteral("%1: %2").arg(row.field, text);
        default:
            return {};
        }
    }
    void reset(std::vector<InspectorRow> next)
    {
        beginResetModel();
        rows = std::move(next);
        endResetModel();
    }

    std::vector<InspectorRow> rows;

private:
    QStringList m_headings;
};

namespace {

// Around names and values, for a 13 px font.
constexpr int namePadding = 12;
constexpr int valueLeft = 4;
constexpr int valueRight = 6;
constexpr int lastPadding = 12;

/// Tints rows that differ and sets off the value to look at.
class InspectorDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override
    {
        const auto *table = static_cast<const InspectorTable *>(option.widget);
        const InspectorRow &row = table->rows()[size_t(index.row())];
        const Theme &theme = Theme::current();
        const bool differs = row.tone == Tone::Drift || row.tone == Tone::Danger;
        if (differs && !(option.state & QStyle::State_Selected)) {
            painter.fillRect(option.rect.adjusted(0, 0, 0, -1), theme.tone(row.tone).tint);
        }
        const bool marked = differs && index.column() == (row.rightIsDifferent ? 2 : 1);
        QColor colour = theme.text;
        if (marked) {
            colour = theme.textIn(row.tone);
            painter.setFont(fontFor(FontRole::TableBold));
        } else if (!differs && index.column() > 0 && index.model()->columnCount() > 2) {
            colour = theme.text2;
        }
        const bool last = option.rect.right() >= option.widget->width() - 2;
        const int leftSide = index.column() == 0 ? namePadding : valueLeft;
        const int rightSide = index.column() == 0 ? 0 : last ? lastPadding : valueRight;
        const QRect place = option.rect.adjusted(px(leftSide), 0, -px(rightSide), -1);
        drawText(painter, place, option.text, colour, option.displayAlignment,
                 index.column() == 0 ? Qt::ElideRight : Qt::ElideMiddle);
    }
};

} // namespace

InspectorTable::InspectorTable(const QString &field, const QString &left, const QString &right,
                               QWidget *parent)
    : TableView(metrics::row, parent)
{
    QStringList headings{field, left};
    if (!right.isEmpty()) {
        headings.append(right);
    }
    m_model = new Model(headings, this);
    setModel(m_model);
    setItemDelegate(new InspectorDelegate(metrics::row, this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setProperty("paneEdge", true);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setVisible(!field.isEmpty() || !left.isEmpty());
    setAccessibleName(tr("Fields"));
    setRows({});
}

InspectorTable::~InspectorTable() = default;

void InspectorTable::setRows(std::vector<InspectorRow> rows)
{
    m_model->reset(std::move(rows));
    const int head = horizontalHeader()->isVisibleTo(this) ? horizontalHeader()->height() : 0;
    setFixedHeight(head + m_model->rowCount() * verticalHeader()->defaultSectionSize());
    placeColumns();
}

void InspectorTable::resizeEvent(QResizeEvent *event)
{
    TableView::resizeEvent(event);
    placeColumns();
}

int InspectorTable::contentWidth(int column) const
{
    const QFontMetrics plain(fontFor(FontRole::Table));
    const QFontMetrics bold(fontFor(FontRole::TableBold));
    const int columns = m_model->columnCount();
    // The header pads its texts by 8 where values have 4.
    int width = plain.horizontalAdvance(
                    m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()) +
                px(8 - valueLeft);
    for (const InspectorRow &row : m_model->rows) {
        if (column > 0 && columns > 2 && row.right.isEmpty()) {
            continue; // may span both columns
        }
        const QString &text = column == 0 ? row.field : column == 1 ? row.left : row.right;
        const bool strong = column > 0 && row.tone != Tone::Plain;
        width = std::max(width, (strong ? bold : plain).horizontalAdvance(text));
    }
    const int last = column == columns - 1 ? lastPadding : valueRight;
    return width + 2 + px(column == 0 ? namePadding : valueLeft + last);
}

/// Values get the room they need, as long as the names of fields fit beside them; long values
/// (paths) are what is shortened then, evenly. A single value may reach into the second column.
void InspectorTable::placeColumns()
{
    const int columns = m_model->columnCount();
    const int whole = viewport()->width();
    const int room = whole - std::min(contentWidth(0), whole * 38 / 100);
    int left = contentWidth(1);
    int right = columns > 2 ? contentWidth(2) : 0;
    if (left + right > room) {
        const int half = columns > 2 ? room / 2 : 0;
        right = right < half ? right : std::max(half, room - left);
        left = room - right;
    }
    horizontalHeader()->resizeSection(0, whole - left - right);
    horizontalHeader()->resizeSection(1, left);
    if (columns < 3) {
        return;
    }
    horizontalHeader()->resizeSection(2, right);
    clearSpans();
    const QFontMetrics plain(fontFor(FontRole::Table));
    for (size_t i = 0; i < m_model->rows.size(); ++i) {
        const InspectorRow &row = m_model->rows[i];
        if (row.right.isEmpty() &&
            plain.horizontalAdvance(row.left) > left - px(valueLeft + valueRight)) {
            setSpan(int(i), 1, 1, 2);
        }
    }
}

const std::vector<InspectorRow> &InspectorTable::rows() const
{
    return m_model->rows;
}

} // namespace arborist
