// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/sql_highlighter.h"

#include "models/common/sql_words.h"
#include "ui/style/theme.h"

namespace arborist {

namespace {

enum BlockState { Plain = -1, InComment = 1, InString = 2 };

bool isWordPart(QChar each)
{
    return each.isLetterOrNumber() || each == u'_';
}

} // namespace

void SqlHighlighter::highlightBlock(const QString &text)
{
    const Theme &theme = Theme::current();
    int at = 0;
    setCurrentBlockState(Plain);
    if (previousBlockState() == InComment) {
        at = formatComment(text, 0);
    } else if (previousBlockState() == InString) {
        at = int(text.indexOf(u'\''));
        at = at < 0 ? int(text.size()) : at + 1;
        setFormat(0, at, theme.textIn(Tone::Ok));
        if (at == text.size() && !text.endsWith(u'\''))
            setCurrentBlockState(InString);
    }
    while (at < text.size()) {
        const QChar each = text[at];
        const QStringView two = QStringView(text).mid(at, 2);
        if (two == u"--") {
            setFormat(at, int(text.size()) - at, theme.text2);
            return;
        }
        if (two == u"/*")
            at = formatComment(text, at);
        else if (each == u'\'')
            at = formatQuoted(text, at);
        else if (each == u'"')
            at = int(std::max(text.indexOf(u'"', at + 1) + 1, qsizetype(at) + 1));
        else if (each.isDigit() || (each == u'$' && at + 1 < text.size() && text[at + 1].isDigit()))
            at = formatNumber(text, at);
        else if (each.isLetter() || each == u'_')
            at = formatWord(text, at);
        else
            ++at;
    }
}

int SqlHighlighter::formatComment(const QString &text, int at)
{
    const qsizetype end = text.indexOf(QStringLiteral("*/"), at);
    const int stop = end < 0 ? int(text.size()) : int(end) + 2;
    setFormat(at, stop - at, Theme::current().text2);
    if (end < 0)
        setCurrentBlockState(InComment);
    return stop;
}

int SqlHighlighter::formatQuoted(const QString &text, int at)
{
    const qsizetype end = text.indexOf(u'\'', at + 1);
    const int stop = end < 0 ? int(text.size()) : int(end) + 1;
    setFormat(at, stop - at, Theme::current().textIn(Tone::Ok));
    if (end < 0)
        setCurrentBlockState(InString);
    return stop;
}

int SqlHighlighter::formatNumber(const QString &text, int at)
{
    int stop = at + 1;
    while (stop < text.size() && (text[stop].isDigit() || text[stop] == u'.'))
        ++stop;
    setFormat(at, stop - at, Theme::current().textIn(Tone::Drift));
    return stop;
}

int SqlHighlighter::formatWord(const QString &text, int at)
{
    int stop = at + 1;
    while (stop < text.size() && isWordPart(text[stop]))
        ++stop;
    const QString word = text.mid(at, stop - at).toLower();
    const bool qualified = at > 0 && text[at - 1] == u'.';
    if (!qualified && sql_words::keywords().contains(word))
        setFormat(at, stop - at, Theme::current().textIn(Tone::Info));
    else if (!qualified && sql_words::types().contains(word))
        setFormat(at, stop - at, Theme::current().stageColour(QStringLiteral("violet")));
    return stop;
}

} // namespace arborist
