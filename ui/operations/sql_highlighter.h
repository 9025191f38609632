// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace arborist {

/// Colours SQL: keywords, types, strings, numbers, comments. Enough for statements that are shown;
/// it parses nothing.
class SqlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &text) override;

private:
    int formatComment(const QString &text, int at);
    int formatQuoted(const QString &text, int at);
    int formatWord(const QString &text, int at);
    int formatNumber(const QString &text, int at);
};

} // namespace arborist
