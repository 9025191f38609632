// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>
#include <functional>
#include <memory>
#include <stop_token>

namespace arborist::migrations {

/// A program to be run, and what it sees of this one.
struct ConsoleCommand {
    /// What its standard input and output are.
    enum class Console {
        Terminal,  ///< a pseudo-terminal: it may ask; both of its outputs come in one stream
        Pipe,      ///< no input; it cannot ask, and most programs say so
        Inherited, ///< those of this program: nothing is handed over, Ctrl-C reaches it as well
    };

    QStringList words; ///< program and arguments; found in the environment's PATH
    QString folder;    ///< it runs there
    QProcessEnvironment environment;
    Console console = Console::Terminal;
    int columns = 100, rows = 30; ///< of the pseudo-terminal
};

/// How it ended.
struct ConsoleEnd {
    int exitCode = -1; ///< -1: a signal ended it
    int signal = 0;    ///< that signal, else 0
};

/// Runs one program at a pseudo-terminal, by pipes or at our own terminal. run() is called once, on
/// a worker thread; write(), resize() and kill() by any thread at any time, also before and after:
/// the window keeps a pointer for its keyboard while a job runs it. Nothing of it needs Qt's event
/// loop. The program leads a process group of its own (but for Inherited), which dies with it.
class TerminalProcess
{
public:
    explicit TerminalProcess(ConsoleCommand command);
    /// Kills what still runs.
    ~TerminalProcess();
    TerminalProcess(const TerminalProcess &) = delete;
    TerminalProcess &operator=(const TerminalProcess &) = delete;

    const ConsoleCommand &command() const { return m_command; }

    /// Starts it, hands over what it writes as it arrives (on this thread, escape sequences
    /// included), and returns when it has ended. Throws Error when it cannot be started, with a
    /// hint; Error::cancelled() when stopped: then its whole group is killed, SIGTERM first.
    ConsoleEnd run(const std::function<void(const QByteArray &)> &output, std::stop_token stop);

    /// What was typed. Kept until it is read; nothing for Pipe and Inherited.
    void write(const QByteArray &bytes);
    void resize(int columns, int rows);
    /// Ends the whole group, SIGTERM first and SIGKILL after two seconds; run() then returns.
    void kill();

private:
    struct Private;

    ConsoleCommand m_command;
    std::unique_ptr<Private> d;
};

/// Text without the sequences that a terminal is moved and coloured by; lines that were drawn over
/// (\r) keep their last form. For messages and for looking for words.
QString plainText(const QByteArray &output);

} // namespace arborist::migrations
