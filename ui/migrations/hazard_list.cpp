// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/hazard_list.h"

#include "ui/style/theme.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/state_glyph.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QPainter>

namespace arborist {

namespace {

constexpr int kRowHeight = 44;

/// Sign, title in its tone, line at the right; below what it comes to.
class HazardDelegate : public RowDelegate
{
public:
    explicit HazardDelegate(QObject *parent) : RowDelegate(kRowHeight, parent) {}

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override
    {
        const Theme &theme = Theme::current();
        const QRect rect = option.rect.adjusted(px(12), px(4), -px(12), -px(5));
        const int half = rect.height() / 2;
        painter.setRenderHint(QPainter::Antialiasing);
        paintGlyph(painter, QRectF(rect.left(), rect.top(), px(14), half),
                   Glyph(index.data(GlyphRole).toInt()));
        const QString line = index.data(HazardModel::LineTextRole).toString();
        painter.setFont(fontFor(FontRole::Caption));
        const int width = painter.fontMetrics().horizontalAdvance(line) + px(2);
        drawText(painter, QRect(rect.right() - width, rect.top(), width, half), line, theme.text2,
                 Qt::AlignRight);
        const QRect text(rect.left() + px(24), rect.top(), rect.width() - px(24), half);
        painter.setFont(fontFor(FontRole::TableBold));
        drawText(painter, text.adjusted(0, 0, -width - px(8), 0), option.text,
                 theme.textIn(Tone(index.data(ToneRole).toInt())), Qt::AlignLeft);
        painter.setFont(fontFor(FontRole::Table));
        drawText(painter, text.translated(0, half), index.data(HazardModel::DetailRole).toString(),
                 theme.text, Qt::AlignLeft);
    }
};

} // namespace

HazardList::HazardList(QWidget *parent) : QListView(parent)
{
    setUpView(*this);
    const QList<QAction *> copying = actions();
    for (QAction *action : copying)
        removeAction(action); // the table below the timeline has them
    setContextMenuPolicy(Qt::NoContextMenu);
    setAccessibleName(tr("Hazards of this migration"));
    setItemDelegate(new HazardDelegate(this));
    setModel(&m_model);
    setModelColumn(HazardModel::TitleColumn);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto jump = [this](const QModelIndex &index) {
        const migrations::Hazard &hazard = m_model.hazards()[size_t(index.row())];
        Q_EMIT placeRequested(hazard.line, hazard.column);
    };
    connect(this, &QAbstractItemView::clicked, this, jump);
    connect(this, &QAbstractItemView::activated, this, jump);
    setHazards({});
}

void HazardList::setHazards(std::vector<migrations::Hazard> hazards)
{
    m_model.setHazards(std::move(hazards));
    setFixedHeight(m_model.rowCount() * px(kRowHeight));
}

void HazardList::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    if (!currentIndex().isValid() && m_model.rowCount() > 0)
        setCurrentIndex(m_model.index(0, HazardModel::TitleColumn));
}

} // namespace arborist
