// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace CLI {
class App;
}

namespace arborist::cli {

/// Declares the options of a command. Keeps CLI11, whose header takes seconds to compile, out of
/// the files of the commands. Values must outlive the parsing.
class CommandSpec
{
public:
    explicit CommandSpec(CLI::App &app) : m_app(app) {}

    /// `names` as CLI11 has them: "-o,--organization".
    void flag(const char *names, bool &value, const QString &help);
    void option(const char *names, QString &value, const QString &placeholder, const QString &help);
    /// The same, to be given any number of times.
    void option(const char *names, QStringList &values, const QString &placeholder,
                const QString &help);
    /// A number from `minimum` to `maximum`; thousands may be written as 25k or 1M.
    void option(const char *names, qint64 &value, qint64 minimum, qint64 maximum,
                const QString &help);
    /// A word that must be given, one of `choices`.
    void positional(const char *name, QString &value, const QStringList &choices,
                    const QString &help);
    /// Words that may be left out.
    void words(const char *name, QStringList &values, int most, const QString &help);
    /// Any word that must be given.
    void positional(const char *name, QString &value, const QString &help);

private:
    CLI::App &m_app;
};

} // namespace arborist::cli
