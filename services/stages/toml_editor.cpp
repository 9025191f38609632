// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/toml_editor.h"

#include <QRegularExpression>
#include <algorithm>

namespace arborist::stages {

namespace {

using Kind = TomlItem::Kind;

QString quoted(const QString &text)
{
    QString out;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return u'"' + out + u'"';
}

QString keyText(const QString &name)
{
    static const QRegularExpression bare(QStringLiteral("^[A-Za-z0-9_-]+$"));
    return bare.match(name).hasMatch() ? name : quoted(name);
}

QString valueText(const QVariant &value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (value.typeId() != QMetaType::QStringList)
        return quoted(value.toString());
    QStringList parts;
    for (const QString &part : value.toStringList())
        parts << quoted(part);
    return u'[' + parts.join(QStringLiteral(", ")) + u']';
}

bool startsWith(const QStringList &path, const QStringList &start)
{
    return path.size() >= start.size() && std::equal(start.begin(), start.end(), path.begin());
}

} // namespace

void TomlEditor::set(const QStringList &table, const TomlChange &key)
{
    const QStringList path = table + QStringList{key.key};
    for (const TomlItem &item : m_items) {
        if (item.kind != Kind::Value)
            continue;
        if (item.path == path)
            return key.value.isValid()
                       ? replace(item.valueBegin, item.valueEnd, valueText(key.value))
                       : replace(item.begin, item.end, {});
        if (item.path == table && m_text[item.valueBegin] == u'{')
            return setInline(item, key);
    }
    if (key.value.isValid())
        add(table, key);
}

void TomlEditor::addTable(const QStringList &table, const QList<TomlChange> &keys)
{
    QStringList names;
    for (const QString &name : table)
        names << keyText(name);
    QString block = u'[' + names.join(u'.') + u']' + m_lineEnd;
    for (const TomlChange &key : keys) {
        if (key.value.isValid())
            block += key.key + QStringLiteral(" = ") + valueText(key.value) + m_lineEnd;
    }
    // After the last table of its kind, else at the end.
    qsizetype place = m_text.size();
    QStringList current;
    for (const TomlItem &item : m_items) {
        if (item.kind != Kind::Value)
            current = item.path;
        if (startsWith(current, table.mid(0, 1)))
            place = item.end;
    }
    const QString before = m_text.left(place);
    QString gap;
    if (!before.isEmpty() && !before.endsWith(u'\n'))
        gap = m_lineEnd;
    if (!before.trimmed().isEmpty() && !before.endsWith(m_lineEnd + m_lineEnd))
        gap += m_lineEnd;
    if (place < m_text.size() && m_text.mid(place, m_lineEnd.size()) != m_lineEnd)
        block += m_lineEnd;
    replace(place, place, gap + block);
}

void TomlEditor::remove(const QStringList &table)
{
    for (bool found = true; found;) {
        found = false;
        for (std::size_t i = 0; i < m_items.size() && !found; ++i) {
            const TomlItem &item = m_items[i];
            if (!startsWith(item.path, table))
                continue;
            std::size_t end = i + 1;
            while (item.kind != Kind::Value && end < m_items.size() &&
                   m_items[end].kind == Kind::Value)
                ++end;
            removeLines(item.begin, m_items[end - 1].end);
            found = true;
        }
    }
}

void TomlEditor::rename(const QStringList &table, const QString &to)
{
    for (std::size_t i = m_items.size(); i-- > 0;) { // from behind: places before stay
        const TomlItem &item = m_items[i];
        // Which of the written keys is the one; none where the table above has it.
        const qsizetype own = table.size() - 1 - (item.path.size() - qsizetype(item.keys.size()));
        if (!startsWith(item.path, table) || own < 0)
            continue;
        const TomlKey &key = item.keys[std::size_t(own)];
        m_text.replace(key.begin, key.end - key.begin, keyText(to));
    }
    lay();
}

void TomlEditor::lay()
{
    m_items = layOutToml(m_text);
    const qsizetype at = m_text.indexOf(u'\n');
    m_lineEnd = at > 0 && m_text[at - 1] == u'\r' ? QStringLiteral("\r\n") : QStringLiteral("\n");
}

void TomlEditor::replace(qsizetype begin, qsizetype end, const QString &with)
{
    m_text.replace(begin, end - begin, with);
    lay();
}

/// With one of the empty lines around them.
void TomlEditor::removeLines(qsizetype begin, qsizetype end)
{
    const bool first = m_text.left(begin).trimmed().isEmpty();
    const bool gapBefore = first || m_text.left(begin).endsWith(m_lineEnd + m_lineEnd);
    while (gapBefore && m_text.mid(end, m_lineEnd.size()) == m_lineEnd)
        end += m_lineEnd.size();
    if (end == m_text.size() && !first) {
        while (m_text.left(begin).endsWith(m_lineEnd + m_lineEnd))
            begin -= m_lineEnd.size();
    }
    replace(begin, end, {});
}

void TomlEditor::setInline(const TomlItem &table, const TomlChange &key)
{
    const std::vector<TomlItem> items = layOutInlineTable(m_text, table);
    const QString piece = key.key + QStringLiteral(" = ") + valueText(key.value);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const TomlItem &item = items[i];
        if (item.path.mid(table.path.size()) != QStringList{key.key})
            continue;
        if (key.value.isValid())
            return replace(item.valueBegin, item.valueEnd, valueText(key.value));
        if (items.size() == 1)
            return replace(table.valueBegin, table.valueEnd, QStringLiteral("{}"));
        return i == 0 ? replace(item.begin, items[1].begin, {})
                      : replace(items[i - 1].end, item.end, {});
    }
    if (!key.value.isValid())
        return;
    if (items.empty())
        replace(table.valueBegin, table.valueEnd,
                QStringLiteral("{ ") + piece + QStringLiteral(" }"));
    else
        replace(items.back().end, items.back().end, QStringLiteral(", ") + piece);
}

void TomlEditor::add(const QStringList &table, const TomlChange &key)
{
    const QString piece = keyText(key.key) + QStringLiteral(" = ") + valueText(key.value);
    const TomlItem *after = nullptr;
    QString before;
    bool inTable = false;
    for (const TomlItem &item : m_items) {
        if (item.kind != Kind::Value) {
            inTable = item.kind == Kind::Table && item.path == table;
            if (inTable)
                after = &item;
        } else if (inTable) {
            after = &item;
            before = indentOf(item);
        } else if (item.path.size() == table.size() + 1 && startsWith(item.path, table)) {
            after = &item; // local.url = "..." under [stages]
            before = m_text.mid(item.begin, item.keys.back().begin - item.begin);
        }
    }
    if (!after)
        return addTable(table, {key});
    const bool open = !m_text.left(after->end).endsWith(u'\n');
    replace(after->end, after->end,
            (open ? m_lineEnd : QString()) + before + piece + (open ? QString() : m_lineEnd));
}

QString TomlEditor::indentOf(const TomlItem &item) const
{
    return m_text.mid(item.begin, item.keys.front().begin - item.begin);
}

} // namespace arborist::stages
