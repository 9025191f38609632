// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_rows.h"

#include <QCoreApplication>
#include <QLocale>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

/// Takes rows off a text one by one.
class CsvReader
{
public:
    CsvReader(const SeedText &text, char separator, qsizetype at = 0)
        : m_text(text),
          m_bytes(text.bytes()),
          m_separator(separator),
          m_at(at)
    {
    }

    qsizetype at() const { return m_at; }

    /// False at the end. Blank lines are passed over.
    bool next(SeedRow &row)
    {
        while (m_at < m_bytes.size() && (m_bytes[m_at] == '\n' || m_bytes[m_at] == '\r'))
            ++m_at;
        if (m_at >= m_bytes.size())
            return false;
        row.at = m_at;
        row.values.clear();
        row.places.clear();
        for (;;) {
            row.places.push_back(m_at);
            row.values.push_back(value());
            if (m_at >= m_bytes.size() || m_bytes[m_at] != m_separator)
                break;
            ++m_at;
        }
        if (m_at < m_bytes.size() && m_bytes[m_at] == '\r')
            ++m_at;
        if (m_at < m_bytes.size() && m_bytes[m_at] == '\n')
            ++m_at;
        return true;
    }

private:
    bool isEnd(char c) const { return c == m_separator || c == '\n' || c == '\r'; }

    std::optional<QByteArray> value()
    {
        if (m_at < m_bytes.size() && m_bytes[m_at] == '"')
            return quoted();
        const qsizetype begin = m_at;
        while (m_at < m_bytes.size() && !isEnd(m_bytes[m_at])) {
            if (m_bytes[m_at] == '"')
                throw m_text.error(
                    m_at, tr("There is a quote within a value that is not quoted."),
                    tr("Put the value into quotes, and write each of its own twice."));
            ++m_at;
        }
        if (m_at == begin)
            return std::nullopt;
        return m_bytes.sliced(begin, m_at - begin).toByteArray();
    }

    QByteArray quoted()
    {
        const qsizetype begin = m_at++;
        QByteArray value;
        for (;;) {
            const qsizetype quote = m_bytes.indexOf('"', m_at);
            if (quote < 0)
                throw m_text.error(begin, tr("A quote that begins here is not closed."),
                                   tr("Close it; a quote within a value is written twice."));
            value += m_bytes.sliced(m_at, quote - m_at);
            m_at = quote + 1;
            if (m_at >= m_bytes.size() || m_bytes[m_at] != '"')
                break;
            value += '"';
            ++m_at;
        }
        if (m_at < m_bytes.size() && !isEnd(m_bytes[m_at]))
            throw m_text.error(m_at, tr("There is text behind a quoted value."),
                               tr("A quote within a value is written twice."));
        return value;
    }

    const SeedText &m_text;
    QByteArrayView m_bytes;
    char m_separator;
    qsizetype m_at;
};

char separatorOf(QByteArrayView bytes)
{
    const qsizetype end = bytes.indexOf('\n');
    const QByteArrayView header = end < 0 ? bytes : bytes.first(end);
    for (const char separator : {',', ';', '\t'}) {
        if (header.contains(separator))
            return separator;
    }
    return ',';
}

} // namespace

RowGroup csvRows(const SeedTextPtr &text)
{
    const char separator = separatorOf(text->bytes());
    CsvReader header(*text, separator);
    SeedRow names;
    if (!header.next(names))
        throw text->error(0, tr("The file is empty."),
                          tr("Its first line has to name the columns."));
    RowGroup group;
    for (size_t i = 0; i < names.values.size(); ++i) {
        const QString name = QString::fromUtf8(names.values[i].value_or(QByteArray())).trimmed();
        if (name.isEmpty())
            throw text->error(names.places[i], tr("A column has no name."),
                              tr("The first line has to name the columns."));
        if (group.columns.contains(name))
            throw text->error(names.places[i], tr("The column “%1” is there twice.").arg(name),
                              tr("Take one of them out."));
        group.columns << name;
    }
    group.columnPlaces = names.places;
    group.read = [text, separator, from = header.at(),
                  width = names.values.size()](const std::function<void(const SeedRow &)> &visit) {
        CsvReader reader(*text, separator, from);
        SeedRow row;
        while (reader.next(row)) {
            if (row.values.size() != width)
                throw text->error(row.values.size() > width ? row.places[width] : row.at,
                                  tr("The row has %1 values, and the first line names %2 columns.")
                                      .arg(row.values.size())
                                      .arg(width),
                                  tr("Put values with commas or line ends into quotes."));
            visit(row);
        }
    };
    group.read([&](const SeedRow &) { ++group.rows; });
    return group;
}

} // namespace arborist::data
