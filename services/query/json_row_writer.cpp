// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/json_row_writer.h"

#include <QSet>

namespace arborist::query {
namespace {

/// NaN and Infinity are no JSON.
bool isJsonNumber(QByteArrayView value)
{
    const char first = value.isEmpty() ? '\0' : value[value[0] == '-' && value.size() > 1 ? 1 : 0];
    return first >= '0' && first <= '9';
}

} // namespace

void appendJsonText(QByteArrayView text, QByteArray &out)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char each : text) {
        const auto code = static_cast<unsigned char>(each);
        if (each == '"' || each == '\\') {
            out += '\\';
            out += each;
        } else if (each == '\n') {
            out += "\\n";
        } else if (each == '\t') {
            out += "\\t";
        } else if (code < 0x20) {
            out += "\\u00";
            out += digits[code >> 4];
            out += digits[code & 15];
        } else {
            out += each;
        }
    }
    out += '"';
}

JsonRowWriter::JsonRowWriter(const std::vector<Column> &columns, std::vector<int> chosen)
{
    QSet<QString> used;
    for (const int index : chosen) {
        const Column &column = columns[size_t(index)];
        QString name = column.name;
        for (int number = 2; used.contains(name); ++number)
            name = column.name + u'_' + QString::number(number);
        used.insert(name);
        QByteArray key;
        appendJsonText(name.toUtf8(), key);
        const Form form = column.numeric              ? Form::Number
                          : column.type == u"boolean" ? Form::Boolean
                          : column.type == u"json"    ? Form::Json
                          : column.type == u"jsonb"   ? Form::Json
                                                      : Form::Text;
        m_fields.push_back({index, key + ':', form});
    }
}

void JsonRowWriter::begin(QByteArray &out)
{
    out += '[';
}

void JsonRowWriter::addRow(const RowChunk &chunk, int row, QByteArray &out)
{
    out += std::exchange(m_isFirst, false) ? "\n{" : ",\n{";
    bool first = true;
    for (const Field &field : m_fields) {
        if (!std::exchange(first, false))
            out += ',';
        out += field.key;
        const auto value = chunk.cell(row, field.column);
        if (!value)
            out += "null";
        else if (field.form == Form::Boolean)
            out += *value == "t" ? "true" : "false";
        else if (field.form == Form::Json || (field.form == Form::Number && isJsonNumber(*value)))
            out.append(value->data(), value->size());
        else
            appendJsonText(*value, out);
    }
    out += '}';
}

void JsonRowWriter::end(QByteArray &out)
{
    out += m_isFirst ? "]\n" : "\n]\n";
}

} // namespace arborist::query
