// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sql/scintilla.h"
#include <functional>

namespace arborist {

class SqlLexer;

/// SQL to be written: coloured, with line numbers, matching brackets, proposals while typing, and
/// marks where the server found fault. Positions are bytes of the text in UTF-8.
class SqlEditor : public QsciScintilla
{
    Q_OBJECT
public:
    /// A part of the text, to be run.
    struct Piece {
        QString sql;
        int begin = 0; ///< where it stands in the text
    };
    /// Proposals for the word before the cursor, best first, and how long that word is in bytes.
    struct Proposals {
        QStringList words;
        int typed = 0;
    };
    using Completer = std::function<Proposals(const QByteArray &sql, int position, bool asked)>;

    explicit SqlEditor(QWidget *parent = nullptr);

    QByteArray utf8() const;
    bool isBlank() const;
    int position() const;
    void setPosition(int position);

    /// The selection, else the statement under the cursor; its text is empty where there is none.
    Piece chosenPiece() const;
    Piece wholePiece() const;

    /// Replaces the text in a way that undo brings the old one back.
    void replaceAll(const QString &sql);
    void toggleComment();
    /// Selects the next place, from the selection on, past the end to the beginning; false if there
    /// is none. `stay` lets the present one count.
    bool find(const QString &text, bool forward, bool stay = false);

    /// Marks the place and its line until the text is changed.
    void markError(int position);
    void clearErrors();
    bool hasErrorAt(int position) const;
    void showPosition(int position); ///< and takes the focus
    int lineOf(int position) const;  ///< from 0

    void setCompleter(Completer completer);
    void propose(); ///< Ctrl+Space

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();
    void setUpKeys();
    void charAdded(int character);
    void showProposals(bool asked);
    void fitGutter();
    long send(unsigned int message, unsigned long w = 0, long l = 0) const;

    SqlLexer *m_lexer;
    Completer m_completer;
};

} // namespace arborist
