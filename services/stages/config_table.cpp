// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/config_table.h"

#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConfigTable", text);
}

QString kindName(ConfigNode::Kind kind)
{
    switch (kind) {
    case ConfigNode::Kind::Text:
        return tr("a string");
    case ConfigNode::Kind::Integer:
        return tr("an integer");
    case ConfigNode::Kind::Real:
        return tr("a decimal number");
    case ConfigNode::Kind::Boolean:
        return tr("true or false");
    case ConfigNode::Kind::Date:
        return tr("a date or time");
    case ConfigNode::Kind::List:
        return tr("a list");
    case ConfigNode::Kind::Table:
        break;
    }
    return tr("a table");
}

/// Edits that turn one word into the other.
qsizetype distance(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const bool same = a[i] == b[static_cast<qsizetype>(j) - 1];
            const qsizetype next =
                std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1)});
            diagonal = row[j];
            row[j] = next;
        }
    }
    return row.back();
}

/// The known word nearest to `word`; empty when none is near.
QString nearest(const QString &word, const QStringList &known)
{
    QString best;
    qsizetype least = 3;
    for (const QString &candidate : known) {
        const qsizetype d = word.size() > 64 ? least : distance(word, candidate);
        if (d < least && d < candidate.size()) {
            least = d;
            best = candidate;
        }
    }
    return best;
}

QString hintFor(const QString &word, const QStringList &known)
{
    const QString guess = nearest(word, known);
    const QString list = tr("Known: %1.").arg(known.join(QStringLiteral(", ")));
    return guess.isEmpty() ? list : tr("Did you mean \"%1\"? %2").arg(guess, list);
}

} // namespace

ConfigTable::ConfigTable(const ConfigNode &node, QString shownName, QString title)
    : m_node(&node),
      m_shownName(std::move(shownName)),
      m_title(std::move(title))
{
}

QStringList ConfigTable::keys() const
{
    QStringList names;
    for (const ConfigNode &child : m_node->children)
        names.append(child.key);
    return names;
}

void ConfigTable::allowOnly(const QStringList &known) const
{
    for (const ConfigNode &child : m_node->children) {
        if (!known.contains(child.key))
            throw fileError(m_shownName, child.line, tr("unknown key %1.").arg(named(child.key)),
                            hintFor(child.key, known));
    }
}

std::optional<QString> ConfigTable::text(const QString &key) const
{
    const ConfigNode *node = find(key);
    if (!node)
        return std::nullopt;
    if (node->kind != ConfigNode::Kind::Text)
        throw otherType(*node, key, tr("a string"));
    if (node->text.isEmpty())
        throw errorAt(key, tr("%1 is empty.").arg(named(key)),
                      tr("Give it a value, or leave the line out."));
    return node->text;
}

std::optional<bool> ConfigTable::boolean(const QString &key) const
{
    const ConfigNode *node = find(key);
    if (!node)
        return std::nullopt;
    if (node->kind != ConfigNode::Kind::Boolean)
        throw otherType(*node, key, tr("true or false"));
    return node->boolean;
}

std::optional<qint64> ConfigTable::integer(const QString &key, qint64 least, qint64 most) const
{
    const ConfigNode *node = find(key);
    if (!node)
        return std::nullopt;
    if (node->kind != ConfigNode::Kind::Integer)
        throw otherType(*node, key, tr("an integer"));
    if (node->integer < least || node->integer > most)
        throw errorAt(key, tr("%1 must be between %2 and %3.")
                               .arg(named(key), QString::number(least), QString::number(most)));
    return node->integer;
}

std::optional<QStringList> ConfigTable::texts(const QString &key) const
{
    const ConfigNode *node = find(key);
    if (!node)
        return std::nullopt;
    if (node->kind != ConfigNode::Kind::List)
        throw otherType(*node, key, tr("a list of strings"));
    QStringList list;
    for (const ConfigNode &child : node->children) {
        if (child.kind != ConfigNode::Kind::Text)
            throw otherType(child, key, tr("a list of strings"));
        list.append(child.text);
    }
    return list;
}

std::optional<ConfigTable> ConfigTable::table(const QString &key) const
{
    const ConfigNode *node = find(key);
    if (!node)
        return std::nullopt;
    if (node->kind != ConfigNode::Kind::Table)
        throw otherType(*node, key, tr("a table"));
    const QString path = m_title.isEmpty() ? key : m_title.mid(1, m_title.size() - 2) + u'.' + key;
    return ConfigTable(*node, m_shownName, u'[' + path + u']');
}

std::vector<ConfigTable> ConfigTable::tables(const QString &key) const
{
    const ConfigNode *node = find(key);
    std::vector<ConfigTable> list;
    if (!node)
        return list;
    const QString expected = m_title.isEmpty() ? tr("a list of tables, each under [[%1]]").arg(key)
                                               : tr("a list of tables");
    if (node->kind != ConfigNode::Kind::List)
        throw otherType(*node, key, expected);
    for (const ConfigNode &child : node->children) {
        if (child.kind != ConfigNode::Kind::Table)
            throw otherType(child, key, expected);
        list.emplace_back(child, m_shownName, u'[' + key + u']');
    }
    return list;
}

Error ConfigTable::errorAt(const QString &key, const QString &message, const QString &hint) const
{
    return fileError(m_shownName, lineOf(key), message, hint);
}

Error ConfigTable::unknownWord(const QString &key, const QString &found,
                               const QStringList &known) const
{
    return errorAt(key, tr("%1 cannot be \"%2\".").arg(named(key), found), hintFor(found, known));
}

int ConfigTable::lineOf(const QString &key) const
{
    const ConfigNode *node = find(key);
    return node ? node->line : line();
}

const ConfigNode *ConfigTable::find(const QString &key) const
{
    for (const ConfigNode &child : m_node->children) {
        if (child.key == key)
            return &child;
    }
    return nullptr;
}

Error ConfigTable::otherType(const ConfigNode &node, const QString &key,
                             const QString &expected) const
{
    return fileError(m_shownName, node.line,
                     tr("%1 must be %2, not %3.").arg(named(key), expected, kindName(node.kind)));
}

QString ConfigTable::named(const QString &key) const
{
    return m_title.isEmpty() ? u'"' + key + u'"' : tr("\"%1\" in %2").arg(key, m_title);
}

} // namespace arborist::stages
