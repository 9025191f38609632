// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stages_writer.h"

#include "services/stages/text_file.h"
#include "services/stages/toml_file.h"
#include "services/stages/toml_layout.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <toml++/toml.h>

namespace arborist::stages {

namespace {

using Kind = TomlItem::Kind;

const QString kStages = QStringLiteral("stages");
const QString kFile = QStringLiteral("arborist.toml");

QString tr(const char *text)
{
    return QCoreApplication::translate("StagesWriter", text);
}

toml::table parsed(const QString &text)
{
    parseToml(text, kFile); // for an error with its line
    const QByteArray utf8 = text.toUtf8();
    return toml::parse(std::string_view(utf8.constData(), std::size_t(utf8.size())));
}

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

/// The text while it is changed; places are found anew after each change.
class Editor
{
public:
    explicit Editor(const QString &text) : m_text(text) { lay(); }

    const QString &text() const { return m_text; }

    void set(const QStringList &table, const StageKey &key)
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

    void addTable(const QStringList &table, const QList<StageKey> &keys)
    {
        QStringList names;
        for (const QString &name : table)
            names << keyText(name);
        QString block = u'[' + names.join(u'.') + u']' + m_lineEnd;
        for (const StageKey &key : keys) {
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

    void remove(const QStringList &table)
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

    void rename(const QStringList &table, const QString &to)
    {
        for (std::size_t i = m_items.size(); i-- > 0;) { // from behind: places before stay
            const TomlItem &item = m_items[i];
            // Which of the written keys is the one; none where the table above has it.
            const qsizetype own =
                table.size() - 1 - (item.path.size() - qsizetype(item.keys.size()));
            if (!startsWith(item.path, table) || own < 0)
                continue;
            const TomlKey &key = item.keys[std::size_t(own)];
            m_text.replace(key.begin, key.end - key.begin, keyText(to));
        }
        lay();
    }

private:
    void lay()
    {
        m_items = layOutToml(m_text);
        const qsizetype at = m_text.indexOf(u'\n');
        m_lineEnd =
            at > 0 && m_text[at - 1] == u'\r' ? QStringLiteral("\r\n") : QStringLiteral("\n");
    }

    void replace(qsizetype begin, qsizetype end, const QString &with)
    {
        m_text.replace(begin, end - begin, with);
        lay();
    }

    /// With one of the empty lines around them.
    void removeLines(qsizetype begin, qsizetype end)
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

    void setInline(const TomlItem &table, const StageKey &key)
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

    void add(const QStringList &table, const StageKey &key)
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

    QString indentOf(const TomlItem &item) const
    {
        return m_text.mid(item.begin, item.keys.front().begin - item.begin);
    }

    QString m_text;
    QString m_lineEnd;
    std::vector<TomlItem> m_items;
};

std::string utf8(const QString &text)
{
    return text.toStdString();
}

/// The same change, made to what the text means.
void set(toml::table &table, const StageKey &key)
{
    const std::string name = utf8(key.key);
    if (!key.value.isValid()) {
        table.erase(name);
    } else if (key.value.typeId() == QMetaType::Bool) {
        table.insert_or_assign(name, key.value.toBool());
    } else if (key.value.typeId() == QMetaType::QStringList) {
        toml::array list;
        for (const QString &part : key.value.toStringList())
            list.push_back(utf8(part));
        table.insert_or_assign(name, std::move(list));
    } else {
        table.insert_or_assign(name, utf8(key.value.toString()));
    }
}

toml::table *tableOf(toml::table &root, const QString &stage)
{
    toml::table *stages = root["stages"].as_table();
    const auto found = stages ? stages->find(utf8(stage)) : toml::table::iterator();
    return stages && found != stages->end() ? found->second.as_table() : nullptr;
}

Error notHere(const QString &stage)
{
    return Error(tr("arborist.toml does not declare the stage %1.").arg(stage),
                 tr("It comes from a .env file: change that file, or add the stage first."));
}

void check(const QString &text, const toml::table &meant)
{
    bool fine = false;
    try {
        fine = parsed(text) == meant;
    } catch (const Error &) {
        // What we made of it is no TOML: told below.
    }
    if (!fine)
        throw Error(tr("arborist.toml is written in a way that is not changed here."),
                    tr("Give the stage a table of its own, [stages.NAME], or change the file by "
                       "hand."))
            .setWhere(kFile);
}

/// default_stage and source_stage, where they name the stage.
std::vector<QString> namedBy(const toml::table &root, const QString &stage)
{
    std::vector<QString> keys;
    for (const char *key : {"default_stage", "source_stage"}) {
        if (root["workspace"][key].value<std::string>() == utf8(stage))
            keys.push_back(QLatin1String(key));
    }
    return keys;
}

void pointTo(Editor &editor, toml::table &root, const QString &stage, const QVariant &to)
{
    for (const QString &key : namedBy(root, stage)) {
        editor.set({QStringLiteral("workspace")}, {key, to});
        set(*root["workspace"].as_table(), {key, to});
    }
}

} // namespace

bool declaresStage(const QString &text, const QString &stage)
{
    toml::table root = parsed(text);
    return tableOf(root, stage) != nullptr;
}

QString withStageKeys(const QString &text, const QString &stage, const QList<StageKey> &keys)
{
    toml::table meant = parsed(text);
    const QStringList path{kStages, stage};
    Editor editor(text);
    if (toml::table *table = tableOf(meant, stage)) {
        for (const StageKey &key : keys) {
            const toml::table before = *table;
            set(*table, key);
            if (!(before == *table))
                editor.set(path, key);
        }
    } else {
        if (!meant.contains("stages"))
            meant.insert("stages", toml::table());
        toml::table added;
        for (const StageKey &key : keys)
            set(added, key);
        if (toml::table *stages = meant["stages"].as_table())
            stages->insert_or_assign(utf8(stage), added);
        editor.addTable(path, keys);
    }
    check(editor.text(), meant);
    return editor.text();
}

QString withoutStage(const QString &text, const QString &stage)
{
    toml::table meant = parsed(text);
    if (!tableOf(meant, stage))
        throw notHere(stage);
    Editor editor(text);
    editor.remove({kStages, stage});
    meant["stages"].as_table()->erase(utf8(stage));
    pointTo(editor, meant, stage, {});
    // A file without the table and one with an empty one say the same.
    toml::table result = parsed(editor.text());
    if (meant["stages"].as_table()->empty() && !result.contains("stages"))
        meant.erase("stages");
    check(editor.text(), meant);
    return editor.text();
}

QString withStageRenamed(const QString &text, const QString &from, const QString &to)
{
    toml::table meant = parsed(text);
    if (!tableOf(meant, from))
        throw notHere(from);
    if (tableOf(meant, to))
        throw Error::usage(tr("There is a stage %1 already.").arg(to), tr("Choose another name."));
    Editor editor(text);
    editor.rename({kStages, from}, to);
    toml::table &stages = *meant["stages"].as_table();
    toml::table moved = *tableOf(meant, from);
    stages.erase(utf8(from));
    stages.insert_or_assign(utf8(to), std::move(moved));
    pointTo(editor, meant, from, to);
    check(editor.text(), meant);
    return editor.text();
}

} // namespace arborist::stages
