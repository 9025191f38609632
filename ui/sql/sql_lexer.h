// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sql/scintilla.h"

namespace arborist {

/// Colours the editor's SQL, by the tokens of models/query/sql_text.h.
class SqlLexer : public QsciLexerCustom
{
    Q_OBJECT
public:
    enum Style { Plain, Keyword, Type, Text, Number, Comment };

    explicit SqlLexer(QObject *parent = nullptr);

    const char *language() const override { return "SQL"; }
    QString description(int style) const override;
    void styleText(int start, int end) override;

    /// Takes colours and font from the theme as it is now.
    void dress();
    /// Scintilla knows sizes in points only.
    static QFont inPoints(QFont font);
    /// True where the position stands in a string or a comment.
    static bool isOpaque(int style) { return style == Text || style == Comment; }

private:
    int safeStart(int position) const;
};

} // namespace arborist
