// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/arborist_style.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace arborist {

ArboristStyle::ArboristStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

int ArboristStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                               const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return px(12);
    case PM_ScrollBarSliderMin:
        return px(28);
    case PM_SplitterWidth:
    case PM_DefaultFrameWidth:
        return 1;
    case PM_HeaderMargin: // sizes and paddings of headers are given elsewhere
        return 0;
    case PM_HeaderMarkSize:
        return px(12);
    case PM_TreeViewIndentation:
        return px(16);
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
        return px(metrics::icon);
    case PM_FocusFrameHMargin:
        return 7;
    case PM_TabBarTabHSpace:
        return px(24);
    case PM_TabBarTabVSpace:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_TabBarBaseHeight:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_MenuButtonIndicator:
        return px(18);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ArboristStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                             QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ItemView_PaintAlternatingRowColorsForEmptyArea:
    case SH_EtchDisabledText:
    case SH_ComboBox_Popup:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_UnderlineShortcut:
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_TabBar_ElideMode:
        return Qt::ElideNone;
    case SH_Header_ArrowAlignment:
        return Qt::AlignRight | Qt::AlignVCenter;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize ArboristStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                      const QSize &size, const QWidget *widget) const
{
    const QSize inner = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const bool flat =
                widget && widget->property(variant::property) == QLatin1String(variant::flat);
            const int icon = button->icon.isNull() ? 0 : px(metrics::icon + 6);
            const int text = button->fontMetrics.horizontalAdvance(button->text);
            const int width = text + icon + px(flat ? 16 : 32);
            return {flat ? width : std::max(px(metrics::buttonWidth), width),
                    px(metrics::dialogButton)};
        }
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            const bool hasText =
                button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty();
            int width = hasText ? px(16) + button->fontMetrics.horizontalAdvance(button->text) : 0;
            if (!button->icon.isNull() && button->toolButtonStyle != Qt::ToolButtonTextOnly) {
                width += hasText ? px(metrics::icon + 6) : px(metrics::input);
            }
            if (hasText && (button->features & QStyleOptionToolButton::HasMenu)) {
                width += px(16);
            }
            return {width, px(metrics::input)};
        }
        break;
    case CT_LineEdit:
    case CT_SpinBox:
        return {inner.width(), px(metrics::input)};
    case CT_ComboBox:
        return {size.width() + px(44), px(metrics::input)};
    case CT_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const bool first = header->section == 0;
            const int text = header->fontMetrics.horizontalAdvance(header->text);
            const int arrow = header->sortIndicator == QStyleOptionHeader::None ? 0 : px(14);
            return {text + arrow + px(first ? 20 : 16), px(metrics::sectionHead)};
        }
        break;
    case CT_TabBarTab:
        return {inner.width(), px(metrics::tabRow)};
    case CT_ItemViewItem:
        return {inner.width(), std::max(inner.height(), px(metrics::row))};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType != QStyleOptionMenuItem::Separator) {
                return {inner.width() + px(12), std::max(inner.height(), px(28))};
            }
        }
        break;
    default:
        break;
    }
    return inner;
}

QRect ArboristStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                    SubControl subControl, const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        if (subControl == SC_ComboBoxEditField) {
            return option->rect.adjusted(px(12), 1, -px(28), -1);
        }
        if (subControl == SC_ComboBoxArrow) {
            return {option->rect.right() - px(26), option->rect.top(), px(24),
                    option->rect.height()};
        }
    }
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        const QRect &whole = option->rect;
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? whole.width() : whole.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int thumb = length;
        if (range > 0) {
            thumb = int(qint64(length) * bar->pageStep / (range + std::max(1, bar->pageStep)));
            thumb = std::clamp(thumb, std::min(px(28), length), length);
        }
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - thumb, bar->upsideDown);
        const auto part = [&](int from, int to) {
            return horizontal ? QRect(whole.left() + from, whole.top(), to - from, whole.height())
                              : QRect(whole.left(), whole.top() + from, whole.width(), to - from);
        };
        switch (subControl) {
        case SC_ScrollBarGroove:
            return whole;
        case SC_ScrollBarSlider:
            return part(start, start + thumb);
        case SC_ScrollBarSubPage:
            return part(0, start);
        case SC_ScrollBarAddPage:
            return part(start + thumb, length);
        default:
            return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect ArboristStyle::subElementRect(SubElement element, const QStyleOption *option,
                                    const QWidget *widget) const
{
    switch (element) {
    case SE_HeaderLabel:
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    case SE_TabBarTabText:
        return option->rect;
    case SE_LineEditContents: {
        // Icons inside a field bring a margin of their own.
        const auto *field = qobject_cast<const QLineEdit *>(widget);
        const bool plain = field && field->actions().isEmpty() && !field->isClearButtonEnabled();
        const QRect inner = QProxyStyle::subElementRect(element, option, widget);
        return plain ? inner.adjusted(px(6), 0, -px(6), 0) : inner;
    }
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

void ArboristStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                  QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Theme::current();
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option)) {
            if (frame->lineWidth > 0) {
                paint::lineEdit(*painter, *frame, widget);
            }
        }
        return;
    case PE_FrameLineEdit:
    case PE_IndicatorHeaderArrow:
    case PE_FrameStatusBarItem:
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            paint::rowBackground(*painter, *item);
        }
        return;
    case PE_FrameFocusRect:
        // Item views mark their current row by tint and bar.
        if (!qobject_cast<const QAbstractItemView *>(widget)) {
            paint::roundedBox(*painter, option->rect, Qt::transparent, theme.accent,
                              metrics::radius, 2);
        }
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        paint::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        paint::radioButton(*painter, *option);
        return;
    case PE_IndicatorBranch:
        paint::branch(*painter, *option);
        return;
    case PE_FrameTabBarBase:
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const Qt::ArrowType direction = element == PE_IndicatorArrowDown   ? Qt::DownArrow
                                        : element == PE_IndicatorArrowUp   ? Qt::UpArrow
                                        : element == PE_IndicatorArrowLeft ? Qt::LeftArrow
                                                                           : Qt::RightArrow;
        paint::chevron(*painter, option->rect, direction, theme.text2);
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ArboristStyle::drawControl(ControlElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        paint::pushButtonBevel(*painter, *qstyleoption_cast<const QStyleOptionButton *>(option),
                               widget);
        return;
    case CE_PushButtonLabel:
        paint::pushButtonLabel(*painter, *qstyleoption_cast<const QStyleOptionButton *>(option),
                               widget);
        return;
    case CE_PushButton:
        drawControl(CE_PushButtonBevel, option, painter, widget);
        drawControl(CE_PushButtonLabel, option, painter, widget);
        return;
    case CE_ComboBoxLabel:
        paint::comboBoxLabel(*painter, *qstyleoption_cast<const QStyleOptionComboBox *>(option));
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        paint::headerSection(*painter, *option);
        return;
    case CE_HeaderLabel:
        paint::headerLabel(*painter, *qstyleoption_cast<const QStyleOptionHeader *>(option),
                           widget);
        return;
    case CE_TabBarTabShape:
        paint::tabShape(*painter, *qstyleoption_cast<const QStyleOptionTab *>(option));
        return;
    case CE_TabBarTabLabel:
        paint::tabLabel(*painter, *qstyleoption_cast<const QStyleOptionTab *>(option));
        return;
    case CE_ProgressBar:
        paint::progressBar(*painter, *qstyleoption_cast<const QStyleOptionProgressBar *>(option));
        return;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            // Selection is a tint, so its text keeps the ordinary colour.
            QStyleOptionViewItem plain = *item;
            plain.palette.setColor(QPalette::HighlightedText, Theme::current().text);
            QProxyStyle::drawControl(element, &plain, painter, widget);
        }
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, Theme::current().border);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void ArboristStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                       QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar: {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        paint::scrollBar(*painter, *bar,
                         subControlRect(control, option, SC_ScrollBarSlider, widget));
        return;
    }
    case CC_SpinBox:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        paint::spinBoxEdge(*painter, *option);
        return;
    case CC_ComboBox:
        paint::comboBox(*painter, *qstyleoption_cast<const QStyleOptionComboBox *>(option));
        return;
    case CC_ToolButton:
        paint::toolButton(*painter, *qstyleoption_cast<const QStyleOptionToolButton *>(option),
                          widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QIcon ArboristStyle::standardIcon(StandardPixmap pixmap, const QStyleOption *option,
                                  const QWidget *widget) const
{
    if (pixmap == SP_LineEditClearButton) {
        return icon(QStringLiteral("edit-clear"), IconTone::Text2);
    }
    return QProxyStyle::standardIcon(pixmap, option, widget);
}

void ArboristStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QPushButton *>(widget) || qobject_cast<QToolButton *>(widget) ||
        qobject_cast<QComboBox *>(widget) || qobject_cast<QScrollBar *>(widget) ||
        qobject_cast<QTabBar *>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
}

void setUpLook()
{
    QApplication::setStyle(new ArboristStyle);
    setUpIcons();
    Theme::apply(ColourScheme::System);
}

} // namespace arborist
