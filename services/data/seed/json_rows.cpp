// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_rows.h"
#include "services/migrations/files/json_slices.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::data {

namespace {

using migrations::jsonElements;
using migrations::jsonMembers;
using migrations::JsonSlice;

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

QString unescaped(const QByteArray &key)
{
    if (!key.contains('\\'))
        return QString::fromUtf8(key);
    return QJsonDocument::fromJson("[\"" + key + "\"]").array().at(0).toString();
}

/// Not a copy: the text outlives it.
QByteArray raw(const SeedText &text)
{
    return QByteArray::fromRawData(text.bytes().data(), text.bytes().size());
}

/// Rows with the same keys, in the order in which such were there first.
class Grouping
{
public:
    Grouping(const SeedTextPtr &text, QString table) : m_text(text), m_table(std::move(table)) {}

    void add(const QByteArray &json, const JsonSlice &element)
    {
        const auto members = jsonMembers(json, element.begin);
        if (!members)
            throw m_text->error(element.begin, tr("There is something that is no object."),
                                tr("A table is an array of objects, one a row."));
        QStringList names;
        std::vector<qsizetype> places;
        for (const JsonSlice &member : *members) {
            names << unescaped(member.key);
            places.push_back(member.begin);
            if (names.indexOf(names.last()) != names.size() - 1)
                throw m_text->error(member.begin,
                                    tr("The key “%1” is there twice.").arg(names.last()),
                                    tr("Take one of them out."));
        }
        QStringList sorted = names;
        sorted.sort();
        auto found = std::find_if(m_parts.begin(), m_parts.end(),
                                  [&](const Part &part) { return part.sorted == sorted; });
        if (found == m_parts.end()) {
            m_parts.push_back({names, sorted, places, {}});
            found = m_parts.end() - 1;
        }
        found->rows.push_back(element.begin);
    }

    void moveInto(std::vector<RowGroup> &groups)
    {
        for (Part &part : m_parts) {
            RowGroup group;
            group.table = m_table;
            group.columns = part.columns;
            group.columnPlaces = part.places;
            group.rows = qint64(part.rows.size());
            group.isJson = true;
            group.read = [text = m_text, columns = part.columns, rows = std::move(part.rows)](
                             const std::function<void(const SeedRow &)> &visit) {
                const QByteArray json = raw(*text);
                for (const qsizetype at : rows)
                    visit(rowAt(json, at, columns));
            };
            groups.push_back(std::move(group));
        }
    }

private:
    struct Part {
        QStringList columns, sorted;
        std::vector<qsizetype> places;
        std::vector<qsizetype> rows;
    };

    static SeedRow rowAt(const QByteArray &json, qsizetype at, const QStringList &columns)
    {
        SeedRow row;
        row.at = at;
        row.values.resize(size_t(columns.size()));
        row.places.resize(size_t(columns.size()));
        const auto members = jsonMembers(json, at);
        for (const JsonSlice &member : *members) {
            const auto column = size_t(columns.indexOf(unescaped(member.key)));
            row.values[column] = json.mid(member.begin, member.end - member.begin);
            row.places[column] = member.begin;
        }
        return row;
    }

    SeedTextPtr m_text;
    QString m_table;
    std::vector<Part> m_parts;
};

void addTable(const SeedTextPtr &text, const QByteArray &json, qsizetype at, const QString &table,
              std::vector<RowGroup> &groups)
{
    const auto elements = jsonElements(json, at);
    if (!elements)
        throw text->error(at, tr("There is no array of rows."),
                          tr("A table is an array of objects: {\"users\": [{\"id\": 1}]}"));
    Grouping grouping(text, table);
    for (const JsonSlice &element : *elements)
        grouping.add(json, element);
    grouping.moveInto(groups);
}

QByteArray arrayText(const QJsonArray &array)
{
    QByteArray text = "{";
    for (const QJsonValue &value : array) {
        if (text.size() > 1)
            text += ',';
        if (value.isArray()) {
            text += arrayText(value.toArray());
        } else if (value.isNull()) {
            text += "NULL";
        } else {
            QByteArray item = value.isString() ? value.toString().toUtf8()
                              : value.isObject()
                                  ? QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)
                                  : value.toVariant().toString().toUtf8();
            item.replace('\\', "\\\\").replace('"', "\\\"");
            text += '"' + item + '"';
        }
    }
    return text + '}';
}

} // namespace

std::vector<RowGroup> jsonRows(const SeedTextPtr &text)
{
    const QByteArray json = raw(*text);
    QJsonParseError problem;
    QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        throw text->error(problem.offset,
                          tr("The JSON does not read: %1.").arg(problem.errorString()),
                          tr("Mend it here, or a little before."));
    const qsizetype begin = json.indexOf(json.trimmed().left(1));
    std::vector<RowGroup> groups;
    const auto members = jsonMembers(json, begin);
    if (!members) {
        addTable(text, json, begin, {}, groups);
        return groups;
    }
    for (const JsonSlice &member : *members) {
        const QString table = unescaped(member.key);
        if (table != u"$accounts")
            addTable(text, json, member.begin, table, groups);
    }
    return groups;
}

std::optional<QByteArray> fromJson(const QByteArray &json, bool isJsonColumn, bool isArrayColumn)
{
    if (json == "null")
        return std::nullopt;
    if (isJsonColumn)
        return json;
    if (json.startsWith('"'))
        return QJsonDocument::fromJson('[' + json + ']').array().at(0).toString().toUtf8();
    if (isArrayColumn && json.startsWith('['))
        return arrayText(QJsonDocument::fromJson(json).array());
    return json;
}

} // namespace arborist::data
