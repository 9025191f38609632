// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/dotenv.h"
#include "services/stages/dotenv_scanner.h"
#include <QHash>
#include <QString>
#include <optional>
#include <vector>

namespace arborist::stages {

/// Turns raw values into final ones: escapes, `$NAME`, `${NAME:-default}`. Values that refer to
/// themselves in a circle, or grow without bound, throw Error.
class DotenvExpander
{
public:
    DotenvExpander(std::vector<DotenvEntry> entries, const QString &shownName,
                   const Dotenv::Lookup &fallback);

    std::size_t size() const { return m_entries.size(); }
    const DotenvEntry &entry(std::size_t index) const { return m_entries[index]; }
    QString value(std::size_t index);

private:
    enum class State { Raw, Running, Done };

    QString expand(std::size_t index, const QString &raw, bool escapes, int depth);
    QString dollar(std::size_t index, const QString &raw, qsizetype &pos, bool escapes, int depth);
    QString braces(std::size_t index, const QString &inner, bool escapes, int depth);
    std::optional<QString> lookUp(std::size_t index, const QString &name);

    std::vector<DotenvEntry> m_entries;
    std::vector<State> m_states;
    std::vector<QString> m_values;
    QHash<QString, std::vector<std::size_t>> m_byName;
    const QString m_shownName;
    const Dotenv::Lookup m_fallback;
    int m_running = 0;
    qsizetype m_total = 0; ///< characters of all values
};

} // namespace arborist::stages
