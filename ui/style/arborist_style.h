// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace arborist {

/// Variants of a push button, set as its dynamic property "variant".
namespace variant {
inline constexpr char property[] = "variant";
inline constexpr char primary[] = "primary"; ///< accent background
inline constexpr char danger[] = "danger";   ///< something is lost
inline constexpr char flat[] = "flat";       ///< a link-like text
} // namespace variant

/// Fusion with flat headers and tabs, thin scroll bars, chevrons, 1 px lines and rounded controls.
/// All colours come from Theme, so it follows the palette.
class ArboristStyle : public QProxyStyle
{
    Q_OBJECT
public:
    ArboristStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                         SubControl subControl, const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption *option,
                       const QWidget *widget) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
};

/// Installs style, icons and colours in the application; call once, before the first window.
void setUpLook();

} // namespace arborist
