// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_spec.h"

#include <CLI/CLI.hpp>

namespace arborist::cli {

void CommandSpec::flag(const char *names, bool &value, const QString &help)
{
    m_app.add_flag(names, value, help.toStdString());
}

void CommandSpec::option(const char *names, QString &value, const QString &placeholder,
                         const QString &help)
{
    m_app
        .add_option_function<std::string>(
            names, [&value](const std::string &text) { value = QString::fromStdString(text); },
            help.toStdString())
        ->type_name(placeholder.toStdString());
}

void CommandSpec::option(const char *names, QStringList &values, const QString &placeholder,
                         const QString &help)
{
    m_app
        .add_option_function<std::vector<std::string>>(
            names,
            [&values](const std::vector<std::string> &texts) {
                for (const std::string &text : texts)
                    values << QString::fromStdString(text);
            },
            help.toStdString())
        ->type_name(placeholder.toStdString())
        ->expected(1)
        ->allow_extra_args(false) // a word behind it is the command's own
        ->take_all();
}

void CommandSpec::option(const char *names, qint64 &value, qint64 minimum, qint64 maximum,
                         const QString &help)
{
    const std::map<std::string, qint64> units{{"k", 1000}, {"M", 1000000}};
    m_app.add_option(names, value, help.toStdString())
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::CASE_SENSITIVE))
        ->check(CLI::Range(minimum, maximum))
        ->type_name("N");
}

namespace {

CLI::Option *addWord(CLI::App &app, const char *name, QString &value, const QString &help)
{
    return app
        .add_option_function<std::string>(
            name, [&value](const std::string &text) { value = QString::fromStdString(text); },
            help.toStdString())
        ->required()
        ->type_name("");
}

} // namespace

void CommandSpec::positional(const char *name, QString &value, const QStringList &choices,
                             const QString &help)
{
    std::vector<std::string> words;
    for (const QString &choice : choices)
        words.push_back(choice.toStdString());
    addWord(m_app, name, value, help)->check(CLI::IsMember(words))->type_name("");
}

void CommandSpec::words(const char *name, QStringList &values, int most, const QString &help)
{
    m_app
        .add_option_function<std::vector<std::string>>(
            name,
            [&values](const std::vector<std::string> &texts) {
                for (const std::string &text : texts)
                    values << QString::fromStdString(text);
            },
            help.toStdString())
        ->expected(0, most)
        ->type_name("");
}

void CommandSpec::positional(const char *name, QString &value, const QString &help)
{
    addWord(m_app, name, value, help);
}

} // namespace arborist::cli
