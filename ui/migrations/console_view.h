// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/migrations/run_lines.h"
#include "models/migrations/terminal_screen.h"
#include <QPlainTextEdit>
#include <QTextCursor>
#include <memory>

namespace arborist {

/// What a run does, line by line as it happens; and, while a command of the project runs, its
/// terminal: what it writes, and what is typed for it.
class ConsoleView : public QPlainTextEdit
{
    Q_OBJECT
public:
    static constexpr int kColumns = 100;
    static constexpr int kRows = 30;

    explicit ConsoleView(QWidget *parent = nullptr);

    /// With the time of day before it.
    void addLine(const QString &text, Tone tone = Tone::Plain);
    void addLines(const std::vector<RunLine> &lines);
    /// Begins a terminal below what is there.
    void beginTerminal();
    void write(const QByteArray &bytes);
    void endTerminal();
    bool isTerminal() const { return m_screen != nullptr; }

Q_SIGNALS:
    void typed(const QByteArray &bytes); ///< while there is a terminal

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void append(const QString &text, Tone tone);
    void dress();
    void recolour();
    void paintCursor(QPainter &painter) const;
    bool isAtEnd() const;

    std::unique_ptr<TerminalScreen> m_screen;
    QTextCursor m_start; ///< of the terminal's first line
};

} // namespace arborist
