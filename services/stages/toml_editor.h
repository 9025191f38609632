// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/toml_layout.h"
#include <QList>
#include <QVariant>

namespace arborist::stages {

/// A key of a table: a QString, bool or QStringList; an invalid value takes the key away.
struct TomlChange {
    QString key;
    QVariant value;
};

/// A TOML text while single keys and tables of it are changed; all else stays byte for byte. It
/// knows places, not meanings: whoever uses it parses the result, and compares.
class TomlEditor
{
public:
    explicit TomlEditor(const QString &text) : m_text(text) { lay(); }

    const QString &text() const { return m_text; }

    /// In place where the key is there, else behind the last of the table.
    void set(const QStringList &table, const TomlChange &key);
    /// Behind the last table that begins with the same name, else at the end.
    void addTable(const QStringList &table, const QList<TomlChange> &keys);
    /// With the tables below it.
    void remove(const QStringList &table);
    void rename(const QStringList &table, const QString &to);

private:
    void lay();
    void replace(qsizetype begin, qsizetype end, const QString &with);
    void removeLines(qsizetype begin, qsizetype end);
    void setInline(const TomlItem &table, const TomlChange &key);
    void add(const QStringList &table, const TomlChange &key);
    QString indentOf(const TomlItem &item) const;

    QString m_text;
    QString m_lineEnd;
    std::vector<TomlItem> m_items; ///< found anew after each change
};

} // namespace arborist::stages
