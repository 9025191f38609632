// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/stages/config_node.h"
#include <QStringList>
#include <optional>
#include <utility>
#include <vector>

namespace arborist::stages {

/// Strict access to one table of a configuration file: every getter throws Error with file and line
/// when the value is of another type; a key that is not there is nullopt. The node must outlive it.
class ConfigTable
{
public:
    /// `title` is how messages name it: "[stages.local]"; empty for the file itself.
    ConfigTable(const ConfigNode &node, QString shownName, QString title);

    const QString &title() const { return m_title; }
    int line() const { return m_node->line; }
    bool has(const QString &key) const { return find(key) != nullptr; }
    int lineOf(const QString &key) const; ///< of the table where it has no such key
    QStringList keys() const;

    /// Throws for the first key that is none of these, and names the one that may have been meant.
    void allowOnly(const QStringList &known) const;

    std::optional<QString> text(const QString &key) const; ///< never empty
    std::optional<bool> boolean(const QString &key) const;
    std::optional<qint64> integer(const QString &key, qint64 least, qint64 most) const;
    std::optional<QStringList> texts(const QString &key) const;
    std::optional<ConfigTable> table(const QString &key) const;
    std::vector<ConfigTable> tables(const QString &key) const; ///< [[key]]; empty if none

    /// The value of a key that takes one of some words.
    template <typename T>
    std::optional<T> word(const QString &key,
                          const std::vector<std::pair<const char *, T>> &words) const
    {
        const std::optional<QString> found = text(key);
        if (!found)
            return std::nullopt;
        QStringList known;
        for (const auto &[name, value] : words) {
            if (*found == QLatin1String(name))
                return value;
            known.append(QLatin1String(name));
        }
        throw unknownWord(key, *found, known);
    }

    /// An error at the line of a key.
    Error errorAt(const QString &key, const QString &message, const QString &hint = {}) const;
    Error unknownWord(const QString &key, const QString &found, const QStringList &known) const;

private:
    const ConfigNode *find(const QString &key) const;
    Error otherType(const ConfigNode &node, const QString &key, const QString &expected) const;
    QString named(const QString &key) const;

    const ConfigNode *m_node;
    QString m_shownName;
    QString m_title;
};

} // namespace arborist::stages
