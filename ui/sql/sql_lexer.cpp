// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sql/sql_lexer.h"

#include "models/common/sql_words.h"
#include "models/query/sql_text.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QGuiApplication>
#include <QScreen>

namespace arborist {

namespace {

int styleOf(const sql_text::Token &token, QByteArrayView sql)
{
    switch (token.kind) {
    case sql_text::Kind::Word: {
        if (token.begin > 0 && sql[token.begin - 1] == '.')
            return SqlLexer::Plain; // a column, whatever its name
        const QString word =
            QString::fromUtf8(sql.sliced(token.begin, token.end - token.begin)).toLower();
        return sql_words::keywords().contains(word) ? SqlLexer::Keyword
               : sql_words::types().contains(word)  ? SqlLexer::Type
                                                    : SqlLexer::Plain;
    }
    case sql_text::Kind::String:
        return SqlLexer::Text;
    case sql_text::Kind::Number:
        return SqlLexer::Number;
    case sql_text::Kind::Comment:
        return SqlLexer::Comment;
    default:
        return SqlLexer::Plain;
    }
}

} // namespace

QFont SqlLexer::inPoints(QFont font)
{
    if (font.pointSizeF() <= 0)
        font.setPointSizeF(font.pixelSize() * 72.0 /
                           QGuiApplication::primaryScreen()->logicalDotsPerInchY());
    return font;
}

SqlLexer::SqlLexer(QObject *parent) : QsciLexerCustom(parent)
{
    dress();
}

QString SqlLexer::description(int style) const
{
    // An empty one says that there are no more; nobody reads the others.
    static const char *const names[] = {"plain", "keyword", "type", "text", "number", "comment"};
    return style >= Plain && style <= Comment ? QString::fromLatin1(names[style]) : QString();
}

void SqlLexer::dress()
{
    const Theme &theme = Theme::current();
    const QColor colours[] = {theme.text,
                              theme.textIn(Tone::Info),
                              theme.stageColour(QStringLiteral("violet")),
                              theme.textIn(Tone::Ok),
                              theme.textIn(Tone::Drift),
                              theme.text2};
    const QFont font = inPoints(fontFor(FontRole::Code));
    setDefaultPaper(theme.base);
    setDefaultColor(theme.text);
    setDefaultFont(font);
    for (int style = Plain; style <= Comment; ++style) {
        setColor(colours[style], style);
        setPaper(theme.base, style);
        setFont(font, style);
    }
}

/// The begin of the nearest line at or above that does not begin inside a string or a comment.
int SqlLexer::safeStart(int position) const
{
    using Sci = QsciScintillaBase;
    long line = editor()->SendScintilla(Sci::SCI_LINEFROMPOSITION, position);
    for (; line > 0; --line) {
        const long begin = editor()->SendScintilla(Sci::SCI_POSITIONFROMLINE, line);
        const long style = editor()->SendScintilla(Sci::SCI_GETSTYLEAT, begin - 1);
        if (!isOpaque(int(style)))
            return int(begin);
    }
    return 0;
}

void SqlLexer::styleText(int start, int end)
{
    if (!editor())
        return;
    start = safeStart(start);
    QByteArray sql = editor()->bytes(start, end);
    sql.truncate(end - start); // a zero stands at its end; Scintilla aborts if that is styled too
    startStyling(start);
    for (qsizetype at = 0; at < sql.size();) {
        const sql_text::Token token = sql_text::tokenAt(sql, at);
        setStyling(int(token.end - token.begin), styleOf(token, sql));
        at = token.end;
    }
}

} // namespace arborist
