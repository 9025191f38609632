// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <cstdio>
#include <optional>
#include <stop_token>

namespace arborist::cli {

/// Where the program writes to: answers to `out`, progress and messages to `err`. UTF-8.
class Terminal
{
public:
    /// `in` is where answers come from; none: nothing can be asked.
    Terminal(std::FILE *out, std::FILE *err, std::FILE *in = nullptr);

    void print(const QString &text) { write(m_out, text.toUtf8()); }
    void printLine(const QString &text = {}) { print(text + u'\n'); }
    /// Data that somebody counts on: throws Error where it cannot be written (a full disk).
    void printBytes(const QByteArray &bytes);
    void printJson(const QJsonObject &object);

    void message(const QString &text) { write(m_err, text.toUtf8() + '\n'); }
    /// Without a line end: for a progress bar that is drawn over.
    void draw(const QString &text) { write(m_err, text.toUtf8()); }

    bool showsMessages() const { return m_errIsTerminal; } ///< err leads to a terminal
    bool canAsk() const { return m_canAsk; } ///< somebody sits there: both in and err are terminals
    /// Shows the question and waits for a line; nullopt where there is none any more. Throws
    /// Error::cancelled() on a stop request.
    std::optional<QString> ask(const QString &question, const std::stop_token &stop);
    /// The same, and what is typed does not show.
    std::optional<QString> askSecret(const QString &question, const std::stop_token &stop);
    /// A secret: a line that somebody types, which does not show, or all that a pipe gives; nullopt
    /// where there is nothing.
    std::optional<QString> readSecret(const QString &question, const std::stop_token &stop);
    /// A line that somebody or a pipe gives; nullopt where there is none.
    std::optional<QString> readLine(const std::stop_token &stop);
    int width() const; ///< of the terminal behind err in characters; 80 if unknown

private:
    static bool write(std::FILE *file, const QByteArray &bytes);

    std::FILE *m_out;
    std::FILE *m_err;
    std::FILE *m_in;
    bool m_errIsTerminal;
    bool m_canAsk;
};

} // namespace arborist::cli
