// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringDecoder>
#include <QStringList>

namespace arborist {

/// What a program has drawn at a terminal, as plain lines: follows the sequences by which prompts
/// draw themselves anew (cursor moves, erasing); colours are left out. Takes its input in pieces of
/// any size.
class TerminalScreen
{
public:
    /// `rows`: how far up the cursor may go; older lines are kept and not touched any more.
    explicit TerminalScreen(int columns = 100, int rows = 30);

    void write(const QByteArray &bytes);
    const QStringList &lines() const { return m_lines; }
    int cursorLine() const { return m_line; }
    int cursorColumn() const { return m_column; }
    /// The first line that the last write() may have changed.
    int firstChanged() const { return m_firstChanged; }

    static constexpr int kMostLines = 5'000; ///< the oldest go first

private:
    void put(QChar character);
    void newLine();
    void finishSequence(QChar last);
    void eraseLine(int mode);
    void eraseBelow();
    void moveTo(int line, int column);
    int parameter(int number, int otherwise) const;

    enum class Mode { Text, Escape, Sequence, Title, TitleEscape };

    int m_columns, m_rows;
    QStringList m_lines{QString()};
    int m_line = 0, m_column = 0;
    int m_savedLine = 0, m_savedColumn = 0;
    int m_firstChanged = 0;
    Mode m_mode = Mode::Text;
    QString m_parameters;
    QStringDecoder m_decoder{QStringDecoder::Utf8};
};

} // namespace arborist
