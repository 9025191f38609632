// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <cstdio>

namespace arborist::cli {

/// Where the program writes to: answers to `out`, progress and messages to `err`. UTF-8.
class Terminal
{
public:
    Terminal(std::FILE *out, std::FILE *err);

    void print(const QString &text) { write(m_out, text.toUtf8()); }
    void printLine(const QString &text = {}) { print(text + u'\n'); }
    void printBytes(const QByteArray &bytes) { write(m_out, bytes); }
    void printJson(const QJsonObject &object);

    void message(const QString &text) { write(m_err, text.toUtf8() + '\n'); }
    /// Without a line end: for a progress bar that is drawn over.
    void draw(const QString &text) { write(m_err, text.toUtf8()); }

    bool showsMessages() const { return m_errIsTerminal; } ///< err leads to a terminal
    int width() const; ///< of the terminal behind err in characters; 80 if unknown

private:
    static void write(std::FILE *file, const QByteArray &bytes);

    std::FILE *m_out;
    std::FILE *m_err;
    bool m_errIsTerminal;
};

} // namespace arborist::cli
