// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sql/sql_look.h"

#include "ui/sql/sql_lexer.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/state_glyph.h"
#include <QFontMetrics>
#include <QPainter>
#include <algorithm>

namespace arborist {

void dressSql(QsciScintilla &view, SqlLexer &lexer)
{
    const Theme &theme = Theme::current();
    lexer.dress();
    view.setLexer(&lexer);
    view.setCaretForegroundColor(theme.text);
    view.setCaretLineBackgroundColor(theme.hover);
    view.setSelectionBackgroundColor(theme.selection);
    view.resetSelectionForegroundColor();
    view.setMarginsFont(SqlLexer::inPoints(fontFor(FontRole::CodeSmall)));
    view.setMarginsBackgroundColor(theme.base);
    view.setMarginsForegroundColor(theme.text2);
    const int missing = px(20) - QFontMetrics(fontFor(FontRole::Code)).height();
    view.setExtraAscent(std::max(0, missing / 2));
    view.setExtraDescent(std::max(0, missing - missing / 2));
}

int lineNumberWidth(const QsciScintilla &view)
{
    const int digits = int(QString::number(std::max(99, view.lines())).size());
    return px(12) + digits * QFontMetrics(fontFor(FontRole::CodeSmall)).horizontalAdvance(u'0');
}

QPixmap signPixmap(Glyph glyph, qreal ratio)
{
    const QSize size(px(metrics::glyph), px(metrics::glyph));
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintGlyph(painter, QRect(QPoint(), size), glyph);
    return pixmap;
}

} // namespace arborist
