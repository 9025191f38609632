// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "ui/sql/scintilla.h"
#include <vector>

namespace arborist {

class SqlLexer;

/// SQL to be read: coloured, with line numbers, and lines marked by a sign in the margin and a tint
/// over their full width.
class SqlReader : public QsciScintilla
{
    Q_OBJECT
public:
    struct Mark {
        int line = 1; ///< from 1
        Glyph glyph = Glyph::Drift;
        Tone tone = Tone::Drift; ///< Danger, Drift or Info
        QString text;            ///< shown over the line
    };

    explicit SqlReader(QWidget *parent = nullptr);

    /// Puts the first line on top.
    void setSql(const QByteArray &utf8);
    void setMarks(std::vector<Mark> marks);
    const std::vector<Mark> &marks() const { return m_marks; }
    /// Scrolls to the line (from 1), puts the cursor there and takes the focus.
    void showLine(int line, int column = 1);
    int currentLine() const; ///< from 1

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();
    void applyMarks();
    QString markText(int line) const;

    SqlLexer *m_lexer;
    std::vector<Mark> m_marks;
};

} // namespace arborist
