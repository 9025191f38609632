// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <functional>
#include <optional>

namespace arborist::stages {

/// A value of a .env file and where it stands.
struct DotenvValue {
    QString value;
    int line = 0;
    bool operator==(const DotenvValue &) const = default;
};

/// A .env file as node's dotenv, dotenv-expand, python-dotenv and docker compose read it; where
/// they differ:
///  - `NAME=value`, `export NAME=value`, `NAME: value`; names of letters, digits, `_`, `.`, `-`;
///  - without quotes: to the end of the line, a comment starts at `#` after white space;
///  - "double": several lines, escapes \n \r \t \" \\ \$, interpolation;
///  - 'single' and `backtick`: several lines, taken as they are (but \' in single quotes);
///  - `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`, `${NAME+other}`
///    in double quotes and without quotes; a name is looked up in the lines above, the lines below,
///    then by `fallback`. `$NAME` that is set nowhere stays as it is, since a password with a
///    dollar sign is likelier than a forgotten variable; `${NAME}` becomes empty;
///  - the last of several lines with one name counts.
class Dotenv
{
public:
    using Lookup = std::function<std::optional<QString>(const QString &)>;

    Dotenv() = default;
    /// `shownName` is used in messages. Throws Error that names file and line, never a value.
    static Dotenv parse(const QString &text, const QString &shownName,
                        const Lookup &fallback = processVariable);
    /// Reads a file; throws Error as readTextFile() and parse() do.
    static Dotenv read(const QString &path, const QString &shownName,
                       const Lookup &fallback = processVariable);

    /// A variable of this process; nullopt if it is not set.
    static std::optional<QString> processVariable(const QString &name);

    /// nullptr if there is none.
    const DotenvValue *find(const QString &name) const;
    const QMap<QString, DotenvValue> &values() const { return m_values; }
    QString shownName() const { return m_shownName; }

private:
    QString m_shownName;
    QMap<QString, DotenvValue> m_values;
};

} // namespace arborist::stages
