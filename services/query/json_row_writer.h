// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/row_writer.h"

namespace arborist::query {

/// An array of objects, a row a line. Values keep the server's text where JSON has the same:
/// numbers lose no digit. A name that comes twice gets a number: "id", "id_2".
class JsonRowWriter final : public RowWriter
{
public:
    JsonRowWriter(const std::vector<Column> &columns, std::vector<int> chosen);

    void begin(QByteArray &out) override;
    void addRow(const RowChunk &chunk, int row, QByteArray &out) override;
    void end(QByteArray &out) override;

private:
    enum class Form { Text, Number, Boolean, Json };
    struct Field {
        int column;
        QByteArray key; ///< quoted, with the colon
        Form form;
    };
    std::vector<Field> m_fields;
    bool m_isFirst = true;
};

/// The text in quotes, escaped.
void appendJsonText(QByteArrayView text, QByteArray &out);

} // namespace arborist::query
