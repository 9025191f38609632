// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/sql_highlighter.h"

#include "ui/style/theme.h"
#include <QSet>

namespace arborist {

namespace {

enum BlockState { Plain = -1, InComment = 1, InString = 2 };

const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QString all = QStringLiteral(
            "add after all alter analyze and any array as asc before begin by cascade case check "
            "commit conflict constraint copy create cross current default delete desc distinct do "
            "drop each else end except execute exists false following for foreign format from full "
            "function grant group having if in index inner insert instead into is isolation join "
            "key lateral left level like limit local lock materialized mode not nothing null "
            "nulls of offset on only or order outer over partition primary procedure read "
            "recursive references repeatable replace restrict returning revoke right rollback row "
            "rows savepoint select set share stdin stdout table temp temporary then to transaction "
            "trigger true truncate union unique update using values view when where with write");
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

const QSet<QString> &types()
{
    static const QSet<QString> words = [] {
        const QString all = QStringLiteral(
            "bigint bigserial boolean bytea char date double integer interval json jsonb numeric "
            "precision real serial smallint text time timestamp timestamptz uuid varchar xid xid8");
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

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
    if (!qualified && keywords().contains(word))
        setFormat(at, stop - at, Theme::current().textIn(Tone::Info));
    else if (!qualified && types().contains(word))
        setFormat(at, stop - at, Theme::current().stageColour(QStringLiteral("violet")));
    return stop;
}

} // namespace arborist
